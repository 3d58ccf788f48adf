"""A circuit breaker: a cluster that does not answer is left alone for a while, and whoever asks is told at once."""

from collections.abc import Callable
from time import monotonic

from search.engine import SearchUnavailable

FAILURES = 5
"""Calls in a row that must fail, each after its own repetitions, before the circuit opens."""
REST_SECONDS = 5.0
"""How long it stays open; then one call is let through, and its outcome decides."""


class Breaker:
    """Counts failures of one kind of call."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        """Begin closed.

        Args:
            clock: Seconds that only grow.
        """
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0

    def enter(self) -> None:
        """Ask whether to call now; a trial postpones all others by another rest.

        Raises:
            SearchUnavailable: The circuit is open.
        """
        if self._failures < FAILURES:
            return
        now = self._clock()
        if now < self._open_until:
            raise SearchUnavailable(f"the cluster failed {self._failures} times in a row and is left alone for now")
        self._open_until = now + REST_SECONDS

    def succeeded(self) -> None:
        """The cluster answered, whatever it said."""
        self._failures = 0

    def failed(self) -> None:
        """The cluster could not be reached, or said that it cannot answer."""
        self._failures += 1
        self._open_until = self._clock() + REST_SECONDS
