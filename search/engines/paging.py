"""Pages: which hits an engine is asked for, and where the next page begins; the same for every engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from search.asking.query import MAX_OFFSET, InvalidQuery, PagePosition, SearchQuery, Sort
from search.document import SORTED_BY
from search.ranking.plan import QueryPlan
from search.ranking.sequence import FIRST


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit before it is shown: what it was ordered by, and what is stored of it."""

    value: float
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HitWindow:
    """Which hits an engine is asked for to make a page by relevance.

    Where the order in titles takes part, a page that begins among the first hits is cut from all of them.

    Attributes:
        begin: Hits that are passed over.
        size: Hits from there to the end of the page, or of the first hits.
    """

    begin: int
    size: int

    @classmethod
    def of(cls, query: SearchQuery, planned: QueryPlan) -> Self:
        """The hits for a page of a query."""
        if planned.sequence and query.size and query.offset < FIRST:
            return cls(0, max(FIRST, query.offset + query.size))
        return cls(query.offset, query.size)

    def page(self, rows: Sequence[StoredHit], query: SearchQuery, planned: QueryPlan) -> list[StoredHit]:
        """The page, from the rows that were asked for; the order in titles adds to the scores of the first hits."""
        if planned.sequence and self.begin < FIRST:
            scored = (replace(row, value=row.value + planned.sequence.score(row.body["title"])) for row in rows[:FIRST])
            rows = [*sorted(scored, key=lambda row: -row.value), *rows[FIRST:]]
        return list(rows[query.offset - self.begin :][: query.size])


def require_generation(query: SearchQuery, generation: str) -> None:
    """See that an offset is counted in the index it was made for.

    Raises:
        InvalidQuery: The position is in an index that was replaced.
    """
    if query.position and query.order is Sort.RELEVANCE and query.position.generation != generation:
        raise InvalidQuery("cursor", "cursor.index-replaced")


def next_position(query: SearchQuery, generation: str, last: Mapping[str, Any]) -> PagePosition | None:
    """Where the page begins that follows one which ends with this body; by relevance nowhere that would be refused."""
    if query.order is Sort.RELEVANCE:
        offset = query.offset + query.size
        return PagePosition(query.digest, offset, generation) if offset <= MAX_OFFSET else None
    return PagePosition(query.digest, 0, generation, (last[SORTED_BY[query.order]], last["id"]))
