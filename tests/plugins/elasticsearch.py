"""One Elasticsearch node for the whole run: started when the first test asks for it, shared by every worker.

The process that controls the run owns the node. Workers ask it for the address through a Unix socket, and wait there
while the node starts.
"""

import socket
from contextlib import ExitStack
from threading import Thread
from typing import Any

import pytest

from tests.elasticsearch.folders import temporary_folder
from tests.elasticsearch.node import START_SECONDS, Node, running

DOOR = pytest.StashKey[str]()
HOST = pytest.StashKey["NodeHost"]()


class NodeHost:
    """Answers every connection to its socket with the node's address; the first one makes the node start."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._folder = self._stack.enter_context(temporary_folder())
        self._node: Node | None = None
        self._socket = self._stack.enter_context(socket.socket(socket.AF_UNIX))
        self._socket.bind(self.door)
        self._socket.listen(64)
        self._thread = Thread(target=self._serve, name="elasticsearch", daemon=True)
        self._thread.start()

    @property
    def door(self) -> str:
        """Path of the socket."""
        return str(self._folder / "door")

    def close(self) -> None:
        """Stop the node, if it ever ran."""
        self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread, which then ends
        self._thread.join()
        self._stack.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            with caller:
                caller.sendall(self._address().encode())

    def _address(self) -> str:
        """The node's address, or why there is none."""
        if self._node is None:
            node = Node(self._folder / "node")
            try:
                self._stack.enter_context(running([node]))
            except Exception as problem:  # noqa: BLE001 - the test that asked must hear it, whatever it is
                return f"error: {problem!r}"
            self._node = node
        return self._node.url


def pytest_configure(config: pytest.Config) -> None:
    """Open the door, or, in a worker, take the path that the controlling process sent."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[DOOR] = worker["minshu_elasticsearch"]
        return
    config.stash[HOST] = NodeHost()
    config.stash[DOOR] = config.stash[HOST].door


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Send the path to a worker."""
    node.workerinput["minshu_elasticsearch"] = node.config.stash[DOOR]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the node."""
    if HOST in config.stash:
        config.stash[HOST].close()


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest) -> str:
    """Address of the run's node; tests keep apart by the names of their indexes."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2 * START_SECONDS)
        connection.connect(request.config.stash[DOOR])
        answer = b"".join(iter(lambda: connection.recv(4096), b"")).decode()
    assert answer.startswith("http"), answer
    return answer
