"""The real portal for a whole module of tests: application, worker, database, store and index of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from app.container import running
from app.main import create_app
from app.worker.__main__ import work
from tests.app.portal.pages.site import Site
from tests.factories.people import People, Settled
from tests.plugins import people
from tests.plugins.stack import Databases


@pytest.fixture(scope="session")
async def site(
    databases: Databases,
    object_store: None,
    settled: Settled,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> AsyncIterator[Site]:
    """One small province with an open dataset and one on request, for all tests of the pages."""
    with databases.lent(f"portal_{worker_id}", tmp_path_factory.mktemp("portal"), people.TEMPLATE) as settings:
        app = create_app(settings)
        async with running(settings) as services, app.router.lifespan_context(app):
            worker = asyncio.create_task(work(services))
            made = Site(app, settings, People(services, settled))
            await made.publish_samples()
            yield made
            worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
