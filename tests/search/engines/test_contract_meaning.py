"""The contract of every engine: what fits a question, however it is written, and what only seems to."""

import pytest

from search.engine import SearchEngine
from tests.search.conftest import Holding
from tests.search.samples import ask, document, found, numbers

SHELF = (
    *(document(n, f"公交线路{n}号班次", theme="6", formats=("csv",)) for n in range(1, 12)),
    document(12, "公共厕所分布", summary="会同交通运输局核对。", formats=("json",), theme="18"),
    document(13, "公共汽车站点", theme="6", formats=("json",)),
    document(14, "交通量调查", theme="6", formats=("json",)),
    document(15, "停车场名录", region="350121", theme="6"),
    document(16, "福州市出租车企业名单", region="350100", theme="6"),
    document(17, "PM2.5监测结果", theme="10"),
    document(18, "福州市气象灾害预警", region="350100", theme="19"),
    document(19, "空气质量月报", theme="10"),
)


@pytest.fixture
async def shelf(holding: Holding) -> SearchEngine:
    return await holding(SHELF)


async def test_a_filter_narrows_an_answer_and_brings_nothing_in(shelf: SearchEngine) -> None:
    whole = await ask(shelf, ("q", "公交"), ("size", "100"))
    assert (whole.exact, whole.total) == (12, 12)
    for value in ("csv", "json"):
        counted = {each.value: each.count for each in whole.facets["format"]}[value]
        narrowed = await ask(shelf, ("q", "公交"), ("format", value), ("size", "100"))
        assert (narrowed.total, narrowed.exact) == (counted, counted)
        assert set(numbers(narrowed)) <= set(numbers(whole))
    ranged = await ask(shelf, ("q", "公交"), ("size_min", "1"))
    assert (ranged.total, ranged.relaxed) == (0, False)


async def test_a_widened_answer_is_narrowed_as_it_is_counted(shelf: SearchEngine) -> None:
    whole = await ask(shelf, ("q", "公交站典"), ("size", "100"))
    assert whole.exact < whole.total
    for each in whole.facets["theme"]:
        narrowed = await ask(shelf, ("q", "公交站典"), ("theme", each.value), ("size", "100"))
        assert narrowed.total == each.count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("机构:发改委", [20]),
        ("机构:省发改委", [20]),
        ("organization:发展改革委员会", [20]),
        ("机构:水利厅", []),
        ("字段:手机号", [20]),
        ("字段:联系电话", [20]),
        ("名称:公共汽车11号", [11]),
        ("地区:榕城", [15, 16, 18]),
        ("地区:福州市闽侯县", [15]),
        ("主题:气象", [18]),
        ("theme:environment", [17, 19]),
        ("theme:environment 机构:发改委", []),
    ],
)
async def test_a_field_is_asked_for_as_people_call_it(holding: Holding, text: str, expected: list[int]) -> None:
    agency = {"organization_name": "福建省发展和改革委员会", "items": ("联系电话", "单位名称")}
    shelf = await holding([*SHELF, document(20, "粮食储备计划", **agency)])
    assert sorted(numbers(await ask(shelf, ("q", text), ("size", "100")))) == expected


async def test_what_means_the_same_stands_as_one_word(shelf: SearchEngine) -> None:
    assert set(await found(shelf, "公交")) == {*range(1, 12), 13}


@pytest.mark.parametrize(
    "text", ["福州市停车场", "福州市 停车场", "福州市的停车场", "福州所有停车场", "fuzhou tingchechang"]
)
async def test_the_thing_outweighs_the_place(shelf: SearchEngine, text: str) -> None:
    results = await ask(shelf, ("q", text))
    assert numbers(results)[0] == 15
    assert results.exact == 1


@pytest.mark.parametrize(
    ("text", "fitting"),
    [("tingchechang", [15]), ("tinchecang", [15]), ("tcc", [15]), ("kongqi zhiliang", [19]), ("kqzl", [19])],
)
async def test_what_is_spelled_fits(shelf: SearchEngine, text: str, fitting: list[int]) -> None:
    results = await ask(shelf, ("q", text))
    assert (numbers(results)[: results.exact], results.relaxed) == (fitting, False)


@pytest.mark.parametrize("text", ["https://www.fuzhou.example/a?b=c", "five-year plan", "http"])
async def test_what_are_no_first_letters_finds_nothing_by_them(shelf: SearchEngine, text: str) -> None:
    assert numbers(await ask(shelf, ("q", text))) == []


@pytest.mark.parametrize("text", ["pm25", "PM2.5", "pm 2.5"])
async def test_an_identifier_is_found_without_its_separators(shelf: SearchEngine, text: str) -> None:
    assert await found(shelf, text) == [17]


async def test_a_theme_is_found_by_its_name(shelf: SearchEngine) -> None:
    assert set(await found(shelf, "交通运输")) == set(range(1, 17))
    assert set(await found(shelf, "生态 环境 监测")) == {17}


async def test_a_title_that_begins_with_the_question_comes_first(engine: SearchEngine) -> None:
    await engine.put([document(1, "养老机构星级评定结果"), document(2, "星级评定养老机构结果")])
    assert numbers(await ask(engine, ("q", "星级评定养"))) == [2, 1]
    assert numbers(await ask(engine, ("q", "养老机构星")))[0] == 1


async def test_a_dataset_with_the_column_comes_before_those_that_mention_it(engine: SearchEngine) -> None:
    mention = {"summary": "不含床位数，床位数另行发布。", "keywords": ("床位",)}
    await engine.put(
        [
            document(1, "预防接种单位", **mention),
            document(2, "医疗机构名录", items=("机构名称", "床位数")),
            document(3, "床位使用说明", **mention),
        ]
    )
    assert numbers(await ask(engine, ("q", "床位数")))[0] == 2


async def test_a_word_nobody_typed_stands_as_a_word(engine: SearchEngine) -> None:
    await engine.put([document(1, "公办高中学费标准"), document(2, "中学名录"), document(3, "小学名录")])
    assert set(await found(engine, "中小学")) <= {2, 3}


async def test_two_characters_apart_are_no_word(engine: SearchEngine) -> None:
    await engine.put([document(1, "县农民合作社"), document(2, "献血点分布")])
    assert numbers(await ask(engine, ("q", "献皿")))[0] == 2


async def test_a_code_behind_its_prefix_comes_first(engine: SearchEngine) -> None:
    await engine.put(
        [document(1, "目录", summary="配套目录见350000-0002/001", prior=1.0), document(2, "公交站点", prior=0.0)]
    )
    assert numbers(await ask(engine, ("q", "代码:350000-0002/001")))[0] == 2
