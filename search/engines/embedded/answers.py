"""Answering: runs a translated query on one snapshot and makes the results that people see. Blocking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import tantivy
from tantivy import Query

from search.analysis.marking import Marker
from search.analysis.segmentation import query_terms
from search.asking.query import SearchQuery, Sort
from search.engines.embedded import schema
from search.engines.embedded.reader import Snapshot
from search.engines.embedded.records import identity_head, order_key, read_body
from search.engines.embedded.translate import ORDERS, Translation, translate
from search.engines.paging import HitWindow, StoredHit, next_position, require_generation
from search.hit import Hit, hit_of
from search.ranking.clauses import Between, Clause, Fixed, Group, any_of
from search.ranking.completion import completion_clause
from search.ranking.plan import plan
from search.results import MAX_FACET_VALUES, FacetCount, IndexedVersion, SearchResults, Suggestion, facet_of, total_of

SEGMENT_VALUES = 100_000
"""Values of a facet that one segment may hold before their counts are no longer exact."""
TIES = 8
"""Records fetched beyond a page in an order by time, so that those of the same second and tie are told apart."""
VERSIONS_BATCH = 2_000
CHOSEN = "chosen values"
"""Name of an aggregation that no facet has."""


class _Counted(Protocol):
    """What the library's type stub leaves out of a search result."""

    count: int | None


@dataclass(frozen=True, slots=True)
class FoundRows:
    """The rows of a page and what is known beside them."""

    rows: list[StoredHit]
    total: int
    more: bool
    level: int = 0
    exact: int = 0


def answer(snapshot: Snapshot, query: SearchQuery) -> SearchResults:
    """One page of a query on one snapshot, but for the time it took.

    Raises:
        InvalidQuery: The page begins in an index that was replaced.
    """
    scored = query.order is Sort.RELEVANCE
    require_generation(query, snapshot.name)
    asked = _Asked(snapshot, query)
    page = asked.page()
    total, is_exact = total_of(page.total)
    facets, truncated = asked.facets(page.level)
    marker = Marker.of(asked.planned.terms)
    more = page.more and page.rows
    return SearchResults(
        query=query,
        hits=tuple(hit_of(row.body, marker, score=row.value if scored else 0.0) for row in page.rows),
        total=total,
        total_is_exact=is_exact,
        facets=facets,
        next=next_position(query, snapshot.name, page.rows[-1].body) if more else None,
        relaxed=page.level > 0 and not page.exact,
        took=0.0,
        truncated=truncated,
        exact=total_of(page.exact)[0],
    )


def suggestions(snapshot: Snapshot, prefix: str, scopes: Sequence[str], size: int) -> tuple[Suggestion, ...]:
    """Titles that hold every word typed so far, the last one perhaps unfinished."""
    terms = query_terms(prefix)
    if not terms:
        return ()
    wanted = Group(must=(completion_clause(terms), any_of("scope", scopes)))
    query = translate(snapshot.schema, wanted)
    result = snapshot.searcher.search(query, size, count=False, weight_by_field=schema.WEIGHT)
    marker = Marker.of(terms)
    rows = _rows(snapshot, result.hits)
    return tuple(Suggestion(row.body["id"], marker.mark(row.body["title"])) for row in rows)


def find(snapshot: Snapshot, wanted: Clause, scopes: Sequence[str], size: int) -> tuple[Hit, ...]:
    """The best hits of a clause, nothing marked."""
    query = translate(snapshot.schema, Group(must=(wanted, any_of("scope", scopes))))
    found = snapshot.searcher.search(query, size, count=False, weight_by_field=schema.WEIGHT)
    marker = Marker.of(())
    return tuple(hit_of(row.body, marker, score=row.value) for row in _rows(snapshot, found.hits))


def scores(snapshot: Snapshot, clause: Clause, identities: Sequence[str]) -> dict[str, float]:
    """What a clause scores on those of these datasets that it matches."""
    query = translate(snapshot.schema, Group(must=(clause, any_of(schema.ID, identities))))
    found = snapshot.searcher.search(query, max(len(identities), 1), count=False)
    return {row.body["id"]: row.value for row in _rows(snapshot, found.hits)}


def count(snapshot: Snapshot) -> int:
    """How many datasets there are, without tombstones."""
    live = Query.term_query(snapshot.schema, schema.REMOVED, 0)
    return _total(snapshot.searcher.search(live, 1))


def shown(snapshot: Snapshot, identities: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is stored of these datasets for showing, without tombstones."""
    if not identities:
        return {}
    query = Query.term_set_query(snapshot.schema, schema.ID, list(identities))
    found = snapshot.searcher.search(query, len(identities), count=False)
    bodies = (read_body(snapshot.searcher.doc(address)) for _, address in found.hits)
    return {body["id"]: body for body in bodies if body}


def versions_after(snapshot: Snapshot, last: str) -> list[IndexedVersion]:
    """The next identities in their order with their versions; `last` is the one before, empty at the beginning."""
    searcher = snapshot.searcher
    if last:
        query = Query.range_query(
            snapshot.schema, schema.ID_HEAD, tantivy.FieldType.Integer, lower_bound=identity_head(last)
        )
    else:
        query = Query.all_query()
    order = tantivy.Order.Asc
    hits = searcher.search(query, VERSIONS_BATCH, count=False, order_by_field=schema.ID, order=order).hits
    addresses = [address for _, address in hits]
    versions = searcher.fast_field_values(schema.VERSION, addresses)
    removed = searcher.fast_field_values(schema.REMOVED, addresses)
    rows = zip(hits, versions, removed, strict=True)
    return [IndexedVersion(str(i), int(v or 0), bool(gone)) for (i, _), v, gone in rows if str(i) > last]


class _Asked:
    """One query on one snapshot."""

    def __init__(self, snapshot: Snapshot, query: SearchQuery) -> None:
        self.planned = plan(query)
        self._snapshot, self._query = snapshot, query
        self._translation = Translation(snapshot.schema)

    def page(self) -> FoundRows:
        """The page of the first level that holds enough before it is narrowed down, or of the last one."""
        first, last = self._fetch(0), len(self.planned.levels) - 1
        held = self._count(self.planned.held(0)) if self.planned.narrowed else first.total
        if held >= self.planned.enough or last < 1:
            return replace(first, exact=first.total)
        between = range(1, last)
        level = next((n for n in between if self._count(self.planned.held(n)) >= self.planned.enough), last)
        return replace(self._fetch(level), level=level, exact=first.total)

    def facets(self, level: int) -> tuple[dict[str, tuple[FacetCount, ...]], tuple[str, ...]]:
        """Counts under the current filters, and which were cut; a facet that is filtered by keeps its alternatives."""
        planned, query = self.planned, self._query
        free = [name for name in query.facets if name not in planned.filters]
        counted = self._counted(planned.clause(level, scored=False), free)
        for name in query.facets:
            if name in planned.filters:
                wanted = planned.clause(level, without=name, scored=False)
                counted |= self._counted(wanted, [name], chosen=query.filters[name])
        facets = {name: counted[name][0] for name in query.facets}
        return facets, tuple(name for name in query.facets if counted[name][1])

    def _fetch(self, level: int) -> FoundRows:
        wanted = self.planned.clause(level)
        return self._by_relevance(wanted) if self._query.order is Sort.RELEVANCE else self._by_time(wanted)

    def _by_relevance(self, wanted: Clause) -> FoundRows:
        query, planned = self._query, self.planned
        window = HitWindow.of(query, planned)
        asked = self._translation.of(wanted)
        size, begin = max(window.size, 1), window.begin
        found = self._snapshot.searcher.search(asked, size, offset=begin, weight_by_field=schema.WEIGHT)
        rows, total = _rows(self._snapshot, found.hits), _total(found)
        return FoundRows(window.page(rows, query, planned), total, more=total > query.offset + query.size)

    def _by_time(self, wanted: Clause) -> FoundRows:
        """The latest first; what has the same order key comes in the order of identities."""
        size, after = self._query.size, self._query.position.after if self._query.position else None
        name, last = ORDERS[self._query.order], order_key(*after) if after else None
        bounded = wanted if last is None else Group(must=(wanted, Fixed(Between(name, high=last))))
        asked = self._translation.of(bounded)
        found = self._snapshot.searcher.search(asked, size + 1 + TIES, order_by_field=name)
        if after is None:
            rows = self._ordered(found.hits[: _with_equals(found.hits, size)])
            return FoundRows(rows[:size], _total(found), more=len(found.hits) > size)
        rows = [row for row in self._ordered(found.hits) if row.value != last or row.body["id"] > after[1]]
        return FoundRows(rows[:size], self._count(wanted), more=len(rows) > size)

    def _ordered(self, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[StoredHit]:
        return sorted(_rows(self._snapshot, hits), key=lambda row: (-row.value, row.body["id"]))

    def _count(self, wanted: Clause) -> int:
        return _total(self._snapshot.searcher.search(self._translation.of(wanted), 1))

    def _counted(
        self, wanted: Clause, names: Sequence[str], *, chosen: Sequence[str] = ()
    ) -> dict[str, tuple[tuple[FacetCount, ...], bool]]:
        """The values of these facets, and whether there are more; of a single facet `chosen` ones are told anyway."""
        if not names:
            return {}
        asked = {name: _terms(name, MAX_FACET_VALUES) for name in names}
        if chosen:
            asked[CHOSEN] = _terms(names[0], len(chosen), include=list(chosen))
        answered = self._snapshot.searcher.aggregate(self._translation.of(wanted), asked)
        beside = dict.fromkeys(chosen, 0) | (dict(_buckets(answered[CHOSEN])) if chosen else {})
        return {
            name: (facet_of(_buckets(answered[name]), beside), answered[name]["sum_other_doc_count"] > 0)
            for name in names
        }


def _total(found: tantivy.SearchResult) -> int:
    return cast("_Counted", found).count or 0


def _rows(snapshot: Snapshot, hits: Sequence[tuple[Any, tantivy.DocAddress]]) -> list[StoredHit]:
    return [StoredHit(value, read_body(snapshot.searcher.doc(address))) for value, address in hits]


def _with_equals(hits: Sequence[tuple[Any, tantivy.DocAddress]], size: int) -> int:
    """How many of some hits are the first `size`, with those that follow upon the last one with the same value."""
    end = min(size, len(hits))
    while 0 < end < len(hits) and hits[end][0] == hits[end - 1][0]:
        end += 1
    return end


def _terms(name: str, size: int, **more: Any) -> dict[str, Any]:
    return {"terms": {"field": name, "size": size, "segment_size": SEGMENT_VALUES, **more}}


def _buckets(answered: Any) -> list[tuple[str, int]]:
    return [(bucket["key"], bucket["doc_count"]) for bucket in answered["buckets"]]
