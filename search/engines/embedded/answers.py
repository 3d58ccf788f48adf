"""Answering: runs a translated query on one snapshot and makes the results that people see. Blocking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Protocol, cast

import tantivy
from tantivy import Query

from search.analysis.marking import Marker
from search.analysis.segmentation import query_terms
from search.engines.embedded import schema
from search.engines.embedded.reader import Snapshot
from search.engines.embedded.records import identity_head, order_key, read_body
from search.engines.embedded.translate import ORDERS, Translation, all_marks, any_of, before, translate, within
from search.query import Cursor, InvalidQuery, SearchQuery, Sort, encode_cursor
from search.results import (
    MAX_MATCHED_ITEMS,
    SUMMARY_LENGTH,
    FacetCount,
    Hit,
    IndexedVersion,
    SearchResults,
    Suggestion,
)

MAX_FACET_VALUES = 100
"""Most values counted of one facet; the catalogue's code tables are far shorter, its agencies may come near."""
TIES = 8
"""Records fetched beyond a page in an order by time, so that those of the same second and tie are told apart."""
VERSIONS_BATCH = 2_000


class _Counted(Protocol):
    """What the library's type stub leaves out of a search result."""

    count: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A hit before it is shown: what it was ordered by, and what is stored of it."""

    value: float
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page and what is known beside them."""

    rows: list[Row]
    total: int
    more: bool
    relaxed: bool = False


def answer(snapshot: Snapshot, query: SearchQuery) -> SearchResults:
    """One page of a query on one snapshot, but for the time it took.

    Raises:
        InvalidQuery: The cursor belongs to an index that was replaced.
    """
    scored = query.order is Sort.RELEVANCE
    if query.cursor and scored and query.cursor.generation != snapshot.name:
        raise InvalidQuery("cursor", "索引已更新，翻页标记不再有效。请从第一页重新开始。")
    translation, terms = translate(snapshot.schema, query)
    page = _page(snapshot, translation, query)
    marker = Marker.of(terms)
    return SearchResults(
        hits=tuple(_hit(row, marker, scored=scored) for row in page.rows),
        total=page.total,
        total_is_exact=True,
        facets=_facets(snapshot, translation, query, relaxed=page.relaxed),
        next=_next(snapshot, query, page),
        relaxed=page.relaxed,
        took=0.0,
    )


def empty_answer(query: SearchQuery) -> SearchResults:
    """The answer of a site that has no index yet."""
    facets: dict[str, tuple[FacetCount, ...]] = dict.fromkeys(query.facets, ())
    return SearchResults((), 0, total_is_exact=True, facets=facets, next=None, relaxed=False, took=0.0)


def suggestions(snapshot: Snapshot, prefix: str, scopes: Sequence[str], size: int) -> tuple[Suggestion, ...]:
    """Titles that hold every word typed so far, the last one perhaps unfinished."""
    terms = query_terms(prefix)
    if not terms:
        return ()
    marks = all_marks(snapshot.schema, schema.TITLE_MARKS, (mark for term in terms for mark in term.marks))
    words = Query.const_score_query(marks, 1.0)
    scope = any_of(snapshot.schema, schema.SCOPE, scopes)
    query = Query.boolean_query([(tantivy.Occur.Must, words), scope])
    result = snapshot.searcher.search(query, size, count=False, weight_by_field=schema.WEIGHT)
    marker = Marker.of(terms)
    rows = _rows(snapshot, result)
    return tuple(Suggestion(row.body["id"], marker.mark(row.body["title"])) for row in rows)


def count(snapshot: Snapshot) -> int:
    """How many datasets there are, without tombstones."""
    live = Query.term_query(snapshot.schema, schema.REMOVED, 0)
    return _count(snapshot, live)


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


def _page(snapshot: Snapshot, translation: Translation, query: SearchQuery) -> Page:
    """The page by every word, or where nothing holds them all by most of them."""
    fetch = _by_relevance if query.order is Sort.RELEVANCE else _by_time
    page = fetch(snapshot, translation.query(relaxed=False), query)
    if page.total == 0 and translation.relaxed is not None:
        page = replace(fetch(snapshot, translation.query(relaxed=True), query), relaxed=True)
    return page


def _by_relevance(snapshot: Snapshot, wanted: Query, query: SearchQuery) -> Page:
    offset = query.cursor.offset if query.cursor else 0
    found = snapshot.searcher.search(wanted, max(query.size, 1), offset=offset, weight_by_field=schema.WEIGHT)
    total = _total(found)
    return Page(_rows(snapshot, found)[: query.size], total, more=total > offset + query.size)


def _by_time(snapshot: Snapshot, wanted: Query, query: SearchQuery) -> Page:
    """The latest first; what has the same order key comes in the order of identities."""
    name, after = ORDERS[query.order], query.cursor.after if query.cursor else None
    last = order_key(*after) if after else None
    bounded = wanted if last is None else within(wanted, before(snapshot.schema, name, last))
    found = snapshot.searcher.search(bounded, query.size + 1 + TIES, order_by_field=name)
    rows = sorted(_rows(snapshot, found), key=lambda row: (-row.value, row.body["id"]))
    if after:
        rows = [row for row in rows if row.value != last or row.body["id"] > after[1]]
    total = _total(found) if after is None else _count(snapshot, wanted)
    return Page(rows[: query.size], total, more=len(rows) > query.size)


def _count(snapshot: Snapshot, wanted: Query) -> int:
    return _total(snapshot.searcher.search(wanted, 1))


def _total(found: tantivy.SearchResult) -> int:
    return cast("_Counted", found).count or 0


def _rows(snapshot: Snapshot, found: tantivy.SearchResult) -> list[Row]:
    return [Row(value, read_body(snapshot.searcher.doc(address))) for value, address in found.hits]


def _next(snapshot: Snapshot, query: SearchQuery, page: Page) -> str | None:
    if not page.more or not page.rows:
        return None
    if query.order is Sort.RELEVANCE:
        offset = query.cursor.offset if query.cursor else 0
        return encode_cursor(Cursor(offset + query.size, snapshot.name), query)
    body = page.rows[-1].body
    moment = body["updated_at"] if query.order is Sort.UPDATED else body["published_at"]
    return encode_cursor(Cursor(0, snapshot.name, (moment, body["id"])), query)


def _facets(
    snapshot: Snapshot, translation: Translation, query: SearchQuery, *, relaxed: bool
) -> dict[str, tuple[FacetCount, ...]]:
    """Counts under the current filters; a facet that is filtered by keeps its own alternatives."""
    free = [name for name in query.facets if name not in translation.filters]
    counts = _counted(snapshot, translation.query(relaxed=relaxed), free)
    for name in query.facets:
        if name in translation.filters:
            counts |= _counted(snapshot, translation.query(relaxed=relaxed, without=name), [name])
    return {name: counts[name] for name in query.facets}


def _counted(snapshot: Snapshot, wanted: Query, names: Sequence[str]) -> dict[str, tuple[FacetCount, ...]]:
    if not names:
        return {}
    asked = {name: {"terms": {"field": name, "size": MAX_FACET_VALUES}} for name in names}
    answered = snapshot.searcher.aggregate(wanted, asked)
    return {
        name: tuple(FacetCount(bucket["key"], bucket["doc_count"]) for bucket in answered[name]["buckets"])
        for name in names
    }


def _hit(row: Row, marker: Marker, *, scored: bool) -> Hit:
    body = row.body
    return Hit(
        id=body["id"],
        version=body["version"],
        score=row.value if scored else 0.0,
        code=body["code"],
        title=marker.mark(body["title"]),
        summary=marker.excerpt(body["summary"], SUMMARY_LENGTH),
        items=tuple(islice(marker.matching(body["items"]), MAX_MATCHED_ITEMS)),
        organization=body["organization"],
        organization_name=body["organization_name"],
        theme=body["theme"],
        region=body["region"],
        open_class=body["open_class"],
        formats=tuple(body["formats"]),
        cycle=body["cycle"],
        published_at=body["published_at"],
        updated_at=body["updated_at"],
    )
