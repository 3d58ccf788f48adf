"""One real Chromium and one running platform for all stories, a fresh browser context for every person."""

from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.browsing import Browsing
from tests.browser.world import World, built
from tests.plugins.stack import Databases

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[World]:
    """Web, worker and the demo catalogue."""
    with built(databases, f"browser_{worker_id}", tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
def browsing(chromium: Browser, world: World) -> Browsing:
    """Browsers for people."""
    return Browsing(chromium, world)
