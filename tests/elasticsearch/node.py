"""Search nodes of the tests: processes on loopback that end with the process that started them.

python -m tests.elasticsearch.node 9200      one node in the foreground, for development
"""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, Any

from app.stack.ports import is_free
from tests.elasticsearch.distribution import distribution
from tests.elasticsearch.folders import temporary_folder
from tests.waiting import until

HOST = "127.0.0.1"
HEAP_MB = 512
START_SECONDS = 120.0
"""Three to thirteen seconds as a rule; a busy machine may need several times as many."""
JAVA = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Djava.awt.headless=true")
"""Quick to start and small: the first compiler alone, one collector thread."""
SETTINGS = {
    "network.host": HOST,
    "node.processors": "2",
    # what the disk of the test machine holds beside says nothing about the tests
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    "action.auto_create_index": "false",
    "logger.level": "WARN",
}


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on now, all different."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


@dataclass
class Node:
    """One node: its folder, its ports and, while it runs, its process."""

    folder: Path
    name: str = "node"
    http: int = 0
    transport: int = 0
    heap_mb: int = HEAP_MB
    settings: dict[str, str] = field(default_factory=lambda: {"discovery.type": "single-node"})
    process: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        if not self.http:
            self.http, self.transport = free_ports(2)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.http}"

    def start(self, output: int | IO[bytes] = subprocess.DEVNULL) -> None:
        """Begin to run; `wait` says when it answers."""
        home, jar = distribution(), "lib/*"
        settings = {
            **SETTINGS,
            "node.name": self.name,
            "cluster.name": "minshu-tests",
            "http.port": str(self.http),
            "transport.port": str(self.transport),
            **self.settings,
        }
        heap = (f"-Xms{min(self.heap_mb, 256)}m", f"-Xmx{self.heap_mb}m")
        pairs = [f"{name}={value}" for name, value in settings.items()]
        self.folder.mkdir(parents=True, exist_ok=True)
        command = ["java", *heap, *JAVA, "-cp", f"{home}/{jar}", "minshu.node.TestNode", str(home), str(self.folder)]
        self.process = subprocess.Popen(
            [*command, *pairs], stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=self.folder
        )

    def wait(self, nodes: int = 1) -> None:
        """Return once it belongs to a cluster of so many nodes that takes writes.

        Raises:
            AssertionError: it ended, or did not get there in time.
        """
        until(lambda: self._ready(nodes), START_SECONDS, f"search node {self.name} is ready")

    def kill(self) -> None:
        """End it as a loss of power would."""
        if self.process is not None:
            self.process.kill()
            self._reap()

    def stop(self) -> None:
        """End it in good order."""
        if self.process is not None:
            assert self.process.stdin
            self.process.stdin.close()
            self._reap()

    def _ready(self, nodes: int) -> bool:
        assert self.process is None or self.process.poll() is None, f"search node {self.name} ended by itself"
        health = ask(self.url, "GET", f"/_cluster/health?wait_for_status=yellow&wait_for_nodes={nodes}&timeout=2s")
        return bool(health) and health.get("timed_out") is False

    def _reap(self) -> None:
        assert self.process
        self.process.wait(60)
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()
        self.process = None


def ask(url: str, method: str, path: str) -> Any:
    """One request to a node, answered from JSON; None where nothing is heard."""
    connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, path)
        return json.loads(connection.getresponse().read() or b"null")
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()


def drop_indexes(url: str, prefix: str) -> None:
    """Delete every index whose name begins so; the node refuses patterns here, and names are listed instead."""
    names = ask(url, "GET", f"/{prefix}-*/_alias")
    if names:
        ask(url, "DELETE", f"/{','.join(names)}")


@contextmanager
def running(nodes: Sequence[Node], first: Callable[[Node], object] = Node.start) -> Iterator[Sequence[Node]]:
    """Nodes that run for a while, started together."""
    try:
        for node in nodes:
            first(node)
        for node in nodes:
            node.wait(len(nodes))
        yield nodes
    finally:
        for node in nodes:
            node.kill()


def cluster(folder: Path, size: int, heap_mb: int = 256) -> list[Node]:
    """Nodes that form one cluster, all of them eligible as its master; not started."""
    ports = free_ports(2 * size)
    names = [f"node-{number}" for number in range(size)]
    settings = {
        "discovery.seed_hosts": ",".join(f"{HOST}:{port}" for port in ports[size:]),
        "cluster.initial_master_nodes": ",".join(names),
        "node.processors": "1",
    }
    return [
        Node(folder / name, name, http, transport, heap_mb, dict(settings))
        for name, http, transport in zip(names, ports[:size], ports[size:], strict=True)
    ]


def main(port: int) -> None:
    """Run one node in the foreground until it is asked to stop.

    Raises:
        SystemExit: somebody else has the port, or the node did not come up.
    """
    _refuse_taken(port)
    with asked_to_stop(), temporary_folder() as folder:
        node = Node(folder, http=port, transport=free_ports(1)[0])
        with running([node], lambda one: one.start(output=sys.stderr.buffer)):
            sys.stdout.write(f"Elasticsearch: {node.url}\n")
            sys.stdout.flush()
            assert node.process
            node.process.wait()


def _refuse_taken(port: int) -> None:
    """Before anything is started: the node itself would tell of it after ten seconds, in a stack trace."""
    other = f"make elasticsearch PORT={free_ports(1)[0]}"
    try:
        if is_free(HOST, port):
            return
    except (OSError, OverflowError) as problem:
        sys.exit(f"端口 {HOST}:{port} 不能用({problem}),请换一个,例如 {other}。")
    sys.exit(f"端口 {HOST}:{port} 已被占用,请停掉占用它的程序,或换一个,例如 {other}。")


@contextmanager
def asked_to_stop() -> Iterator[None]:
    """End quietly at Ctrl-C, SIGTERM or a closed terminal, once what is inside has been cleared away."""

    def leave(*_: object) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # a second one must not stop the clearing away
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, leave)
    with suppress(KeyboardInterrupt):
        yield


if __name__ == "__main__":
    main(int(sys.argv[1]))
