"""Closes the network for the tests: this process may speak to loopback and to Unix sockets, and to nothing else.

The guard is an audit hook, below every Python library; it stays for the life of the process. Child processes are not
reached by it: what the tests start is bound to 127.0.0.1 and told its addresses by the tests.
"""

import ipaddress
import sys
from collections.abc import Callable
from typing import Any

LOOPBACK_NAMES = frozenset({"", "localhost", "ip6-localhost"})


class NetworkClosedError(RuntimeError):
    """A test tried to reach a host beyond loopback. Not an OSError: code that forgives those must not forgive this."""

    def __init__(self, host: object) -> None:
        super().__init__(f"the network is closed in tests: {host!r} is not loopback")


def is_loopback(host: object) -> bool:
    """Whether ``host`` (a name, an address, or None for the unspecified one) stays on this machine."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in LOOPBACK_NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    # 0.0.0.0 and :: mean "all of this machine": a server binds to them, a client that connects to them stays at home
    return address.is_loopback or address.is_unspecified


def _of_address(arguments: tuple[Any, ...]) -> object:
    address = arguments[1]
    # a Unix socket's address is a path; sendmsg on a connected socket carries None
    return address[0] if isinstance(address, tuple) else None


_HOST_OF: dict[str, Callable[[tuple[Any, ...]], object]] = {
    "socket.connect": _of_address,
    "socket.sendto": _of_address,
    "socket.sendmsg": _of_address,
    "socket.getaddrinfo": lambda arguments: arguments[0],
    "socket.gethostbyname": lambda arguments: arguments[0],
    "socket.gethostbyaddr": lambda arguments: arguments[0],
}


def refuse_beyond_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook.

    Raises:
        NetworkClosedError: the call would leave this machine.
    """
    host_of = _HOST_OF.get(event)
    if host_of is not None and not is_loopback(host := host_of(arguments)):
        raise NetworkClosedError(host)


def pytest_configure() -> None:
    """Close the network before anything is collected."""
    sys.addaudithook(refuse_beyond_loopback)
