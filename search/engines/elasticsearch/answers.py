"""Questions as the cluster takes them, and its answers as people see them; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.analysis.marking import Marker
from search.asking.query import SearchQuery, Sort
from search.document import SORTED_BY
from search.engines.elasticsearch.mapping import ID, REMOVED, SHOWN, TIE, WEIGHT
from search.engines.elasticsearch.translate import Query, translate
from search.engines.paging import HitWindow, StoredHit, next_position
from search.engines.ties import tie_of
from search.hit import Hit, hit_of
from search.ranking.clauses import Clause, Group, any_of
from search.ranking.plan import QueryPlan
from search.results import MAX_FACET_VALUES, MAX_TOTAL, FacetCount, IndexedVersion, SearchResults, facet_of, total_of

VERSIONS_BATCH = 2_000
COUNTS, CHOSEN = "counts", "chosen"
HELD = "held by the level"
"""Name of an aggregation that no facet has."""

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LevelAnswer:
    """What the cluster answered to one level of a question; `held` is what it holds before it is narrowed down."""

    index: str
    hits: list[Mapping[str, Any]]
    held: int
    found: int
    counts: Mapping[str, Any]


def page_request(planned: QueryPlan, query: SearchQuery, level: int) -> Body:
    """The request for one page with its facets, in one go.

    What narrows the answer down is applied to the hits after the counting: a level is chosen by what it holds before,
    and a facet that is filtered by keeps its own alternatives, as each is counted under all filters but its own.
    """
    wanted = translate(replace(planned, filters={}, ranges=()).clause(level))
    counts = {name: _counts(name, planned, query.filters.get(name, ())) for name in query.facets}
    body: Body = {
        "track_total_hits": MAX_TOTAL + 1,
        "_source": [SHOWN],
        "aggs": {HELD: {"filter": {"match_all": {}}}, **counts},
        **_ordered(wanted, query, planned),
    }
    if planned.narrowed:
        body["post_filter"] = _narrowing(planned)
    return body


def page_of(answered: Mapping[str, Any]) -> LevelAnswer:
    """What was answered to `page_request`."""
    hits, total = answered["hits"]["hits"], answered["hits"]["total"]["value"]
    counts = answered["aggregations"]
    return LevelAnswer(hits[0]["_index"] if hits else "", hits, counts[HELD]["doc_count"], total, counts)


def results_of(pages: Sequence[LevelAnswer], query: SearchQuery, planned: QueryPlan, generation: str) -> SearchResults:
    """The page as people see it, but for the time it took, from the pages of the levels that were asked."""
    page, exact = pages[-1], pages[0].found
    window = HitWindow.of(query, planned)
    shown = window.page(list(map(_row, page.hits)), query, planned)
    more = query.size > 0 and window.begin + len(page.hits) > query.offset + query.size
    marker = Marker.of(planned.terms)
    total, is_exact = total_of(page.found)
    return SearchResults(
        query=query,
        hits=tuple(hit_of(row.body, marker, score=row.value) for row in shown),
        total=total,
        total_is_exact=is_exact,
        facets={name: _facet(page.counts[name], query.filters.get(name, ())) for name in query.facets},
        next=next_position(query, generation, shown[-1].body) if more else None,
        relaxed=len(pages) > 1 and not exact,
        took=0.0,
        truncated=tuple(name for name in query.facets if page.counts[name][COUNTS]["sum_other_doc_count"] > 0),
        exact=total_of(exact)[0],
    )


def best_request(wanted: Clause, scopes: Sequence[str], size: int) -> Body:
    """The request for the best hits of a clause, the prior among what decides."""
    bounded = translate(Group(must=(wanted, any_of("scope", scopes))))
    return {"size": size, "track_total_hits": False, "_source": [SHOWN], **_by_relevance(bounded)}


def hits_of(answered: Mapping[str, Any]) -> tuple[Hit, ...]:
    """The hits that `best_request` found, nothing marked."""
    marker = Marker.of(())
    rows = map(_row, answered["hits"]["hits"])
    return tuple(hit_of(row.body, marker, score=row.value) for row in rows)


def score_request(clause: Clause, identities: Sequence[str]) -> Body:
    """The request for what a clause alone scores on these datasets."""
    bounded = translate(Group(must=(clause, any_of(ID, identities))))
    return {"size": max(len(identities), 1), "track_total_hits": False, "_source": False, "query": bounded}


def scores_of(answered: Mapping[str, Any]) -> dict[str, float]:
    """Identity to score."""
    return {hit["_id"]: hit["_score"] for hit in answered["hits"]["hits"]}


def bodies_of(answered: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Identity to what is shown of it, without tombstones."""
    bodies = ((hit["_id"], hit.get("_source", {}).get(SHOWN)) for hit in answered["hits"]["hits"])
    return {identity: body for identity, body in bodies if body}


def bodies_request(identities: Sequence[str]) -> Body:
    """The request for what is shown of these datasets."""
    query = {"bool": {"filter": [{"ids": {"values": list(identities)}}, LIVE]}}
    return {"size": len(identities), "track_total_hits": False, "_source": [SHOWN], "query": query}


def versions_request(last: str) -> Body:
    """The request for the next identities in their order; `last` is the one before, empty at the beginning."""
    body: Body = {
        "size": VERSIONS_BATCH,
        "track_total_hits": False,
        "version": True,
        "_source": False,
        "docvalue_fields": [REMOVED],
        "sort": [{ID: "asc"}],
    }
    return {**body, "search_after": [last]} if last else body


def versions_of(answered: Mapping[str, Any]) -> list[IndexedVersion]:
    """The identities that `versions_request` found."""
    return [
        IndexedVersion(hit["_id"], hit["_version"], removed=bool(hit["fields"][REMOVED][0]))
        for hit in answered["hits"]["hits"]
    ]


LIVE: Query = {"term": {REMOVED: False}}
"""What is no tombstone."""


def _ordered(wanted: Query, query: SearchQuery, planned: QueryPlan) -> Body:
    """The query with its order, where the page begins, and one hit more than it takes, to see that there are."""
    if query.order is Sort.RELEVANCE:
        window = HitWindow.of(query, planned)
        return {**_by_relevance(wanted), "from": window.begin, "size": window.size + 1 if window.size else 0}
    sort = [{SORTED_BY[query.order]: "desc"}, {TIE: "desc"}, {ID: "asc"}]
    after = query.position.after if query.position else None
    start = {"search_after": [after[0], tie_of(after[1]), after[1]]} if after else {}
    return {"query": wanted, "sort": sort, "size": query.size + 1 if query.size else 0, **start}


def _by_relevance(wanted: Query) -> Body:
    """Scores times the weight; what is still equal, as where a question only filters, comes by the weight alone."""
    weighed = {"query": wanted, "field_value_factor": {"field": WEIGHT, "missing": 1}, "boost_mode": "multiply"}
    return {
        "query": {"function_score": weighed},
        "sort": [{"_score": "desc"}, {WEIGHT: "desc"}, {ID: "asc"}],
        "track_scores": True,
    }


def _counts(name: str, planned: QueryPlan, chosen: Sequence[str]) -> Body:
    """The values of a facet under every filter but its own; `chosen` ones are counted in any case."""
    values = {COUNTS: {"terms": {"field": name, "size": MAX_FACET_VALUES}}}
    if chosen:
        values[CHOSEN] = {"terms": {"field": name, "size": len(chosen), "include": list(chosen)}}
    return {"filter": _narrowing(planned, without=name), "aggs": values}


def _narrowing(planned: QueryPlan, *, without: str = "") -> Query:
    filters = (clause for name, clause in planned.filters.items() if name != without)
    return translate(Group(must=(*planned.ranges, *filters)))


def _facet(counted: Mapping[str, Any], chosen: Sequence[str]) -> tuple[FacetCount, ...]:
    beside = dict.fromkeys(chosen, 0) | (dict(_buckets(counted[CHOSEN])) if chosen else {})
    return facet_of(_buckets(counted[COUNTS]), beside)


def _buckets(answered: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(bucket["key"], bucket["doc_count"]) for bucket in answered["buckets"]]


def _row(hit: Mapping[str, Any]) -> StoredHit:
    return StoredHit(hit["_score"] or 0.0, hit["_source"][SHOWN])
