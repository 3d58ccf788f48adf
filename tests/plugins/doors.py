"""Doors: behind each stands one server of the run, started when the first test knocks and shared by every worker.

The process that controls the run owns the servers. Workers ask for a server through a Unix socket, and wait there while
it starts. A run in which nobody knocks starts nothing and makes no folder but the one of the sockets.
"""

import json
import shutil
import socket
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

START_SECONDS = 240.0
"""How long a worker waits for an answer: twice what the slowest server may take on a busy machine."""
FOLDER = pytest.StashKey[Path]()

Start = Callable[[ExitStack], dict[str, Any]]
"""Starts a server, which the stack stops again, and says what tests need to know of it."""


class DoorThread(Thread):
    """Starts and stops a server. What it starts is the run's, and not the doing of the case that runs meanwhile."""


class Door:
    """Answers every knock with what is to be known of one server; the first one makes it start.

    The server starts and stops in a thread of the door's own, because the children of a thread may end with it.
    """

    def __init__(self, path: Path, start: Start) -> None:
        self._start = start
        self._told: dict[str, Any] | None = None
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(path))
        self._socket.listen(64)
        self._thread = DoorThread(target=self._serve, name=path.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop the server, if it ever ran."""
        self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread, which then ends
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        with ExitStack() as stack:
            while True:
                try:
                    caller, _ = self._socket.accept()
                except OSError:
                    return
                with caller:
                    caller.sendall(json.dumps(self._answer(stack)).encode())

    def _answer(self, stack: ExitStack) -> dict[str, Any]:
        if self._told is None:
            try:
                self._told = self._start(stack)
            except Exception as problem:  # noqa: BLE001 - the test that asked must hear it, whatever it is
                return {"problem": repr(problem)}
        return self._told


OPENED = pytest.StashKey[list[Door]]()


def open_door(config: pytest.Config, name: str, start: Start) -> None:
    """Offer a server to the run, in the process that controls it; in a worker nothing happens."""
    if OPENED in config.stash:
        config.stash[OPENED].append(Door(config.stash[FOLDER] / name, start))


def knock(config: pytest.Config, name: str) -> dict[str, Any]:
    """What is to be known of the server ``name``, started by now.

    Raises:
        AssertionError: it did not start.
    """
    return knock_at(config.stash[FOLDER] / name)


def knock_at(door: Path) -> dict[str, Any]:
    """The same, by the path of the door.

    Raises:
        AssertionError: the server did not start.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(START_SECONDS)
        connection.connect(str(door))
        told: dict[str, Any] = json.loads(b"".join(iter(lambda: connection.recv(4096), b"")))
    assert "problem" not in told, f"{door.name}: {told['problem']}"
    return told


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of the doors, or, in a worker, take the one that the controlling process sent."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[FOLDER] = Path(worker["minshu_doors"])
        return
    config.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="minshu-doors-"))
    config.stash[OPENED] = []


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Send the folder to a worker."""
    node.workerinput["minshu_doors"] = str(node.config.stash[FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers, the last one first: it may stand on an earlier one."""
    if OPENED in config.stash:
        opened = config.stash[OPENED]
        while opened:
            opened.pop().close()
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)
