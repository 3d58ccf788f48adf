"""Noticing that the index is lost, however that came about, and asking for another one."""

from datetime import timedelta

import structlog
from procrastinate import App

from app.adapters import jobs
from app.container import Services
from catalog.discovery import service
from catalog.discovery.queries import last_run

RESTS = timedelta(minutes=5)
"""A rebuild that failed is not asked for again before: on a full disk each attempt fills it for everybody."""
_log = structlog.get_logger(__name__)


async def watch_index(app: App, services: Services) -> None:
    """Where the index does not fit, have it built anew from the catalogue.

    Raises:
        SearchUnavailable: the engine is down, so that nobody knows.
    """
    if not await services.search.unfit():
        return
    async with services.database.reading() as session:
        last = await last_run(session, service.REBUILD)
    if last is not None and last.result != service.OK and services.clock.now() - last.at < RESTS:
        return
    if await jobs.ask_for(app, jobs.CHECK_SEARCH) is not None:
        _log.warning("index_unfit", asked_for=jobs.CHECK_SEARCH)
