"""Waiting for something to become true, with a deadline and without a fixed pause."""

import time
from collections.abc import Callable
from threading import Event

_POLL_SECONDS = 0.05


def until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Ask ``condition`` every 50 ms until it holds; the seconds it took.

    Raises:
        AssertionError: it did not hold within ``seconds``.
    """
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"{what}: not within {seconds} s"
        Event().wait(_POLL_SECONDS)
    return time.monotonic() - began
