"""Names for what is being typed: organizations and themes from the database, kept in memory for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app.database import Database
from app.logging import get_logger
from catalog.base import ReadSession
from catalog.use.queries import public_organizations
from catalog.vocabularies.queries import labels
from search.analysis.folding import fold_text
from search.asking.names import Completed, Names

_log = get_logger(__name__)
FRESH_SECONDS = 60.0
"""So old the names may be."""
MOST_QUERIES = 1_000
SIZE = 3
"""Names given of each kind."""


@dataclass(frozen=True, slots=True)
class Completions:
    """What may be meant beside titles."""

    organizations: tuple[Completed, ...] = ()
    themes: tuple[Completed, ...] = ()
    queries: tuple[str, ...] = ()


Popular = Callable[[ReadSession], Awaitable[Sequence[str]]]
"""Reads the questions that many have asked and that lead to something, the most frequent first."""


async def nobody_asked(_: ReadSession) -> Sequence[str]:
    """No question: where none are kept."""
    return ()


@dataclass(frozen=True, slots=True)
class _Kept:
    organizations: Names
    themes: Names
    queries: tuple[str, ...]

    def asked(self, text: str) -> tuple[str, ...]:
        """Questions that hold what is being typed and say more, those that begin so first."""
        typed = fold_text(text).strip()
        found = [query for query in self.queries if typed and typed in query and typed != query]
        return tuple(sorted(found, key=lambda query: not query.startswith(typed))[:SIZE])


class Completer:
    """Completes names in this process; while they are read anew, others are answered from what was there before."""

    def __init__(self, popular: Popular = nobody_asked, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._popular = popular
        self._monotonic = monotonic
        self._kept = _Kept(Names(()), Names(()), ())
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def complete(self, database: Database, text: str) -> Completions:
        """Organizations that have something public, and themes, by what is being typed; never an error."""
        if not self._is_fresh() and not (self._reading.locked() and self._read_at > float("-inf")):
            async with self._reading:
                if not self._is_fresh():
                    await self._read(database)
        kept = self._kept
        return Completions(kept.organizations.matching(text, SIZE), kept.themes.matching(text, SIZE), kept.asked(text))

    def _is_fresh(self) -> bool:
        return self._monotonic() - self._read_at < FRESH_SECONDS

    async def _read(self, database: Database) -> None:
        """Read the names anew; while the database is down the old ones stay."""
        try:
            async with database.reading() as session:
                self._kept = await self._load(session)
        except (SQLAlchemyError, OSError) as problem:
            _log.warning("names_unread", error=type(problem).__name__)
        self._read_at = self._monotonic()

    async def _load(self, session: ReadSession) -> _Kept:
        themes = await labels(session, "themes")
        organizations = await public_organizations(session)
        asked = tuple(await self._popular(session))[:MOST_QUERIES]
        return _Kept(Names(organizations), Names((code, label, "") for code, label in themes.items()), asked)
