"""A circuit breaker: what does not answer is left alone for a while, and whoever asks is told at once."""

from collections.abc import Callable
from time import monotonic

from search.engine import SearchUnavailable

REST_SECONDS = 5.0
"""How long a circuit stays open; then one call is let through, and its outcome decides."""


class Breaker:
    """Counts the failures of one kind of call."""

    def __init__(self, failures: int, clock: Callable[[], float] = monotonic) -> None:
        """Begin closed.

        Args:
            failures: Calls in a row that must fail before the circuit opens.
            clock: Seconds that only grow.
        """
        self._most = failures
        self._clock = clock
        self._failures = 0
        self._open_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether callers are told at once."""
        return self._failures >= self._most and self._clock() < self._open_until

    def enter(self) -> None:
        """Ask whether to call now; a trial postpones all others by another rest.

        Raises:
            SearchUnavailable: The circuit is open.
        """
        if self.is_open:
            raise SearchUnavailable(f"it failed {self._failures} times in a row and is left alone for now")
        if self._failures >= self._most:
            self._rest()

    def succeeded(self) -> None:
        """There was an answer, whatever it said."""
        self._failures = 0

    def failed(self) -> None:
        """There was none, or it said that it cannot answer."""
        self._failures += 1
        self._rest()

    def _rest(self) -> None:
        self._open_until = self._clock() + REST_SECONDS
