"""Closes the way to child processes: only a case that asks for them may start one, so that its tier tells the truth.

The guard is an audit hook, as the one of the network is. Servers of the run are started by their doors, not by a case.
"""

import sys
from collections.abc import Iterator
from threading import current_thread
from typing import Any

import pytest

from tests.plugins.doors import DoorThread

ASKED_BY = frozenset({"processes", "tools"})
_STARTS = frozenset({"subprocess.Popen", "os.posix_spawn", "os.fork"})


class ChildRefusedError(RuntimeError):
    """A case that has not asked for processes tried to start one. Not an OSError: nobody must forgive it."""

    def __init__(self, arguments: tuple[Any, ...]) -> None:
        super().__init__(
            f"ask for the fixture 'processes' (the product's) or 'tools' (all others) to start {arguments}"
        )


class _Guard:
    """Whether a case runs that has not asked."""

    closed = False


def refuse_children(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook.

    Raises:
        ChildRefusedError: the case that runs has not asked for processes.
    """
    if event in _STARTS and _Guard.closed and not isinstance(current_thread(), DoorThread):
        raise ChildRefusedError(arguments[:2])


def pytest_configure() -> None:
    """Watch from the beginning."""
    sys.addaudithook(refuse_children)


@pytest.fixture(autouse=True)
def children_are_asked_for(request: pytest.FixtureRequest) -> Iterator[None]:
    """Closed for the length of a case, but for those that ask."""
    _Guard.closed = ASKED_BY.isdisjoint(request.fixturenames)
    yield
    _Guard.closed = False


@pytest.fixture(scope="session")
def processes() -> None:
    """The case starts processes of the product: its command, its servers, its helpers."""


@pytest.fixture(scope="session")
def tools() -> None:
    """The case starts programs that are not of the product: a linter, git, a shell."""
