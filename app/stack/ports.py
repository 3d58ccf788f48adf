"""Free ports of the loopback interface for the embedded parts, remembered from run to run while they stay free."""

import errno
import secrets
import socket
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

LOOPBACK = "127.0.0.1"
# Below Linux's range for outgoing connections (32768 and up), which would take a port between choosing and binding.
_FIRST, _LAST = 20_000, 31_999
_TRIES = 2_000


class Ports(BaseModel):
    """The port of each door of the embedded parts; the store has one HTTP and one gRPC door a component."""

    model_config = ConfigDict(frozen=True)

    postgres: int
    s3: int
    s3_grpc: int
    filer: int
    filer_grpc: int
    master: int
    master_grpc: int
    volume: int
    volume_grpc: int
    admin: int
    admin_grpc: int


def is_free(host: str, port: int) -> bool:
    """Tell whether a server could bind ``host:port`` now.

    Raises:
        OSError: the address does not belong to this machine, or the port needs a privilege.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def choose(previous: Ports | None = None, avoid: Iterable[int] = ()) -> Ports:
    """Give every door a free port: the one of the previous run where that is free still, else a random one.

    Raises:
        OSError: no free port was found.
    """
    taken = set(avoid)
    chosen: dict[str, int] = {}
    for door in Ports.model_fields:
        port = getattr(previous, door, None)
        if port is None or port in taken or not _usable(port):
            port = _random_port(taken)
        taken.add(port)
        chosen[door] = port
    return Ports(**chosen)


def remove_socket_files(port: int) -> bool:
    """Remove what a killed store left in the shared temporary folder under names fixed in its program.

    Returns False where such a file belongs to another user: the store would die trying to remove it.
    Call it only for a port that nothing listens on.
    """
    for file in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108 - the name is the store's, not ours
        try:
            file.unlink(missing_ok=True)
        except OSError:
            return False
    return True


def _usable(port: int) -> bool:
    return is_free(LOOPBACK, port) and remove_socket_files(port)


def _random_port(taken: set[int]) -> int:
    for _ in range(_TRIES):
        port = _FIRST + secrets.randbelow(_LAST - _FIRST + 1)
        if port not in taken and _usable(port):
            return port
    raise OSError(errno.EADDRINUSE, "no free port on the loopback interface")
