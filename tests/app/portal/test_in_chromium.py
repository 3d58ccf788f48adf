"""Every sample page in real Chromium under the strict policy: no finding of axe, no overflow, nothing refused."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.async_api import Browser, Page, Route

from app.portal.kit.templating import ROOT
from app.portal.slices import samples
from tests.app.portal.harness import serving

AXE = ROOT.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RUN = "axe.run({resultTypes: ['violations']}).then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


Opened = Callable[..., Awaitable[Page]]


@pytest.fixture
async def opened(chromium: Browser) -> AsyncIterator[Opened]:
    """Opens pages, each with a context of its own."""
    pages: list[Page] = []

    async def open_one(**options: Any) -> Page:
        pages.append(await chromium.new_page(**options))
        return pages[-1]

    yield open_one
    for page in pages:
        await page.close()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as base:
        yield base


async def findings(page: Page, url: str, axe: str) -> list[object]:
    """What axe finds on a page, and how many pixels it is too wide."""
    await page.goto(url, wait_until="load")
    await page.evaluate(axe + ";0")
    wide = await page.evaluate(OVERFLOW)
    return [*await page.evaluate(RUN), *([f"overflows by {wide} px"] if wide > 0 else [])]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
async def test_pages_are_accessible_and_fit(opened: Opened, address: str, width: int, scheme: str) -> None:
    axe = AXE.read_text(encoding="utf-8")
    page = await opened(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on("request", lambda r: complaints.append(r.url) if not r.url.startswith((address, "data:")) else None)
    found = {name: await findings(page, f"{address}/sample/{name}", axe) for name in samples()}
    assert {name: what for name, what in found.items() if what} == {}
    assert complaints == []


async def test_keyboard_goes_from_the_skip_link_through_the_form_with_visible_focus(
    opened: Opened, address: str
) -> None:
    page = await opened()
    await page.goto(f"{address}/sample/login")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "跳到正文"
    await page.keyboard.press("Enter")
    reached, widths = [], []
    for _ in range(4):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.name || document.activeElement.textContent"))
        widths.append(await page.evaluate("getComputedStyle(document.activeElement).outlineWidth"))
    assert reached == ["email", "password", "登录", "还没有账号，去注册"]
    assert set(widths) == {"2px"}


async def test_console_fills_the_path_and_shows_the_answer(opened: Opened, address: str) -> None:
    page = await opened()
    await page.goto(f"{address}/sample/docs")
    await page.click("#op-dataset summary")
    await page.fill("#op-dataset input", "甲/乙")
    await page.click("#op-dataset button")
    answer = page.locator("#op-dataset pre")
    await answer.filter(has_text="404").wait_for()
    shown = await answer.text_content()
    assert shown is not None
    assert shown.startswith("GET /api/v1/datasets/%E7%94%B2%2F%E4%B9%99")


async def test_short_texts_are_not_broken(opened: Opened, address: str) -> None:
    lines = "(texts) => texts.map((text) => text.getClientRects().length)"
    wide = await opened(viewport={"width": 1440, "height": 900})
    await wide.goto(f"{address}/sample/results")
    below = await wide.locator(".below > summary").evaluate_all("(rows) => rows.map((row) => row.clientHeight)")
    narrow = await opened(viewport={"width": 390, "height": 844})
    await narrow.goto(f"{address}/sample/results")
    await narrow.get_by_text("怎样搜得更准").click()
    chips = await narrow.locator(".tips code").evaluate_all(lines)
    assert {height for height in below if height} == {32}
    assert set(chips) == {1}


async def test_ticking_a_facet_asks_for_the_narrower_results_and_swaps_them_in(opened: Opened, address: str) -> None:
    asked: list[str] = []

    async def answer(route: Route) -> None:
        asked.append(unquote(route.request.url))
        await route.fulfill(content_type="text/html", body="<main><div id='found'>narrower</div></main>")

    page = await opened()
    await page.route("**/search?*", answer)
    await page.goto(f"{address}/sample/results")
    await page.click("#x-open_class-ON_REQUEST")
    await page.locator("#found").filter(has_text="narrower").wait_for()
    url = unquote(page.url)
    assert len(asked) == 1
    assert "q=福建" in asked[0]
    assert "theme=a" in asked[0]
    assert "open_class=ON_REQUEST" in asked[0]
    assert "updated_after" not in asked[0]
    assert url == asked[0]


async def test_a_long_list_shows_only_what_holds_what_is_typed(opened: Opened, address: str) -> None:
    page = await opened()
    await page.goto(f"{address}/sample/results")
    folded, other = page.get_by_label("省第11厅"), page.get_by_label("省第2厅")
    before = [await folded.is_visible(), await other.is_visible()]
    await page.get_by_label("在提供单位（含下级）中查找").fill("第11")
    after = [await folded.is_visible(), await other.is_visible()]
    assert before == [False, True]
    assert after == [True, False]


async def test_long_lists_keep_their_field_after_back_and_forward_and_scripts_run_once(
    opened: Opened, address: str
) -> None:
    complaints: list[str] = []

    async def answer(route: Route) -> None:
        await route.fulfill(response=await route.fetch(url=f"{address}/sample/results"))

    page = await opened()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.route("**/search?*", answer)
    await page.goto(f"{address}/sample/results")
    field, folded = page.get_by_label("在提供单位（含下级）中查找"), page.get_by_label("省第11厅")
    choice = page.locator("#x-open_class-ON_REQUEST")
    for act in (choice.click, page.go_back, page.go_forward, page.go_back, choice.click):
        await field.evaluate("(field) => { field.dataset.before = '' }")
        await act()
        await page.locator("#n-organization:not([data-before])").wait_for()
        await field.fill("第11")
        await folded.wait_for()
        assert await page.get_by_label("省第2厅").is_hidden()
    assert complaints == []


@pytest.mark.parametrize("width", [1440, 390])
async def test_long_titles_are_clamped_and_whole_for_screen_readers(opened: Opened, address: str, width: int) -> None:
    title = "福建省公共信用信息归集目录" * 15 + "完整标题"
    lines = "(text) => text.clientHeight / parseFloat(getComputedStyle(text).lineHeight)"
    suggested = {"suggestions": [{"id": "1", "title": [[title, False]]}], "organizations": [], "themes": []}

    async def answer(route: Route) -> None:
        await route.fulfill(json=suggested)

    page = await opened(viewport={"width": width, "height": 900})
    await page.route("**/api/v1/search/suggestions?*", answer)
    await page.goto(f"{address}/sample/results")
    link = page.locator(".card-row h3 a").first
    await link.evaluate("(link, title) => { link.textContent = title.repeat(2) }", title)
    await page.locator("input[data-suggest]").fill("福建")
    option = page.get_by_role("option", name=title)
    await option.wait_for()
    shown = [await link.evaluate(lines), await option.locator("span").evaluate(lines)]
    texts = [await link.text_content(), await option.text_content()]
    wide = await page.evaluate(OVERFLOW)
    assert [round(each) for each in shown] == [3, 2]
    assert texts == [title * 2, title]
    assert wide <= 0
