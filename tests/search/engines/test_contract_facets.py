"""The contract of every engine: facets and their bounds, ranges, the order by downloads, totals, likeness, scores."""

import pytest

from search.asking.parameters import parse
from search.asking.query import InvalidQuery
from search.document import FACETS
from search.engine import SearchEngine
from search.ranking.clauses import Boost, Group, HasTerm
from search.ranking.likeness import similar_clause
from search.results import MAX_FACET_VALUES, MAX_TOTAL, SearchResults
from tests.search.conftest import Holding
from tests.search.samples import CATALOGUE, PUBLIC, ask, document, identity, numbers, pages, text_of

DAY = 86_400
FIRST = 1_767_196_800  # 2026-01-01 in Beijing

SHELF = (
    document(1, "公交站点", carriers=("file", "api"), freshness="current", file_size=100, downloads=5),
    document(2, "公交线路", carriers=("file",), freshness="overdue", file_size=2_000, downloads=70),
    document(3, "公交票价", carriers=("file", "api"), freshness="overdue", file_size=30_000, downloads=70),
    document(4, "内部公交台账", carriers=("api",), freshness="outdated", downloads=900, scopes=("org:A",)),
    document(5, "地铁客流", freshness="unscheduled", downloads=0),
)


@pytest.fixture
async def shelf(holding: Holding) -> SearchEngine:
    dated = ({"updated_at": FIRST + n * DAY + DAY // 2, "published_at": FIRST - n * DAY} for n in range(len(SHELF)))
    return await holding(
        [document(int(d.id[-2:], 16), d.title, **_given(d), **when) for d, when in zip(SHELF, dated, strict=True)]
    )


def _given(made: object) -> dict[str, object]:
    return {name: getattr(made, name) for name in ("carriers", "freshness", "file_size", "downloads", "scopes")}


def counts(results: SearchResults, facet: str) -> dict[str, int]:
    return {each.value: each.count for each in results.facets[facet]}


async def test_every_facet_is_counted_within_what_may_be_seen(shelf: SearchEngine) -> None:
    results = await ask(shelf)
    assert tuple(results.facets) == FACETS
    assert counts(results, "carrier") == {"file": 3, "api": 2}
    assert counts(results, "freshness") == {"overdue": 2, "current": 1, "unscheduled": 1}
    inside = await ask(shelf, scopes=("org:A",))
    assert counts(inside, "carrier") == {"api": 1}
    assert results.truncated == ()


async def test_each_facet_keeps_its_own_alternatives(shelf: SearchEngine) -> None:
    results = await ask(shelf, ("carrier", "api"), ("freshness", "overdue"))
    assert numbers(results) == [3]
    assert counts(results, "carrier") == {"file": 2, "api": 1}
    assert counts(results, "freshness") == {"current": 1, "overdue": 1}
    both = await ask(shelf, ("carrier", "api"), ("carrier", "file"), ("q", "公交"))
    assert sorted(numbers(both)) == [1, 2, 3]
    assert counts(both, "freshness") == {"overdue": 2, "current": 1}


async def test_an_unknown_value_finds_nothing_and_stands_among_the_alternatives(shelf: SearchEngine) -> None:
    results = await ask(shelf, ("freshness", "no such level"))
    assert (results.total, results.hits) == (0, ())
    assert counts(results, "freshness") == {"overdue": 2, "current": 1, "unscheduled": 1, "no such level": 0}
    assert counts(results, "carrier") == {}


async def test_values_come_by_frequency_and_equal_ones_by_code(shelf: SearchEngine) -> None:
    values = [each.value for each in (await ask(shelf)).facets["freshness"]]
    assert values == ["overdue", "current", "unscheduled"]


async def test_many_values_are_bounded_and_the_chosen_ones_are_told(engine: SearchEngine) -> None:
    """Ten thousand values of one facet: a hundred are told, the cut is said, what is filtered by stands among them."""
    many = [document(n, "公交", organization=f"A{n:05d}") for n in range(10_000)]
    await engine.put([*many, document(10_001, "公交", organization="A00007")])
    everything = await ask(engine)
    assert everything.truncated == ("organization",)
    assert len(everything.facets["organization"]) == MAX_FACET_VALUES
    assert everything.facets["organization"][0].value == "A00007"
    chosen = await ask(engine, ("organization", "A09999"), ("organization", "nobody"))
    assert (chosen.total, chosen.truncated) == (1, ("organization",))
    told = counts(chosen, "organization")
    assert (told["A00007"], told["A09999"], told["nobody"]) == (2, 1, 0)
    assert len(told) == MAX_FACET_VALUES + 2
    assert (everything.total, everything.total_is_exact) == (MAX_TOTAL, False)
    exact = await ask(engine, ("q", "公交"), ("size", "0"), ("updated_after", "2025-06-15T15:07:00Z"))
    assert (exact.total, exact.total_is_exact) == (10_000, True)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("updated_after", "2026-01-02")], [2, 3, 5]),
        ([("updated_before", "2026-01-02")], [1, 2]),
        ([("updated_after", "2026-01-02"), ("updated_before", "2026-01-02")], [2]),
        ([("updated_before", "2026-01-02T11:59:59+08:00")], [1]),
        ([("updated_before", "2026-01-02T12:00:00+08:00")], [1, 2]),
        ([("published_after", "2025-12-31")], [1, 2]),
        ([("published_before", "2025-12-30")], [3, 5]),
        ([("size_min", "2000")], [2, 3]),
        ([("size_max", "2000")], [1, 2, 5]),
        ([("size_min", "101"), ("size_max", "1999")], []),
        ([("size_min", "0"), ("q", "公交"), ("published_before", "2026-01-01")], [1, 2, 3]),
    ],
)
async def test_ranges_hold_both_ends(shelf: SearchEngine, pairs: list[tuple[str, str]], expected: list[int]) -> None:
    results = await ask(shelf, *pairs)
    assert sorted(numbers(results)) == expected
    assert sum(counts(results, "freshness").values()) == len(expected)


async def test_the_most_downloaded_first(shelf: SearchEngine) -> None:
    ordered = numbers(await ask(shelf, ("sort", "downloads")))
    assert set(ordered[:2]) == {2, 3}
    assert ordered[2:] == [1, 5]
    followed = await pages(shelf, ("sort", "downloads"), ("size", "1"))
    assert [number for page in followed for number in numbers(page)] == ordered
    assert [hit.downloads for page in followed for hit in page.hits] == [70, 70, 5, 0]


async def test_a_hit_tells_what_the_facets_count(shelf: SearchEngine) -> None:
    hit = (await ask(shelf, ("q", "公交线路"))).hits[0]
    assert (hit.carriers, hit.freshness, hit.file_size, hit.downloads) == (("file",), "overdue", 2_000, 70)


async def test_a_site_without_an_index_answers_with_what_was_chosen(engine: SearchEngine) -> None:
    results = await ask(engine, ("theme", "transport"))
    assert (results.total, results.total_is_exact, results.truncated) == (0, True, ())
    assert counts(results, "theme") == {"transport": 0}


async def test_a_cursor_past_the_end_gives_an_empty_page(engine: SearchEngine) -> None:
    """What went meanwhile leaves a page without hits, not an error; a cursor of another range is refused."""
    await engine.put(CATALOGUE)
    first = await ask(engine, ("sort", "published"), ("size", "6"))
    assert first.next
    for number in (1, 2):
        await engine.remove(identity(number), 9)
    last = await ask(engine, ("sort", "published"), ("size", "6"), position=first.next)
    assert (last.hits, last.next) == ((), None)
    with pytest.raises(InvalidQuery, match=r"cursor\.other"):
        parse([("sort", "published"), ("size_min", "1")]).at(first.next)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("字段:统一社会信用代码", "统一社会信用代码"),
        ("字段:信用代码", "统一社会信用代码"),
        ("field:信用代码", "统一社会信用代码"),
        ("统一社会信用代码", "统一社会信用代码"),
        ("登记 字段:法定代表人", "法定代表人"),
    ],
)
async def test_a_column_is_found_and_shown(filled: SearchEngine, text: str, column: str) -> None:
    hit = (await ask(filled, ("q", text))).hits[0]
    assert hit.id == identity(4)
    assert column in [text_of(item) for item in hit.items]


async def test_a_field_is_searched_alone(filled: SearchEngine) -> None:
    assert numbers(await ask(filled, ("q", "字段:公交"))) == []
    assert numbers(await ask(filled, ("q", "字段:经度"))) == [1]


async def test_similar_datasets_share_words_before_the_theme(filled: SearchEngine) -> None:
    stations = CATALOGUE[0]
    found = await filled.find(similar_clause(stations), scopes=PUBLIC, size=5)
    ids = [hit.id for hit in found]
    assert ids[0] == identity(2)
    assert stations.id not in ids
    assert identity(7) not in ids
    inside = await filled.find(similar_clause(stations), scopes=(*PUBLIC, "org:A10"), size=5)
    assert identity(7) in [hit.id for hit in inside]
    assert len(await filled.find(similar_clause(stations), scopes=(*PUBLIC, "org:A10"), size=1)) == 1
    assert all(not marked for hit in found for _, marked in hit.title)


async def test_nothing_is_like_a_dataset_without_words(filled: SearchEngine) -> None:
    assert await filled.find(similar_clause(document(99, "！？", theme="transport")), scopes=PUBLIC, size=5) == ()


async def test_clauses_are_scored_alone_on_the_datasets_named(filled: SearchEngine) -> None:
    title, theme = HasTerm("title", "公交"), HasTerm("theme", "transport")
    ids = [identity(1), identity(3), identity(99)]
    once, twice, both, none = await filled.scores(
        [title, Boost(title, 2.0), Group(must=(title, theme)), HasTerm("title", "潜水艇")], ids
    )
    assert set(once) == {identity(1)}
    assert twice[identity(1)] == pytest.approx(2 * once[identity(1)], rel=1e-4)
    assert both[identity(1)] > once[identity(1)]
    assert none == {}
    assert await filled.scores([title], []) == ({},)
