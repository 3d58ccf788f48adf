"""Asking the search engine: every question of this process goes this way, and no other way to ask is handed out."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from search.asking.query import SearchQuery
from search.asking.synonyms import Synonyms
from search.engine import SearchEngine, SearchIndex, SearchUnavailable
from search.engines.breaker import Breaker
from search.hit import Hit
from search.ranking.clauses import Clause
from search.ranking.explaining import ScorePart, explain
from search.results import SearchResults, Suggestion

FAILURES = 3
"""So many failures one after the other, and nobody waits for the engine for a while."""
PATIENCE_SECONDS = 5.0
"""An answer that takes longer is a failure."""
TURNS = 4
"""Callers of one process at once who are answered from the database instead: pages keep the other connections."""

T = TypeVar("T")


class Questions:
    """What this process asks the engine: understood with the accepted synonyms, and not while the engine is down.

    Attributes:
        synonyms: The dictionary's with those that operators have accepted; None is the dictionary's alone.
        breaker: Knows whether the engine is down.
        turns: For what answers in the engine's place.
    """

    def __init__(self, engine: SearchEngine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.synonyms: Synonyms | None = None
        self.breaker = Breaker(FAILURES, monotonic)
        self.turns = asyncio.Semaphore(TURNS)
        self._engine = engine

    @property
    def index(self) -> SearchIndex:
        """What is asked, for those who look after it."""
        return self._engine

    async def search(self, query: SearchQuery) -> SearchResults:
        """Answer one page; the results hold the query with its synonyms.

        Raises:
            InvalidQuery: the place where the page begins is in an index that was replaced.
            SearchUnavailable: the engine is down, too slow, or was down a moment ago.
        """
        asked = replace(query, synonyms=self.synonyms)
        return await self._ask(lambda: self._engine.search(asked))

    async def explain(self, results: SearchResults) -> Mapping[str, tuple[ScorePart, ...]]:
        """The parts that made the scores of these results, by the identities of the hits.

        Raises:
            SearchUnavailable: as ``search``.
        """
        return await self._ask(lambda: explain(self._engine, results))

    async def suggest(self, prefix: str, *, scopes: tuple[str, ...], size: int) -> tuple[Suggestion, ...]:
        """Titles for what is being typed; see ``SearchEngine.suggest``.

        Raises:
            InvalidQuery: the text is too long or the size out of bounds.
            SearchUnavailable: as ``search``.
        """
        return await self._ask(lambda: self._engine.suggest(prefix, scopes=scopes, size=size))

    async def find(self, wanted: Clause, *, scopes: tuple[str, ...], size: int) -> tuple[Hit, ...]:
        """The best hits of a clause, in which nobody's words stand; see ``SearchEngine.find``.

        Raises:
            SearchUnavailable: as ``search``.
        """
        return await self._ask(lambda: self._engine.find(wanted, scopes=scopes, size=size))

    async def _ask(self, question: Callable[[], Awaitable[T]]) -> T:
        self.breaker.enter()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await question()
        except TimeoutError as late:
            self.breaker.failed()
            raise SearchUnavailable(f"no answer within {PATIENCE_SECONDS:.0f} s") from late
        except SearchUnavailable:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return answer
