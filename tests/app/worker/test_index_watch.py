"""Noticing an index that is lost: another is asked for once, and not again while a rebuild has only just failed."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from procrastinate import App
from procrastinate.jobs import Job

from app.adapters import jobs
from app.adapters.clock import SystemClock
from app.container import Services, running
from app.settings import Settings
from app.worker.handlers.search_rebuild import tend_index
from app.worker.handlers.search_watch import RESTS, watch_index
from app.worker.jobs import WHILE_DOWN, register
from catalog.discovery import service
from search.engine import SearchUnavailable
from tests.factories.datasets import publish_titles, publisher
from tests.journeys.conftest import ShiftedClock
from tests.search.samples import document


@dataclass(frozen=True)
class Watched:
    """A queue without a worker, and the parts beside it."""

    app: App
    services: Services
    clock: ShiftedClock

    async def watch(self) -> int:
        """Look at the index; how many checks wait afterwards."""
        await watch_index(self.app, self.services)
        return await self.waiting()

    async def waiting(self) -> int:
        """How many checks wait."""
        return len(list(await self.app.job_manager.list_jobs_async(task=jobs.CHECK_SEARCH, status="todo")))


@pytest.fixture
async def watched(fresh_settings: Settings) -> AsyncIterator[Watched]:
    clock, app = ShiftedClock(), jobs.queue(fresh_settings.database_url.get_secret_value())
    async with running(fresh_settings, clock=clock) as services, app.open_async():
        yield Watched(app, services, clock)


async def test_an_index_is_asked_for_once_where_there_is_none(watched: Watched) -> None:
    assert [await watched.watch(), await watched.watch()] == [1, 1]


async def test_an_index_that_fits_is_left_alone(watched: Watched) -> None:
    await tend_index(watched.services)
    assert (await watched.watch(), await watched.services.search.count()) == (0, 0)
    shutil.rmtree(watched.services.settings.index_dir)
    assert await watched.watch() == 1


async def test_a_rebuild_that_failed_is_left_alone_for_a_while(watched: Watched) -> None:
    async with watched.services.database.unit_of_work() as session:
        failed = service.Run(service.REBUILD, service.DISK_FULL)
        await service.keep_run(session, failed, watched.clock.now())
    assert await watched.watch() == 0
    watched.clock.ahead += RESTS
    assert await watched.watch() == 1


async def test_a_change_that_meets_no_index_asks_for_one_and_makes_none(watched: Watched) -> None:
    register(watched.app, watched.services)
    async with watched.services.database.unit_of_work() as session:
        then = watched.clock.now() - timedelta(days=1)
        (dataset, _) = await publish_titles(session, ("公交站点", "公交线路"), await publisher(session, then), then)
    with pytest.raises(SearchUnavailable):
        await watched.app.tasks[jobs.INDEX_DATASET](dataset_id=str(dataset))
    assert (await watched.services.search.generation(), await watched.waiting()) == ("", 1)
    await tend_index(watched.services)
    assert await watched.services.search.count() == 2


async def test_a_lost_index_is_built_anew_whatever_it_held(watched: Watched) -> None:
    await tend_index(watched.services)
    await watched.services.search.put([document(1, "不在目录中")])
    name = await watched.services.search.generation()
    shutil.rmtree(watched.services.settings.index_dir / name)
    checked = await tend_index(watched.services)
    assert (checked.found.count, await watched.services.search.count()) == (0, 0)
    assert await watched.services.search.generation() > name


def test_a_check_that_waits_for_the_engine_never_waits_long() -> None:
    """A check that waits keeps another from being asked for, and with it a lost index from being built anew."""
    for attempts in (0, 10, 100):
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name=jobs.CHECK_SEARCH, attempts=attempts)
        decision = WHILE_DOWN.get_retry_decision(exception=SearchUnavailable(""), job=job)
        assert decision is not None
        assert decision.retry_at is not None
        assert decision.retry_at - SystemClock().now() <= timedelta(seconds=30)
