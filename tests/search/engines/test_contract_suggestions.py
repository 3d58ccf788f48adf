"""The contract of every engine: titles while typing, in characters, pinyin and first letters."""

import pytest

from search.engine import SearchEngine
from tests.search.conftest import Holding
from tests.search.samples import PUBLIC, document, identity

TITLES = {
    1: "福州市公交站点信息",
    2: "厦门公交线路",
    3: "住房公积金缴存情况",
    4: "企业登记信息",
    5: "GDP Annual Report",
}


@pytest.fixture
async def titled(holding: Holding) -> SearchEngine:
    return await holding([document(number, title) for number, title in TITLES.items()])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("公交", {1, 2}),
        ("公积", {3}),
        ("福州公", {1}),
        ("gongjijin", {3}),
        ("gongjiji", {3}),
        ("gongji", {1, 2, 3}),
        ("gongj", {1, 2, 3}),
        ("gon", {1, 2, 3}),
        ("gongjiao", {1, 2}),
        ("gongjia", {1, 2}),
        ("fuzhou gongjiao", {1}),
        ("fuzhou 公交", {1}),
        ("gjj", {3}),
        ("xmgj", {2}),
        ("qydj", {4}),
        ("annu", {5}),
        ("gdp", {5}),
        ("zhufanggongjijinjiaocun", {3}),
        ("qianshuiting", set()),
        ("qqqq", set()),
    ],
)
async def test_a_title_comes_up_however_it_is_typed(titled: SearchEngine, typed: str, expected: set[int]) -> None:
    given = {suggestion.id for suggestion in await titled.suggest(typed, scopes=PUBLIC)}
    assert given == {identity(number) for number in expected}


async def test_what_is_written_so_comes_before_what_sounds_so(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交"), document(2, "GONGJIAO line", prior=0.0), document(3, "公鸡站", prior=1.0)])
    given = [suggestion.id for suggestion in await engine.suggest("gongjiao", scopes=PUBLIC)]
    assert given == [identity(2), identity(1)]
    begun = [suggestion.id for suggestion in await engine.suggest("gongji", scopes=PUBLIC)]
    assert begun == [identity(2), identity(3), identity(1)]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("公交", ["公交点位信息", "网格化部件_公交站"]),
        ("gongjiao", ["市内公交车辆", "公共交易名录"]),
        ("gjj", ["市公积金查询", "城镇职工救济金"]),
    ],
)
async def test_what_begins_so_or_is_a_word_comes_first(engine: SearchEngine, typed: str, titles: list[str]) -> None:
    await engine.put([document(n, title, prior=n / 10) for n, title in enumerate(titles)])
    given = [suggestion.id for suggestion in await engine.suggest(typed, scopes=PUBLIC)]
    assert given == [identity(number) for number in range(len(titles))]
