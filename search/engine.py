"""The port of every search engine, and the two errors it raises.

```
InvalidQuery        the question cannot be answered as asked (`search.asking.query`: the parser raises it too)
SearchUnavailable   the engine cannot answer now; nothing acknowledged is lost, and trying later may help
```
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

from search.asking.query import SearchQuery
from search.document import SearchDocument
from search.hit import Hit
from search.indexing.record import Record
from search.ranking.clauses import Clause
from search.results import IndexedVersion, SearchResults, Suggestion

MAX_SUGGESTIONS = 20


class SearchUnavailable(Exception):
    """The engine cannot answer now; `reason` is for operators, not for callers."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SearchIndex(Protocol):
    """An index of datasets with versions, for those who look after it.

    Versions: what carries a lower version than what the index holds of the same identity is ignored, an equal or
    higher one replaces it. A removal leaves a hidden tombstone that keeps its version, so that a late older put does
    not bring the dataset back. When `put` and `remove` return, the change is durable and visible to every reader; in an
    index that was never active yet, it is so once this engine reads or activates it.

    Indexes: `index` names one made by `new_index`; None is the active one. Where there is none, as none was ever
    activated or it is lost, reading and writing raise `SearchUnavailable` alike: an engine cannot know what should be
    in it, so it never begins an active one by itself. `unfit` says so, and a rebuild makes one.
    """

    async def put(
        self,
        documents: Sequence[SearchDocument],
        *,
        index: str | None = None,
        records: Sequence[Record] | None = None,
    ) -> None:
        """Add or replace documents; all of them or none are durable when it returns.

        Args:
            documents: What is put.
            index: Where to.
            records: What `record_of` answers for each of them, where the caller has had it made elsewhere.

        Raises:
            SearchUnavailable: The engine is down, or another process is its writer.
        """

    async def remove(self, identity: str, version: int, *, index: str | None = None) -> None:
        """Hide one dataset from every search and remember the version.

        Raises:
            SearchUnavailable: As `put`.
        """

    async def sweep(self, tombstones: Sequence[IndexedVersion]) -> int:
        """Forget these tombstones of the active index where they still stand as given; answers how many went.

        Raises:
            SearchUnavailable: As `put`.
        """

    async def new_index(self) -> str:
        """Make an empty index beside the active one; answers its name.

        Raises:
            SearchUnavailable: As `put`.
        """

    async def activate(self, name: str) -> None:
        """Serve from this index at once and for good; the one before it is kept for going back, older ones go.

        Raises:
            SearchUnavailable: As `put`, or there is no such index.
        """

    async def discard(self, name: str) -> None:
        """Drop an index that was made by `new_index` and is neither active nor the one before.

        Raises:
            SearchUnavailable: As `put`.
        """

    async def count(self, *, index: str | None = None) -> int:
        """How many datasets an index holds, without tombstones.

        Raises:
            SearchUnavailable: The engine is down.
        """

    async def shown(self, identities: Sequence[str], *, index: str | None = None) -> Mapping[str, Mapping[str, Any]]:
        """What an index stores of datasets for showing them (`shown_of`, with `version`), without those it has not.

        Raises:
            SearchUnavailable: The engine is down.
        """

    def versions(self, *, index: str | None = None) -> AsyncIterator[IndexedVersion]:
        """Every identity an index knows with its version, tombstones too, in the order of identities.

        Raises:
            SearchUnavailable: The engine is down.
        """

    async def generation(self) -> str:
        """Name of the active index; empty where there is none yet.

        Raises:
            SearchUnavailable: The engine is down.
        """

    async def previous(self) -> str:
        """Name of the index that was active before; empty where there is none to go back to.

        Raises:
            SearchUnavailable: The engine is down.
        """

    async def unfit(self, *, index: str | None = None) -> bool:
        """Whether only a rebuild helps: an index is missing, damaged, or of another schema or dictionary than ours.

        Raises:
            SearchUnavailable: The engine is down, so that nobody knows.
        """

    async def close(self) -> None:
        """Let go of files, locks and threads; the engine cannot be used afterwards."""


class SearchEngine(SearchIndex, Protocol):
    """An index that is asked, too."""

    async def search(self, query: SearchQuery) -> SearchResults:
        """Answer one page of a query.

        Raises:
            InvalidQuery: The place where the page begins is in an index that was replaced.
            SearchUnavailable: The engine is down.
        """

    async def suggest(self, prefix: str, *, scopes: tuple[str, ...], size: int = 8) -> tuple[Suggestion, ...]:
        """Titles for what is being typed, at most `size` (1 to `MAX_SUGGESTIONS`).

        Raises:
            InvalidQuery: The text is too long or the size out of bounds.
            SearchUnavailable: The engine is down.
        """

    async def find(self, wanted: Clause, *, scopes: tuple[str, ...], size: int) -> tuple[Hit, ...]:
        """The best hits of a clause that is no question of a person, nothing marked; the prior weighs as in `search`.

        Args:
            wanted: What to find. Here and in `scores` it may name a dataset by `Term("id", …)`.
            scopes: Visibility tokens of the caller, as in a `SearchQuery`.
            size: At most so many, from 1 to 100.

        Raises:
            SearchUnavailable: The engine is down.
        """

    async def scores(self, clauses: Sequence[Clause], identities: Sequence[str]) -> tuple[Mapping[str, float], ...]:
        """What each of these clauses alone scores, without the prior, on each of at most 100 datasets it matches.

        It explains a page of hits to operators, so it asks for no scopes: the caller has found the datasets before.

        Raises:
            SearchUnavailable: The engine is down.
        """
