"""One running platform for all stories, a fresh browser context for every person."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser

from tests.browser.browsing import Browsing
from tests.browser.world import World, built
from tests.plugins.stack import Databases


@pytest.fixture(scope="session")
def world(
    processes: None, databases: Databases, object_store: None, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[World]:
    """Web, worker and the demo catalogue."""
    with built(databases, f"browser_{worker_id}", tmp_path_factory.mktemp("browser")) as made:
        yield made


@pytest.fixture(scope="session")
def browsing(chromium: Browser, world: World) -> Browsing:
    """Browsers for people."""
    return Browsing(chromium, world)
