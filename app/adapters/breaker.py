"""A circuit breaker: while the search engine is known to be down nobody waits for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from search.engine import SearchUnavailable

FAILURES = 3
"""So many failures one after the other open the circuit."""
REST_SECONDS = 5.0
"""So long nobody asks; then one caller tries, and the others are told at once."""
PATIENCE_SECONDS = 5.0
"""An answer that takes longer is a failure."""
TURNS = 4
"""Callers of one process at once who are answered from the database instead: pages keep the other connections."""

T = TypeVar("T")


class Breaker:
    """Counts failures of one engine as this process sees it; ``turns`` is for what answers in its place."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.turns = asyncio.Semaphore(TURNS)
        self._monotonic = monotonic
        self._failures = 0
        self._closed_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether callers are told at once that the engine is down."""
        return self._failures >= FAILURES and self._monotonic() < self._closed_at

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """The answer to ``question``.

        Raises:
            SearchUnavailable: the engine is down, too slow, or was down a moment ago.
        """
        if self.is_open:
            raise SearchUnavailable("the engine was down a moment ago")
        if self._failures >= FAILURES:
            self._rest()  # this caller tries; whoever comes meanwhile is told at once
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await question()
        except TimeoutError as late:
            self._fail()
            raise SearchUnavailable(f"no answer within {PATIENCE_SECONDS:.0f} s") from late
        except SearchUnavailable:
            self._fail()
            raise
        self._failures = 0
        return answer

    def _fail(self) -> None:
        self._failures += 1
        self._rest()

    def _rest(self) -> None:
        self._closed_at = self._monotonic() + REST_SECONDS
