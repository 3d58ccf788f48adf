"""Searching with the keyboard, on a telephone, with dates that cannot be, and until something is found."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, expect

from app.demo.datasets import DATASETS
from tests.browser.audits import AXE, WATCH_SHIFTS, findings
from tests.browser.browsing import NARROW, WIDE, Browsing, follow, press
from tests.browser.world import World

TITLE = DATASETS[0].title
FIELD = "搜索数据集、信息项、提供单位"


async def sound(page: Page) -> list[str]:
    """What axe and the others find on the page as it stands."""
    return await findings(page, AXE.read_text(encoding="utf-8"))


async def typed(page: Page, address: str, text: str) -> None:
    """Open a page and type into its search field, one key after the other."""
    await page.add_init_script(WATCH_SHIFTS)
    await page.goto(address)
    await page.get_by_label(FIELD).press_sequentially(text)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("address", ["/", "/search?theme=8"])
async def test_a_suggestion_is_chosen_with_the_arrows(browsing: Browsing, address: str, width: int) -> None:
    async with browsing.person(width=width) as page:
        await typed(page, address, "重大项目")
        field, options = page.get_by_role("combobox", name=FIELD), page.get_by_role("listbox", name="搜索建议")
        chosen = options.get_by_role("option", selected=True)
        await expect(options.get_by_role("option", name=TITLE)).to_be_visible()
        await expect(field).to_have_attribute("aria-expanded", "true")
        await expect(page.get_by_role("status")).to_contain_text("条建议")
        assert await options.get_by_role("option").count() <= 10
        assert await sound(page) == []
        await field.press("ArrowDown")
        await expect(chosen).to_have_count(1)
        marked = await chosen.get_attribute("id")
        await expect(field).to_have_attribute("aria-activedescendant", marked or "none")
        await field.press("ArrowUp")
        await expect(chosen).to_have_count(0)
        await field.press("ArrowDown")
        await field.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


async def test_suggestions_stand_flush_whether_they_begin_with_what_matches_or_not(browsing: Browsing) -> None:
    left = """(options) => options.map((option) => {
        const first = document.createRange(), text = document.createTreeWalker(option, NodeFilter.SHOW_TEXT).nextNode();
        first.setEnd(text, 1); first.setStart(text, 0);
        return [option.firstChild.firstChild.nodeName, first.getBoundingClientRect().left];
    })"""
    async with browsing.person() as page:
        await typed(page, "/", "福建")
        await expect(page.get_by_role("option").first).to_be_visible()
        places = await page.get_by_role("option").evaluate_all(left)
    assert {name for name, _ in places} == {"MARK", "#text"}
    assert len({place for _, place in places}) == 1


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_datasets_like_it_are_told_as_results_tell_them(browsing: Browsing, world: World, width: int) -> None:
    async with browsing.person(width=width) as page:
        await page.goto(world.dataset(TITLE))
        cards = page.locator(".alike > li")
        await expect(cards.first).to_contain_text("部门")
        assert "（演示）" not in " ".join(await cards.all_inner_texts())
        for card in await cards.all():
            kinds, changed = card.locator(".kinds"), card.get_by_text("更新于")
            above, beside = await kinds.bounding_box(), await changed.bounding_box()
            assert above is not None
            assert beside is not None
            assert beside["y"] >= above["y"] + above["height"]


async def test_an_organization_is_suggested_and_its_datasets_are_listed(browsing: Browsing) -> None:
    async with browsing.person() as page:
        await typed(page, "/", "发展改革")
        group = page.get_by_role("listbox", name="搜索建议").get_by_role("group", name="提供单位")
        await group.get_by_role("option", name="省发展改革部门").click()
        await expect(page.get_by_role("list", name="已选条件")).to_contain_text("提供单位：省发展改革部门")
        await expect(page.get_by_role("link", name=TITLE)).to_be_visible()


async def test_escape_puts_suggestions_away_and_enter_searches_what_was_typed(browsing: Browsing) -> None:
    async with browsing.person() as page:
        await typed(page, "/", "重大项目")
        field = page.get_by_role("combobox", name=FIELD)
        await expect(page.get_by_role("listbox")).to_be_visible()
        await field.press("Escape")
        await expect(page.get_by_role("listbox")).to_be_hidden()
        await expect(field).to_have_value("重大项目")
        await expect(field).to_have_attribute("aria-expanded", "false")
        await field.press("ArrowDown")
        await expect(page.get_by_role("listbox")).to_be_visible()
        await field.press("Enter")
        await page.get_by_role("link", name=TITLE).wait_for()
        assert parse_qs(urlsplit(page.url).query)["q"] == ["重大项目"]


async def test_a_telephone_folds_the_filters_and_keeps_them_open_while_one_chooses(browsing: Browsing) -> None:
    async with browsing.person(width=NARROW) as page:
        await page.add_init_script(WATCH_SHIFTS)
        await page.goto("/search")
        choice = page.get_by_role("checkbox", name="普遍开放")
        await expect(choice).to_be_hidden()
        await page.locator("#narrow-fold > summary").click()
        await choice.check()
        await expect(page.get_by_role("list", name="已选条件")).to_contain_text("普遍开放")
        await expect(choice).to_be_focused()
        await expect(page.get_by_role("status")).to_have_text(await page.locator("#count").inner_text())
        await page.get_by_role("checkbox", name="依申请开放").check()
        await expect(page.get_by_role("list", name="已选条件")).to_contain_text("依申请开放")
        assert await sound(page) == []
        await page.get_by_role("link", name="查看" + await page.locator("#count").inner_text()).click()
        await expect(choice).to_be_hidden()
        await page.get_by_role("list", name="已选条件").get_by_role("link", name="普遍开放").click()
        await expect(page.get_by_role("heading", name="1 个数据集")).to_be_visible()
        assert parse_qs(urlsplit(page.url).query) == {"open_class": ["ON_REQUEST"], "sort": ["updated"]}


async def test_dates_that_cannot_be_are_explained_at_once(browsing: Browsing) -> None:
    async with browsing.person("", 400) as page:
        await page.add_init_script(WATCH_SHIFTS)
        await page.goto("/search?q=数字&updated_before=2026-01-01")
        await page.get_by_label("起（更新时间）").fill("2026-02-01")
        await page.get_by_role("button", name="按更新时间筛选").click()
        await expect(page.get_by_role("alert")).to_contain_text("“更新时间（止）”：早于起始时间")
        until = page.get_by_label("止（更新时间）")
        await expect(until).to_have_accessible_description("早于起始时间，请改正其中一端。")
        await expect(page.get_by_label(FIELD)).to_have_value("数字")
        assert await sound(page) == []
        await until.fill("2099-01-01")
        await page.get_by_role("button", name="按更新时间筛选").click()
        await expect(page.get_by_role("link", name=TITLE)).to_be_visible()


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_from_nothing_a_counted_way_leads_on(browsing: Browsing, width: int) -> None:
    async with browsing.person(width=width) as page:
        await page.add_init_script(WATCH_SHIFTS)
        await page.goto("/search?q=重大项目&format=xlsx&theme=8")
        await expect(page.get_by_role("heading", name="没有找到数据集")).to_be_visible()
        await expect(page.get_by_text("请告诉数据管理部门您需要什么数据")).to_be_visible()
        assert await sound(page) == []
        way = page.get_by_role("link", name="去掉“格式：")
        count = (await way.locator("span").last.inner_text()).split()[0]
        await way.click()
        await expect(page.get_by_role("heading", name=f"{count} 个数据集")).to_be_visible()
        await expect(page.get_by_role("list", name="已选条件")).to_contain_text("科技创新")


async def test_without_a_script_the_filters_of_a_telephone_are_chosen_and_applied(browsing: Browsing) -> None:
    async with browsing.person(width=NARROW, script=False) as page:
        await page.goto("/search?q=数字")
        await page.locator("#narrow-fold > summary").click()
        await page.get_by_role("checkbox", name="省发展改革部门").check()
        await press(page, "按所选条件筛选")
        await expect(page.get_by_role("list", name="已选条件")).to_contain_text("省发展改革部门")
        await follow(page, TITLE)
        await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


async def _suggested_once(page: Page) -> None:
    """One pause in typing asks once, and what comes is shown once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search/suggestions?" in request.url else None)
    await page.get_by_label(FIELD).fill("重大项目")
    await expect(page.get_by_role("listbox", name="搜索建议")).to_have_count(1)
    await expect(page.get_by_role("option", name=TITLE)).to_be_visible()
    assert len(asked) == 1


async def test_suggestions_live_on_after_back_and_forward(browsing: Browsing) -> None:
    async with browsing.person() as page:
        await page.goto("/search?q=数字")
        chosen = page.get_by_role("list", name="已选条件")
        await page.get_by_role("checkbox", name="普遍开放").check()
        await expect(chosen).to_contain_text("普遍开放")
        await page.go_back()
        await expect(chosen).to_have_count(0)
        await _suggested_once(page)
        await page.go_forward()
        await expect(chosen).to_contain_text("普遍开放")
        await expect(page.get_by_label(FIELD)).to_have_value("数字")
        await _suggested_once(page)
        await page.get_by_role("option", name=TITLE).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
