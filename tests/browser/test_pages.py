"""Every page that each role can open, empty and refusing ones included, wide and narrow, light and dark."""

import pytest
from playwright.async_api import Page

from app.demo.datasets import DATASETS
from tests.browser.audits import AXE, WATCH_SHIFTS, findings, keyboard, sealed
from tests.browser.browsing import NARROW, WIDE, Browsing
from tests.browser.world import World

PAGES = {
    "": (
        "/",
        "/search",
        "/search?q=数字&theme=8",
        "/search?q=责任单位&region=350000&updated_after=2020-01-01&size_min=1",
        "/search?q=查无此项",
        "/search?q=重典项目",
        "/search?q=查无此项&theme=8&format=xlsx",
        "/search?published_after=2999-01-01",
        "/search?sort=shape 400",
        "/datasets/{open}",
        "/datasets/{open}?revision=1",
        "/datasets/{restricted}",
        "/docs",
        "/problems/not-found",
        "/problems/stale-version",
        "/login",
        "/register",
        "/reset",
        "/audit/checkpoints",
        "/nowhere 404",
        "/datasets/01a204ca-a02d-70ef-b077-db4c6c847e24 404",
        "/work",
    ),
    "new-user": (
        "/applications",
        "/datasets/{restricted}/apply",
        "/account",
        "/account/password",
        "/review 403",
        "/operators/search 403",
    ),
    "enterprise": ("/", "/applications", "/applications/{application}", "/datasets/{restricted}"),
    "city-cataloguer": ("/work", "/work/datasets/new", "/work/datasets/{open} 404"),
    "cataloguer": ("/work", "/work?state=published", "/work/datasets/{open}", "/account"),
    "city-reviewer": ("/review", "/account"),
    "reviewer": ("/work", "/review/datasets/{open}", "/account"),
    "data-admin": ("/review", "/review/applications/{application}", "/review/datasets/{restricted}"),
    "operator": ("/", "/search?q=责任单位&explain=true", "/operators/search", "/account"),
    "auditor": ("/audit/checkpoints", "/account"),
}


@pytest.fixture(scope="session")
def axe() -> str:
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
async def places(browsing: Browsing, world: World) -> dict[str, str]:
    """The identities in the addresses above."""
    found = {"open": world.dataset(DATASETS[0].title), "restricted": world.dataset(DATASETS[-1].title)}
    async with browsing.person("enterprise") as page:
        await page.goto("/applications")
        found["application"] = await page.locator("main th a").first.get_attribute("href") or ""
    return {name: address.rsplit("/", 1)[1] for name, address in found.items()}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("role", PAGES)
async def test_pages_hold_at_any_width(
    browsing: Browsing, places: dict[str, str], axe: str, role: str, width: int
) -> None:
    found = {}
    async with browsing.person(role, 400, 403, 404, width=width) as page:
        await page.add_init_script(WATCH_SHIFTS)
        for each in PAGES[role]:
            address, _, status = each.partition(" ")
            found[each] = await _opened(page, address.format_map(places), int(status or 200))
            found[each] += await findings(page, axe)
            found[each] += await keyboard(page) if width == WIDE else []
    assert {address: what for address, what in found.items() if what} == {}


async def _opened(page: Page, address: str, status: int) -> list[str]:
    answer = await page.goto(address)
    assert answer is not None
    return [*sealed(answer), *([f"answers {answer.status}"] if answer.status != status else [])]


async def test_every_download_is_an_attachment_of_its_own_kind(browsing: Browsing, places: dict[str, str]) -> None:
    async with browsing.person() as page:
        await page.goto(f"/datasets/{places['open']}")
        links = await page.locator("main a[download]").evaluate_all("all => all.map(each => each.href)")
        assert len(set(links)) == 3
        for link in set(links):
            answer = await page.request.get(link)
            assert answer.headers["content-disposition"].startswith("attachment")
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["content-type"].split(";")[0] in {"text/csv", "application/json"}
