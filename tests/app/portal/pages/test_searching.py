"""Searching on the page: marks, filters and their ways out, dates, ways on from nothing, search out of order."""

from datetime import timedelta
from html import unescape
from pathlib import Path
from re import findall

import pytest

from app.adapters.questions import Questions
from app.portal.search import view
from catalog.china import china_day
from search.asking.query import SearchQuery
from search.engine import SearchUnavailable
from search.engines.embedded.engine import EmbeddedEngine
from search.results import SearchResults
from tests.app.portal.pages.site import OPEN, RESTRICTED, Site, text_of
from tests.factories.people import AGENCY

TRIES = 12
"""More pages than the samples can fill."""


def chips(page: str) -> list[str]:
    """The addresses of the search without each of the filters in force."""
    return [unescape(href) for href in findall(r'<li><a href="([^"]*)"><span>', page)]


async def test_results_mark_matches_and_narrow_by_facets(site: Site) -> None:
    async with site.visitor() as browser:
        with site.counting() as sent:
            page = await browser.open("/search?q=公交")
        assert "<mark>公交</mark>" in page.text
        assert len(sent) <= 4
        narrowed = await browser.open("/search?open_class=ON_REQUEST")
    assert RESTRICTED in text_of(narrowed)
    assert f"/datasets/{site.ids[OPEN]}" not in narrowed.text
    assert "开放属性：依申请开放" in text_of(narrowed)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("公交 年度", "1 个完全符合，其余为相近结果。"),
        ("公焦站点", "没有完全符合的数据集，以下为相近结果。"),
    ],
)
async def test_what_is_only_near_is_told_from_what_fits(site: Site, asked: str, said: str) -> None:
    async with site.visitor() as browser:
        page = await browser.open(f"/search?q={asked}")
    assert f"/datasets/{site.ids[OPEN]}" in page.text
    assert said in text_of(page)


@pytest.mark.parametrize("asked", ["", "年份", "字段:年份", "-年度"])
async def test_where_all_fit_nothing_is_said_of_it(site: Site, asked: str) -> None:
    async with site.visitor() as browser:
        page = await browser.open(f"/search?q={asked}")
    assert f"/datasets/{site.ids[RESTRICTED]}" in page.text
    assert "完全符合" not in text_of(page)


async def test_columns_that_match_stand_beside_what_was_found(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/search?q=年份")
    assert "信息项： 年份" in text_of(page)
    assert "<mark>年份</mark>" in page.text


async def test_several_values_of_a_facet_are_any_of_them_and_each_chip_takes_one_away(site: Site) -> None:
    async with site.visitor() as browser:
        both = await browser.open("/search?open_class=ON_REQUEST&open_class=GENERAL&sort=updated&from=3")
        assert {OPEN, RESTRICTED} <= {title for title in (OPEN, RESTRICTED) if title in text_of(both)}
        ways = chips(both.text)
        assert ways == ["/search?open_class=GENERAL&sort=updated", "/search?open_class=ON_REQUEST&sort=updated"]
        one = await browser.open(ways[0])
    assert f"/datasets/{site.ids[OPEN]}" in one.text
    assert f"/datasets/{site.ids[RESTRICTED]}" not in one.text


async def test_values_stand_below_those_above_them(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open(f"/search?region=350100&organization={AGENCY}")
    province, city = page.text.index('id="x-region-350000"'), page.text.index('id="x-region-350100"')
    below = page.text.index('id="b-region-350000" open')
    assert province < below < city
    assert "福建省的 下级 1 个" in text_of(page)
    assert page.text.index(f'value="{AGENCY}" checked') > 0


async def test_dates_narrow_and_are_shown_as_a_chip(site: Site) -> None:
    day = china_day(site.services.clock.now())
    tomorrow = (day + timedelta(days=1)).isoformat()
    async with site.visitor() as browser:
        found = await browser.open(f"/search?updated_after={day.isoformat()}&updated_before={day.isoformat()}")
        none = await browser.open(f"/search?updated_after={tomorrow}&size_max=1048576")
    assert OPEN in text_of(found)
    assert f"更新时间：{day.isoformat()} 至 {day.isoformat()}" in text_of(found)
    assert f'name="updated_after" type="date" value="{day.isoformat()}"' in found.text
    assert f"更新时间：{tomorrow} 起" in text_of(none)
    assert "文件大小：1 MB 止" in text_of(none)
    assert 'type="hidden" name="size_max" value="1048576"' in none.text
    assert "去掉“更新时间”" in text_of(none)


async def test_nothing_found_counts_what_looser_questions_find(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/search?q=公交&open_class=NONE&format=csv")
        shown = text_of(page)
        ways = findall(r'<li><a href="([^"]*)"><span>(去掉[^<]*)</span><span>([\d,]+) 个', page.text)
        for href, _, count in ways:
            found = await browser.open(unescape(href))
            assert f"{count} 个数据集" in text_of(found)
    assert "没有找到数据集" in shown
    assert "没有找到“公交”，或者它不符合所选条件" in shown
    assert [label for _, label, _ in ways] == [
        "去掉“开放属性：暂不开放”",
        "去掉全部筛选条件",
    ]
    assert "数据管理部门办公室" in shown
    assert "交通运输" in shown


async def test_a_better_known_question_is_offered_with_the_filters_kept(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/search?q=工交站点&open_class=GENERAL")
        (href, text) = findall(r'您要找的是不是：<a href="([^"]*)">([^<]*)</a>', page.text)[0]
        found = await browser.open(unescape(href))
    assert text == "公交站点"
    assert f"/datasets/{site.ids[OPEN]}" in found.text
    assert "开放属性：普遍开放" in text_of(found)


async def test_pages_follow_one_another_to_the_end(site: Site) -> None:
    seen: list[str] = []
    address = "/search?size=1&sort=updated"
    async with site.visitor() as browser:
        for _ in range(TRIES):
            page = await browser.open(address)
            assert f"第 {len(seen) + 1}–{len(seen) + 1} 个" in text_of(page)
            seen += findall(r'<h3><a href="/datasets/([^"]*)"', page.text)
            following = findall(r'href="([^"]*)" rel="next"', page.text)
            if not following:
                break
            address = unescape(following[0])
    assert len(seen) == len(set(seen)) >= len(site.ids)


async def test_a_script_gets_only_the_content_of_the_results(site: Site) -> None:
    async with site.visitor() as browser:
        part = await browser.open("/search?q=公交", 200, **{"HX-Request": "true"})
        back = await browser.open("/search?q=公交", 200, **{"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert 'id="found"' in part.text
    assert "<title>“公交”的搜索结果" in part.text
    assert "<html" not in part.text
    assert "<html" in back.text
    assert "HX-Request" in part.headers["vary"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search?sort=up", "没有这种排序方式"),
        ("/search?size=x", "每页条数"),
        ("/search?cursor=zzz", "翻页标记"),
        (
            "/search?updated_after=2026-02-01&updated_before=2026-01-01",
            "“更新时间（止）”：早于起始时间，请改正",
        ),
        ("/search?published_after=2026-13-01", "“发布时间（起）”：应为日期或时间，例如 2026-01-31。"),
        ("/search?size_min=2&size_max=1", "“文件大小（至多）”：小于下限，请改正其中一端。"),
        ("/search?theme=" + "6" * 101, "“主题”：取值无效"),
        ("/search?q=a&q=b", "“搜索文字”：只能出现一次"),
        ("/search?q=" + "长" * 300, "“搜索文字”：有 300 个字符，最多 200 个"),
    ],
)
async def test_a_query_that_cannot_be_answered_says_why(site: Site, address: str, words: str) -> None:
    async with site.visitor() as browser:
        page = await browser.open(address, 400)
    assert words in text_of(page)
    assert "浏览全部数据集" in text_of(page)


async def test_a_refused_query_keeps_the_form_as_it_was(site: Site) -> None:
    dates = "updated_after=2026-12-01&updated_before=2026-01-01"
    async with site.visitor() as browser:
        page = await browser.open(f"/search?q=公交&theme=6&{dates}&sort=updated&size_min=1", 400)
        (retry,) = findall(r'<a href="([^"]*)">去掉“更新时间”，按其余条件搜索', page.text)
        found = await browser.open(unescape(retry))
    assert 'name="q" type="search" value="公交"' in page.text
    assert findall(r'name="(updated_\w+)" type="date" value="([^"]*)"', page.text) == [
        ("updated_after", "2026-12-01"),
        ("updated_before", "2026-01-01"),
    ]
    assert 'aria-describedby=" e-updated_before" aria-invalid="true"' in page.text
    assert page.text.index('id="e-updated_before"') > page.text.index('name="updated_before"')
    assert 'name="theme" value="6" checked' in page.text
    assert 'id="narrow-fold" open' in page.text
    assert dict(findall(r'type="hidden" name="(\w+)" value="(\w+)"', page.text)) == {"sort": "updated", "size_min": "1"}
    assert len(chips(page.text)) == 2
    assert f"/datasets/{site.ids[OPEN]}" not in page.text
    assert f"/datasets/{site.ids[OPEN]}" in found.text


async def test_everything_that_is_wrong_with_a_query_is_told_at_once(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open(f"/search?q={'长' * 201}&updated_after=gestern&sort=up&cursor=x&format=csv", 400)
        alone = await browser.open("/search?sort=updated&cursor=x", 400)
    assert "“排序”：" in text_of(page)
    assert "“更新时间（起）”：" in text_of(page)
    assert "长" * 201 in page.text
    assert "“翻页位置”" not in text_of(page)
    assert 'href="/search?format=csv">去掉“搜索文字、更新时间、排序”，按其余条件搜索' in page.text
    assert 'href="/search?sort=updated">从第一页看起' in alone.text


async def test_what_others_append_to_an_address_is_left_out(site: Site) -> None:
    appended = "utm_source=wx&from=timeline&isappinstalled=0&colour=red"
    async with site.visitor() as browser:
        for path in ("/", "/audit/checkpoints", f"/datasets/{site.ids[OPEN]}", "/docs", "/login"):
            await browser.open(f"{path}?{appended}")
        page = await browser.open(f"/search?q=公交&open_class=GENERAL&{appended}")
    assert f"/datasets/{site.ids[OPEN]}" in page.text
    assert "第 1–" in text_of(page)
    assert chips(page.text) == ["/search?q=%E5%85%AC%E4%BA%A4"]
    assert "colour" not in page.text.partition('id="found"')[2]


async def test_a_question_in_another_encoding_is_not_taken_for_one_that_finds_nothing(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open("/search?q=%B9%AB%BD%BB", 400)
    assert "“q”不是 UTF-8 编码" in text_of(page)
    assert "浏览数据目录" in text_of(page)


async def test_a_value_that_nobody_knows_is_shown_as_it_was_given(site: Site) -> None:
    async with site.visitor() as browser:
        page = await browser.open('/search?theme=%3Cb%3E" x&region=abc&organization=none')
    assert "主题：<b>" in text_of(page)
    assert "<b>" not in page.text
    assert "没有找到数据集" in text_of(page)


async def test_an_operator_sees_what_a_score_is_made_of_and_nobody_else_does(site: Site) -> None:
    address = "/search?q=公交"
    async with site.browser("operator") as browser:
        page = await browser.open(address)
        (href,) = findall(r'href="([^"]*explain[^"]*)"', page.text)
        shown = await browser.open(unescape(href))
    async with site.browser("user") as browser:
        plain = await browser.open(address)
        await browser.open(unescape(href), 403)
    assert "得分构成" in text_of(shown)
    assert len(findall(r"<dd>\d+\.\d{4}</dd>", shown.text)) >= 2
    assert "得分构成" not in text_of(plain)


class Down(EmbeddedEngine):
    """A search engine that does not answer, in front of the real one's place."""

    async def search(self, query: SearchQuery) -> SearchResults:  # noqa: ARG002  what the engine is asked
        raise SearchUnavailable("stopped for the test")


async def test_while_search_is_down_titles_are_found_and_datasets_go_on(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(site.services.__dict__, "questions", Questions(Down(tmp_path)))
    async with site.visitor() as browser:
        page = await browser.open("/search?q=公交站点 机构:交通&theme=6&updated_after=2026-01-01&sort=updated")
        fields = await browser.open("/search?q=部门:交通 字段:票制票价")
        nothing = await browser.open("/search?q=100%")
        home = await browser.open("/")
        dataset = await browser.open(f"/datasets/{site.ids[OPEN]}")
    assert "搜索正在恢复，暂时只按名称和信息资源代码查找" in text_of(page)
    assert "这些条件没有起作用：“提供单位:交通”、主题、更新时间、排序。" in text_of(page)
    assert f"/datasets/{site.ids[OPEN]}" in page.text
    assert "<mark>公交站点</mark>" in page.text
    assert "缩小范围" not in text_of(page)
    assert f"/datasets/{site.ids[OPEN]}" not in nothing.text
    assert "没有名称或信息资源代码含有“100%”的数据集" in text_of(nothing)
    assert "没有找到数据集" in text_of(fields)
    assert "这些条件没有起作用：“提供单位:交通”、“信息项:票制票价”。" in text_of(fields)
    assert "搜索正在恢复" in text_of(home)
    assert "搜索恢复后按主题列出。" in text_of(home)
    assert "搜索恢复后按提供单位列出。" in text_of(home)
    assert "厦门" in text_of(dataset)


async def test_the_last_page_that_can_be_reached_says_why(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async with site.visitor() as browser:
        whole = await browser.open("/search?q=公交")
        monkeypatch.setattr(view, "MAX_OFFSET", 1)
        cut = await browser.open("/search?q=公交")
        by_time = await browser.open("/search?q=公交&sort=updated")
    assert [view.DEEP in text_of(page) for page in (whole, cut, by_time)] == [False, True, False]
