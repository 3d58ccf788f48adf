"""The contract of every engine: what is found, in which order, how it is counted, paged and shown."""

import pytest

from search.asking.parameters import parse
from search.asking.query import MAX_OFFSET, MAX_TEXT_LENGTH, InvalidQuery
from search.engine import MAX_SUGGESTIONS, SearchEngine
from search.engines import paging as showing
from tests.search.asking.test_parameters import HOSTILE, NAUGHTY
from tests.search.samples import CATALOGUE, PUBLIC, ask, document, found, identity, matched, numbers, pages, text_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("福州公交", [1]),
        ("公交 福州", [1]),
        ("公交站", [1]),
        ("空气 质量", [3, 6]),
        ("空气质量", [3, 6]),
        ("福州市公交站点信息", [1]),
        ("福州市空气质量监测数据", [3]),
        ("统一社会信用代码", [4]),
        ("信用代码", [4]),
        ("法定代表人", [4]),
        ("stop_name", [1]),
        ("STOP", [1]),
        ("pm2.5", [3]),
        ("ＰＭ２.５", [3]),
        ("生态环境局", [3]),
        ("市场监管", []),
        ("发展和改革委员会", [5]),
        ("350000-0004/001", [4]),
        ("十四五", [5]),
        ("数字福建", [5]),
        ("gdp", [8]),
        ("annual REPORT", [8]),
        ("点位", []),
        ("站", [1]),
        ("泉州公交", []),
    ],
)
async def test_a_question_finds_what_holds_its_words(filled: SearchEngine, text: str, expected: list[int]) -> None:
    assert await found(filled, text) == expected


async def test_the_title_goes_before_the_summary(filled: SearchEngine) -> None:
    assert numbers(await ask(filled, ("q", "空气质量"))) == [3, 6]
    assert numbers(await ask(filled, ("q", "公交")))[:2] == [1, 2]


async def test_the_exact_title_and_code_come_first(engine: SearchEngine) -> None:
    await engine.put([document(n, "公交 公交线路 公交", keywords=("公交线路",)) for n in range(2, 9)])
    await engine.put([document(1, "公交线路"), document(9, "别的", code="公交线路")])
    assert set(numbers(await ask(engine, ("q", "公交线路")))[:2]) == {1, 9}


async def test_the_prior_decides_gently_between_equals(engine: SearchEngine) -> None:
    await engine.put([document(n, "公交站点", prior=prior) for n, prior in ((1, 0.1), (2, 0.9), (3, 0.5))])
    assert await found(engine, "公交") == [2, 3, 1]


async def test_where_nothing_holds_every_word_most_of_them_do(filled: SearchEngine) -> None:
    results = await ask(filled, ("q", "福州 公交 站点 潜水艇"))
    assert results.relaxed
    assert results.exact == 0
    assert numbers(results)[0] == 1
    some = await ask(filled, ("q", "福州 公交"))
    assert not some.relaxed
    assert 0 < some.exact < some.total


async def test_what_has_no_word_finds_nothing(filled: SearchEngine) -> None:
    for text in ("😀", "！？", "..."):
        results = await ask(filled, ("q", text))
        assert (results.total, results.hits, results.next) == (0, (), None)


async def test_nobody_finds_beyond_their_scopes(filled: SearchEngine) -> None:
    assert await found(filled, "内部公交场站") == []
    assert await found(filled, "内部公交场站", ("public", "org:A10")) == [7]
    assert await found(filled, "公交", ("org:A10",)) == [7]
    nobody = await ask(filled, scopes=())
    assert (nobody.total, nobody.hits) == (0, ())
    assert all(not counts for counts in nobody.facets.values())
    everybody = await ask(filled)
    assert everybody.total == len(CATALOGUE) - 1
    assert {count.value: count.count for count in everybody.facets["theme"]}["transport"] == 2


async def test_filters_join_values_and_cross_facets(filled: SearchEngine) -> None:
    assert sorted(numbers(await ask(filled, ("theme", "transport"), ("theme", "credit")))) == [1, 2, 4]
    assert numbers(await ask(filled, ("theme", "transport"), ("format", "json"))) == [1]
    assert numbers(await ask(filled, ("theme", "transport"), ("format", "pdf"))) == []
    assert numbers(await ask(filled, ("theme", "no such theme"))) == []
    assert numbers(await ask(filled, ("q", "公交"), ("region", "350200"))) == [2]
    assert sorted(numbers(await ask(filled, ("open_class", "conditional"), ("cycle", "hour"), ("cycle", "day")))) == [
        3,
        4,
    ]


async def test_trees_hold_what_is_below(filled: SearchEngine) -> None:
    assert sorted(numbers(await ask(filled, ("region", "350100")))) == [1, 3, 6]
    assert numbers(await ask(filled, ("region", "350102"))) == [3]
    assert sorted(numbers(await ask(filled, ("organization", "A1")))) == [1, 3]
    assert len(numbers(await ask(filled, ("organization", "A0")))) == 5


async def test_changes_since_a_moment(filled: SearchEngine) -> None:
    assert sorted(numbers(await ask(filled, ("updated_after", "2025-06-15T15:15:00Z")))) == [5, 6, 8]


async def test_facets_count_under_the_other_filters_only(filled: SearchEngine) -> None:
    results = await ask(filled, ("theme", "transport"), ("format", "csv"))
    counts = {name: {count.value: count.count for count in values} for name, values in results.facets.items()}
    assert numbers(results) == [2, 1]
    assert counts["theme"] == {"transport": 2, "planning": 1}
    assert counts["format"] == {"csv": 2, "json": 1}
    assert counts["region"] == {"350000": 2, "350100": 1, "350200": 1}
    assert counts["organization"] == {"A0": 2, "A1": 1, "A2": 1, "A10": 1, "A20": 1}
    assert counts["open_class"] == {"unconditional": 2}


async def test_facets_follow_the_question(filled: SearchEngine) -> None:
    results = await ask(filled, ("q", "空气质量"))
    assert [(count.value, count.count) for count in results.facets["theme"]] == [("environment", 2)]
    assert [count.count for count in (await ask(filled)).facets["format"]] == [3, 2, 1, 1, 1]


async def test_the_orders(filled: SearchEngine) -> None:
    newest = [8, 6, 5, 4, 3, 2, 1]
    assert numbers(await ask(filled)) == newest
    assert numbers(await ask(filled, ("sort", "updated"))) == newest
    assert numbers(await ask(filled, ("sort", "published"))) == newest
    assert numbers(await ask(filled, ("q", "公交"), ("sort", "published"))) == [2, 1]


@pytest.mark.parametrize(
    "pairs",
    [
        [("q", "公交"), ("size", "7")],
        [("sort", "updated"), ("size", "9")],
        [("q", "公交"), ("sort", "published"), ("size", "1")],
        [("q", "公交"), ("size", "100")],
    ],
)
async def test_cursors_lead_to_the_end_without_repeats(engine: SearchEngine, pairs: list[tuple[str, str]]) -> None:
    """Half of them carry the same second, as after an import."""
    many = [document(n, f"公交站点{n}", updated_at=max(n, 20), published_at=max(n, 20)) for n in range(1, 41)]
    await engine.put(many)
    results = await pages(engine, *pairs)
    seen = [number for page in results for number in numbers(page)]
    assert sorted(seen) == list(range(1, 41))
    assert {page.total for page in results} == {40}
    assert len({tuple(page.facets["format"]) for page in results}) == 1
    if ("q", "公交") not in pairs or ("sort", "published") in pairs:
        assert [n for n in seen if n > 20] == list(range(40, 20, -1))


async def test_a_cursor_by_time_survives_changes_in_between(engine: SearchEngine) -> None:
    await engine.put([document(n, "公交") for n in range(1, 11)])
    first = await ask(engine, ("size", "4"))
    await engine.put([document(11, "公交"), document(1, "公交", version=2)])
    rest = await ask(engine, ("size", "100"), position=first.next)
    assert numbers(first) + numbers(rest) == list(range(10, 0, -1))


async def test_relevance_is_paged_within_one_index_only(engine: SearchEngine) -> None:
    await engine.put(CATALOGUE)
    first = await ask(engine, ("q", "公交"), ("size", "1"))
    assert first.next
    await engine.activate(await engine.new_index())
    with pytest.raises(InvalidQuery) as caught:
        await ask(engine, ("q", "公交"), ("size", "1"), position=first.next)
    assert caught.value.parameter == "cursor"


async def test_relevance_ends_at_its_depth(engine: SearchEngine) -> None:
    await engine.put([document(n, "公交") for n in range(1, 400)])
    query = parse([("q", "公交"), ("size", "100")])
    results = await engine.search(query)
    seen = len(results.hits)
    while results.next:
        assert seen < MAX_OFFSET
        results = await ask(engine, ("q", "公交"), ("size", "100"), position=results.next)
        seen += len(results.hits)
    assert (seen, results.total, results.total_is_exact) == (399, 399, True)


async def test_no_page_is_offered_that_would_be_refused(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    await engine.put([document(n, "公交") for n in range(1, 8)])
    monkeypatch.setattr(showing, "MAX_OFFSET", 4)
    results = await pages(engine, ("q", "公交"), ("size", "2"))
    assert [len(page.hits) for page in results] == [2, 2, 2]
    assert results[-1].total == 7
    assert len(await pages(engine, ("sort", "updated"), ("size", "2"))) == 4


async def test_size_nothing_counts_only(filled: SearchEngine) -> None:
    for pairs in ([("size", "0")], [("size", "0"), ("q", "公交")]):
        results = await ask(filled, *pairs)
        assert results.hits == ()
        assert results.total > 0
        assert results.facets["theme"]


async def test_a_hit_shows_what_matched(filled: SearchEngine) -> None:
    hit = (await ask(filled, ("q", "福州公交 经度"))).hits[0]
    assert (text_of(hit.title), matched(hit.title)) == ("福州市公交站点信息", ["福州", "公交"])
    assert matched(hit.summary) == ["福州", "公交"]
    assert [text_of(item) for item in hit.items] == ["经度"]
    assert (hit.id, hit.version, hit.code) == (identity(1), 1, "350000-0001/001")
    assert (hit.organization, hit.organization_name) == ("A10", "交通运输局")
    assert (hit.theme, hit.region, hit.open_class, hit.cycle) == ("transport", "350100", "unconditional", "year")
    assert hit.formats == ("csv", "json")
    assert (hit.published_at, hit.updated_at) == (1_700_000_001, 1_750_000_100)
    assert hit.score > 0


async def test_markup_in_a_title_stays_text(engine: SearchEngine) -> None:
    await engine.put([document(1, '<b>公交</b> & "站点"')])
    (hit,) = (await ask(engine, ("q", "公交"))).hits
    assert hit.title == (("<b>", False), ("公交", True), ('</b> & "站点"', False))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("福州公", [1]), ("公", [1, 2]), ("gd", [8]), ("an", [8]), ("空气", [3]), ("潜水艇", []), ("", []), ("😀", [])],
)
async def test_suggestions_while_typing(filled: SearchEngine, typed: str, expected: list[int]) -> None:
    given = await filled.suggest(typed, scopes=PUBLIC)
    assert [suggestion.id for suggestion in given] == [identity(number) for number in expected]


async def test_suggestions_keep_to_scopes_and_size(filled: SearchEngine) -> None:
    assert len(await filled.suggest("公交", scopes=("public", "org:A10"))) == 3
    assert len(await filled.suggest("公交", scopes=PUBLIC, size=1)) == 1
    for size in (0, MAX_SUGGESTIONS + 1):
        with pytest.raises(InvalidQuery):
            await filled.suggest("公交", scopes=PUBLIC, size=size)
    with pytest.raises(InvalidQuery):
        await filled.suggest("福" * (MAX_TEXT_LENGTH + 1), scopes=PUBLIC)


async def test_hostile_text_is_stored_found_and_asked(engine: SearchEngine) -> None:
    texts = [text for text in (*HOSTILE, *NAUGHTY) if text.isprintable() or "\x00" in text]
    documents = [
        document(n, text, summary=text, code=text[:100], items=(text,), keywords=(text,), organization_name=text)
        for n, text in enumerate(texts, 1)
    ]
    await engine.put(documents)
    assert await engine.count() == len(texts)
    for text in texts:
        try:
            query = parse([("q", text), ("size", "100")])
        except InvalidQuery:
            continue
        for hit in (await engine.search(query)).hits:
            assert text_of(hit.title) in texts


async def test_a_document_at_the_edges_of_its_fields(engine: SearchEngine) -> None:
    await engine.put(
        [
            document(
                1,
                "公" * 70_000 + " " + "x" * 70_000,
                summary="y " * 50_000,
                code="z" * 70_000,
                items=("",) + ("列",) * 2_000,
                theme="t" * 70_000,
                prior=7.5,
                updated_at=2**40,
                published_at=-5,
            )
        ]
    )
    (hit,) = (await ask(engine, ("q", "列"))).hits
    assert len(hit.items) == 5
    assert numbers(await ask(engine, ("sort", "published"))) == [1]
