"""The contract of ranking: what is written wrongly, begun, spelled or abbreviated finds its title, on every engine."""

import pytest

from search.engine import SearchEngine
from search.ranking.explaining import WEIGHED, explain
from search.ranking.sequence import PART
from search.ranking.weights import WEIGHTS
from tests.search.conftest import Holding
from tests.search.samples import ask, document, found, numbers, pages

SHELF = (
    document(1, "福州市公交站点信息"),
    document(2, "福州市公交线路票价"),
    document(3, "福州市公园绿地名录", organization_name="福州市园林局"),
    document(4, "旅游景区门票价格"),
    document(5, "特殊教育学校教职工统计"),
    document(6, "养老机构床位统计", items=("床位数", "入住率")),
    document(7, "养老金领取人员统计"),
    document(8, "Annual acquisitions of museums", summary="Works that were acquired"),
    document(9, "Museum visitors", summary="annual number of visitors"),
    document(10, "食品安全抽检结果", summary="抽检不合格的食品"),
    document(11, "药品安全抽检结果"),
    document(12, "重庆路沿街商铺"),
)


@pytest.fixture
async def shelf(holding: Holding) -> SearchEngine:
    return await holding(SHELF)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("旅游景区门票价格", 4),
        ("公交站典", 1),
        ("工交站点", 1),
        ("景区闷票", 4),
        ("特殊教学校", 5),
        ("教特殊育学校", 5),
        ("养老机构 床", 6),
        ("gongjiao zhandian", 1),
        ("gongjiaozhandian", 1),
        ("gonjiao zandian", 1),
        ("gongjixo zhandian", 1),
        ("gj zd", 1),
        ("gjzd", 1),
        ("chongqinglu", 12),
        ("acquisition", 8),
        ("museums", 8),
        ("visitor", 9),
        ("園林局", 3),
    ],
)
async def test_the_title_that_is_meant_comes_first(shelf: SearchEngine, text: str, first: int) -> None:
    assert numbers(await ask(shelf, ("q", text)))[:1] == [first]


async def test_a_phrase_stands_as_written(shelf: SearchEngine) -> None:
    assert numbers(await ask(shelf, ("q", "“安全抽检”"))) in ([10, 11], [11, 10])
    assert numbers(await ask(shelf, ("q", "“抽检安全”"))) == []
    assert numbers(await ask(shelf, ("q", '"annual number"'))) == [9]


async def test_what_is_excluded_is_not_found(shelf: SearchEngine) -> None:
    assert numbers(await ask(shelf, ("q", "抽检 -药品"))) == [10]


async def test_a_code_is_found_whole(shelf: SearchEngine) -> None:
    assert (await found(shelf, "350000-0007/001"))[:1] == [7]


async def test_the_prior_moves_equals_and_nothing_else(engine: SearchEngine) -> None:
    await engine.put(
        [
            document(1, "公交站点", prior=0.0),
            document(2, "公交站点", prior=1.0),
            document(3, "公园里的公交广告与站点设施采购合同", prior=1.0),
        ]
    )
    assert numbers(await ask(engine, ("q", "公交站点"))) == [2, 1, 3]


async def test_what_is_asked_twice_is_held_twice(engine: SearchEngine) -> None:
    await engine.put([document(1, "市内建设项目"), document(2, "市内建设项目批准市区名单")])
    assert numbers(await ask(engine, ("q", "建设项目 市 市")))[:1] == [2]


async def test_of_titles_that_fit_alike_the_shortest_comes_first(engine: SearchEngine) -> None:
    await engine.put(
        [document(1, "国民体质监测检测指标一览"), document(2, "国民体质监测站点"), document(3, "国民体质监测站点网址")]
    )
    assert numbers(await ask(engine, ("q", "tizhi jiance"))) == [2, 3, 1]


async def test_a_word_that_sounds_so_comes_before_letters_that_meet_across_words(engine: SearchEngine) -> None:
    await engine.put([document(1, "单位职工缴费表"), document(2, "银川市公交车驾驶员评选活动名单")])
    assert numbers(await ask(engine, ("q", "fuzhou gongjiao"))) == [2, 1]
    assert numbers(await ask(engine, ("q", "gongjiao"))) == [2, 1]


async def test_characters_in_the_order_of_the_question_come_first(engine: SearchEngine) -> None:
    await engine.put([document(1, "教师评价学生"), document(2, "学生网上评价任课教师结果")])
    assert numbers(await ask(engine, ("q", "学生评价教师"))) == [2, 1]
    assert numbers(await ask(engine, ("q", "教师评价学生"))) == [1, 2]


@pytest.mark.parametrize("size", ["1", "7", "19", "20", "21", "40"])
async def test_pages_hold_what_one_page_holds(engine: SearchEngine, size: str) -> None:
    """The order in titles changes the first twenty, and where a page is cut changes nothing."""
    ways = ("学生评价教师第{}批", "教师评价学生第{}批", "学生网上评价任课教师第{}批")
    await engine.put([document(n, ways[n % 3].format(n), prior=n / 60) for n in range(1, 61)])
    whole = await ask(engine, ("q", "学生评价教师"), ("size", "100"))
    paged = [hit for page in await pages(engine, ("q", "学生评价教师"), ("size", size)) for hit in page.hits]
    assert [(hit.id, hit.score) for hit in paged] == [(hit.id, hit.score) for hit in whole.hits]
    assert len(whole.hits) == 60
    assert [hit.score for hit in paged] == sorted((hit.score for hit in paged), reverse=True)


async def test_the_parts_of_a_score_are_all_of_it(shelf: SearchEngine) -> None:
    results = await ask(shelf, ("q", "福州公交线路票价"), ("size", "3"))
    explained = await explain(shelf, results)
    named = [{part.name: part.score for part in explained[hit.id]} for hit in results.hits]
    for parts, hit in zip(named, results.hits, strict=True):
        assert sum(parts.values()) == pytest.approx(hit.score, abs=0.01)
        assert 0 <= parts[WEIGHED] <= hit.score * 0.06
    assert [parts.get(PART, 0.0) for parts in named] == [WEIGHTS.sequence, 0.0, 0.0]


@pytest.mark.parametrize("text", ["gongjiaozhandianxinxi", "fuzhoushigongjiaozhandianxinxi"])
async def test_long_words_of_letters_are_found_by_their_parts(shelf: SearchEngine, text: str) -> None:
    assert numbers(await ask(shelf, ("q", text)))[:1] == [1]


async def test_pages_of_a_widened_answer_hold_everything_once(shelf: SearchEngine) -> None:
    whole = await ask(shelf, ("q", "福州公交"), ("size", "20"))
    first = await ask(shelf, ("q", "福州公交"), ("size", "2"))
    second = await ask(shelf, ("q", "福州公交"), ("size", "2"), position=first.next)
    assert [*numbers(first), *numbers(second)] == numbers(whole)[:4]
    assert (whole.exact, whole.relaxed) == (2, False)
    assert set(numbers(whole)[:2]) == {1, 2}
