"""The checks on pages find what is planted: each of them can fail."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.browser.audits import AXE, WATCH_SHIFTS, findings, keyboard
from tests.browser.browsing import Watch

ORIGIN = "http://127.0.0.1:1"
PLAIN = """<html lang="zh"><title>页</title><link rel="expect" href="#whole" blocking="render">
<style>:focus-visible { outline: 2px solid }</style>
<body><main><h1>页面</h1><a class='btn-sea' href='#a'>做</a></main><i id="whole"></i></body></html>"""
MOVES = """<script>setInterval(() => {
  const style = document.querySelector('h1').style;
  if (!window.shifted) style.marginTop = style.marginTop ? '' : '300px';
}, 50)</script>"""
"""Moves until it was seen: what moves before the first paint moves nothing."""
PLANTED = {
    "h3 after h1": PLAIN.replace("</main>", "<h3>跳级</h3></main>"),
    "0 h1": PLAIN.replace("h1", "h2"),
    "px too wide": PLAIN.replace("</main>", "<div style='width: 5000px'>宽</div></main>"),
    "light label": PLAIN.replace("</main>", "<input></main>"),
    "dark color-contrast": PLAIN.replace(
        "<body>", "<style>@media (prefers-color-scheme: dark) { h1 { color: #eee; background: #fff } }</style><body>"
    ),
    "painted before": PLAIN.replace("</body>", "<p>后来</p></body>"),
    "moves by": PLAIN.replace("</body>", MOVES + "</body>"),
}


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    context = await chromium.new_context()
    made = await context.new_page()
    await made.add_init_script(WATCH_SHIFTS)
    yield made
    await context.close()


async def _serve(page: Page, content: str, status: int = 200) -> None:
    await page.route(
        "**/*", lambda route: route.fulfill(body=content, status=status, content_type="text/html; charset=utf-8")
    )
    await page.goto(ORIGIN + "/")


async def test_a_plain_page_has_no_findings(page: Page) -> None:
    await _serve(page, PLAIN)
    assert [*await findings(page, AXE.read_text(encoding="utf-8")), *await keyboard(page)] == []


@pytest.mark.parametrize("fault", PLANTED)
async def test_a_planted_fault_is_found(page: Page, fault: str) -> None:
    await _serve(page, PLANTED[fault])
    if fault == "moves by":
        await page.wait_for_function("window.shifted > 0")
    found = await findings(page, AXE.read_text(encoding="utf-8"))
    assert [each for each in found if fault in each], found


@pytest.mark.parametrize(
    ("fault", "content"),
    {
        "no visible focus": PLAIN.replace("<body>", "<style>:focus { outline: none }</style><body>"),
        "not reached": PLAIN.replace("href='#a'", "href='#a' tabindex='-1'"),
        "nothing to do": PLAIN.replace(" href='#a'", "").replace(" class='btn-sea'", ""),
    }.items(),
)
async def test_a_fault_on_the_way_by_tabulator_is_found(page: Page, fault: str, content: str) -> None:
    await _serve(page, content)
    (found,) = await keyboard(page)
    assert fault in found


@pytest.mark.parametrize(
    ("complaint", "content", "status"),
    [
        ("script: ", PLAIN + "<script>nothing.there()</script>", 200),
        ("console: ", PLAIN + "<script>console.error('x')</script>", 200),
        ("another host: ", PLAIN + "<img src='http://127.0.0.2:1/x.png'>", 200),
        ("500: ", PLAIN, 500),
        ("404: ", PLAIN, 404),
    ],
)
async def test_the_watch_complains(page: Page, complaint: str, content: str, status: int) -> None:
    watch = Watch(ORIGIN)
    watch.over(page)
    await _serve(page, content, status)
    assert [each for each in watch.complaints if each.startswith(complaint)], watch.complaints
