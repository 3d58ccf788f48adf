"""The engine on a cluster: how it lays out, asks and writes, beyond what every engine must do."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from http.client import HTTPConnection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking.parameters import parse
from search.document import FACETS
from search.engine import SearchEngine, SearchUnavailable
from search.engines.elasticsearch import engine as module
from search.engines.elasticsearch import indexes, mapping, writing
from search.engines.elasticsearch.client import ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.records import source_of
from search.engines.elasticsearch.translate import translate
from search.indexing.record import INDEX_FIELDS, FieldKind, record_of
from search.ranking.clauses import Between, Boost, Clause, Everything, Fixed, Group, HasTerm, Nothing, Phrase
from search.ranking.plan import plan
from tests.elasticsearch.node import ask as request
from tests.search.samples import CATALOGUE, PUBLIC, ask, begin, document, found, identity, numbers

TEXTS = st.text("福州市公交站点abc \"'()[]{}*?~^\\/:+-!&|<>=\u3000", max_size=40)


@pytest.fixture
async def engine(elasticsearch_url: str, prefix: str) -> AsyncIterator[ElasticsearchEngine]:
    opened = ElasticsearchEngine(ClusterAccess((elasticsearch_url,)), prefix)
    await begin(opened)
    yield opened
    await opened.close()


def send(url: str, method: str, path: str, body: Any) -> tuple[int, Any]:
    """One request with a body, past the engine."""
    connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
    connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
    answered = connection.getresponse()
    status, text = answered.status, answered.read()
    connection.close()
    return status, json.loads(text)


def test_every_field_is_laid_out_as_its_kind_says() -> None:
    properties = mapping.mappings()["properties"]
    expected = {
        FieldKind.WORDS: ("text", "freqs"),
        FieldKind.SET: ("text", "docs"),
        FieldKind.ORDERED: ("text", "positions"),
        FieldKind.EXACT: ("keyword", None),
        FieldKind.NUMBER: ("long", None),
    }
    laid_out = {name: (properties[name]["type"], properties[name].get("index_options")) for name in INDEX_FIELDS}
    assert laid_out == {name: expected[kind] for name, kind in INDEX_FIELDS.items()}
    texts = [name for name, (kind, _) in laid_out.items() if kind == "text"]
    assert {properties[name]["analyzer"] for name in texts} == {"whitespace"}
    assert all(properties[name]["doc_values"] for name in FACETS)


async def test_the_cluster_keeps_the_layout_and_refuses_every_other_field(
    engine: ElasticsearchEngine, elasticsearch_url: str, prefix: str
) -> None:
    await engine.put([document(1, "公交")])
    index = f"{prefix}-{await engine.generation()}"
    held = request(elasticsearch_url, "GET", f"/{index}/_mapping")[index]["mappings"]
    assert held["_meta"] == {"schema_version": mapping.SCHEMA_VERSION}
    assert set(held["properties"]) == set(mapping.mappings()["properties"])
    status, answered = send(elasticsearch_url, "PUT", f"/{index}/_doc/x", {"id": "x", "surprise": 1})
    assert (status, answered["error"]["type"]) == (400, "strict_dynamic_mapping_exception")


async def test_only_what_is_shown_is_kept_as_it_came(
    engine: ElasticsearchEngine, elasticsearch_url: str, prefix: str
) -> None:
    await engine.put([CATALOGUE[0]])
    held = request(elasticsearch_url, "GET", f"/{prefix}-current/_doc/{identity(1)}")
    assert list(held["_source"]) == ["shown"]
    assert held["_version"] == CATALOGUE[0].version


def test_a_term_that_the_cluster_would_cut_takes_no_part() -> None:
    long = "x" * (mapping.MAX_TERM + 1)
    source = source_of(document(1, f"公交 {long}"), record_of(document(1, f"公交 {long}")))
    assert long in record_of(document(1, f"公交 {long}")).texts["title"]
    assert long not in source["title"]
    assert "公交" in source["title"].split()


@pytest.mark.parametrize(
    ("clause", "query"),
    [
        (HasTerm("title", "公交 OR *"), {"term": {"title": {"value": "公交 OR *", "boost": 1.0}}}),
        (Boost(HasTerm("title", "a"), 2.5), {"term": {"title": {"value": "a", "boost": 2.5}}}),
        (Boost(Boost(Everything(), 2.0), 3.0), {"match_all": {"boost": 6.0}}),
        (Phrase("ordered", ("公", "交")), {"match_phrase": {"ordered": {"query": "公 交", "boost": 1.0}}}),
        (Between("updated_at", low=3), {"range": {"updated_at": {"gte": 3, "boost": 1.0}}}),
        (Between("updated_at", 3, 5), {"range": {"updated_at": {"gte": 3, "lte": 5, "boost": 1.0}}}),
        (Fixed(Nothing(), 4.0), {"constant_score": {"filter": {"match_none": {}}, "boost": 4.0}}),
        (Group(should=(Everything(),), at_least=2), {"match_none": {}}),
    ],
)
def test_clauses_are_translated_one_by_one(clause: Clause, query: dict[str, Any]) -> None:
    assert translate(clause) == query


def test_what_adds_nothing_to_the_score_is_a_filter() -> None:
    group = Group(must=(Fixed(HasTerm("scope", "public")), HasTerm("title", "a")), must_not=(HasTerm("id", "x"),))
    made = translate(group, 3.0)["bool"]
    assert made["filter"] == [translate(Fixed(HasTerm("scope", "public")))]
    assert made["must"] == [translate(HasTerm("title", "a"))]
    assert made["must_not"] == [translate(HasTerm("id", "x"))]
    assert (made["boost"], made["minimum_should_match"]) == (3.0, 0)


def test_what_may_but_need_not_match_narrows_nothing_down() -> None:
    made = translate(Group(should=(HasTerm("title", "a"),)))["bool"]
    assert made["filter"] == [{"match_all": {}}]
    assert made["minimum_should_match"] == 0


def names_of(query: Any) -> set[str]:
    """Every kind of query and every key inside."""
    if isinstance(query, dict):
        return set(query).union(*map(names_of, query.values()))
    return set().union(*map(names_of, query)) if isinstance(query, list) else set()


@given(TEXTS)
def test_no_text_of_a_person_meets_a_query_parser(text: str) -> None:
    planned = plan(parse([("q", text)]))
    for level in range(len(planned.levels)):
        names = names_of(translate(planned.clause(level)))
        assert (
            names & {"query_string", "simple_query_string", "regexp", "wildcard", "script", "fuzzy", "prefix"} == set()
        )


async def test_of_two_rebuilds_at_once_the_later_wins(
    engine: ElasticsearchEngine, elasticsearch_url: str, prefix: str
) -> None:
    other = ElasticsearchEngine(ClusterAccess((elasticsearch_url,)), prefix)
    await engine.put([document(1, "公交")])
    earlier = await engine.new_index()
    later = await other.new_index()
    with pytest.raises(SearchUnavailable, match="not taken"):
        await engine.put([document(2, "公交")], index=earlier)
    with pytest.raises(SearchUnavailable, match=earlier):
        await engine.activate(earlier)
    await other.put([document(3, "公交")], index=later)
    await other.activate(later)
    assert await found(engine, "公交") == [3]
    assert f"{prefix}-{earlier}" not in request(elasticsearch_url, "GET", f"/{prefix}-*/_alias")
    await other.close()


async def test_indexes_of_another_site_are_left_alone(
    engine: ElasticsearchEngine, elasticsearch_url: str, prefix: str
) -> None:
    neighbour = ElasticsearchEngine(ClusterAccess((elasticsearch_url,)), f"{prefix}-2")
    await begin(neighbour)
    await neighbour.put([document(9, "公交")])
    for _ in range(3):
        await begin(engine)
    assert await engine.count() == 0
    assert await found(neighbour, "公交") == [9]
    await neighbour.close()


async def test_an_index_of_another_schema_is_unfit(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    await engine.put([document(1, "公交")])
    assert not await engine.unfit()
    monkeypatch.setattr(indexes, "SCHEMA_VERSION", "another")
    assert await engine.unfit()


async def test_long_writes_go_in_bounded_requests(engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "REQUEST_BYTES", 20_000)
    documents = [document(n, f"公交站点{n}", summary="福州" * 500) for n in range(1, 60)]
    actions = writing.put_actions(documents, None)
    batches = list(writing._batches(actions))
    assert [action for batch in batches for action in batch] == actions
    assert len(batches) > 5
    assert all(len(batch) == 1 or sum(map(size, batch)) <= 20_000 for batch in batches)
    await engine.put(documents)
    assert await engine.count() == 59


def size(action: writing.BulkAction) -> int:
    return sum(len(line) + 1 for line in action.lines())


async def test_storms_of_versions_from_several_processes_end_in_the_newest(elasticsearch_url: str, prefix: str) -> None:
    handles = [ElasticsearchEngine(ClusterAccess((elasticsearch_url,)), prefix) for _ in range(3)]
    await begin(handles[0])

    def batch(version: int) -> Sequence[Any]:
        return [document(n, f"公交{version}", version=version) for n in range(1, 31)]

    async def write(version: int) -> None:
        handle = handles[version % 3]
        if version % 5 == 0:
            await asyncio.gather(*(handle.remove(identity(n), version) for n in range(1, 4)))
        else:
            await handle.put(batch(version))

    await asyncio.gather(*(write(version) for version in range(26, 0, -1)))
    held = {one.id: (one.version, one.removed) async for one in handles[0].versions()}
    assert held == {identity(n): (26, False) for n in range(1, 31)}
    await asyncio.gather(*(handle.close() for handle in handles))


async def test_what_is_shown_is_read_in_batches(engine: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODIES_BATCH", 2)
    await engine.put([document(n, f"公交{n}") for n in range(1, 8)])
    await engine.remove(identity(7), 2)
    shown = await engine.shown([identity(n) for n in range(1, 10)])
    assert {body["title"] for body in shown.values()} == {f"公交{n}" for n in range(1, 7)}


async def test_pages_hold_while_scores_are_equal(engine: ElasticsearchEngine) -> None:
    await engine.put([document(n, "公交") for n in range(1, 61)])
    seen: list[int] = []
    results = await ask(engine, ("q", "公交"), ("size", "7"))
    while True:
        seen += numbers(results)
        if results.next is None:
            break
        results = await ask(engine, ("q", "公交"), ("size", "7"), position=results.next)
    assert sorted(seen) == list(range(1, 61))
    assert len(await engine.suggest("公", scopes=PUBLIC, size=20)) == 20
