"""A worker is killed in the middle of indexing and of a rebuild: nothing is lost, the site goes on answering."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psutil
from sqlalchemy import update

from app.adapters import jobs
from app.container import Services, running
from app.settings import Settings
from app.worker.handlers.search_check import check_index
from app.worker.handlers.search_rebuild import rebuild_index
from catalog.datasets.models import Dataset
from catalog.events import DatasetChanged, emit
from search.asking.parameters import parse
from tests.app.cli.support import environment_of, query
from tests.factories.datasets import publish_titles, publisher
from tests.plugins.waiting import eventually
from tests.waiting import until

MANY, FEW = 1_500, 60
"""So many that a rebuild takes some time; so many that jobs are still waiting when the worker is killed."""
BACK_SECONDS = 90.0


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process; ended with the block, if it has not ended before."""
    command = [sys.executable, "-m", "app.worker"]
    process = subprocess.Popen(command, env=environment_of(settings), stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a worker; whatever it had started ends with it."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    process.kill()
    process.wait(timeout=5)
    until(lambda: not any(one.is_running() for one in family[1:]), 10, "its children have ended")


async def settle(settings: Settings, count: int) -> list[UUID]:
    """A catalogue of ``count`` datasets that the index shows; nobody writes the index afterwards."""
    async with running(settings) as services:
        async with services.database.unit_of_work() as session:
            then = services.clock.now() - timedelta(days=30)
            by = await publisher(session, then)
            ids = await publish_titles(session, (f"公交站点{n}" for n in range(count)), by, then)
        await rebuild_index(services)
    return ids


async def withdraw(services: Services, ids: list[UUID]) -> None:
    """Take datasets from the public, and announce it."""
    async with services.database.unit_of_work() as session:
        changed = {
            "index_version": Dataset.index_version + 1,
            "updated_at": services.clock.now(),
            "live_revision": None,
        }
        await session.execute(update(Dataset).where(Dataset.id.in_(ids)).values(changed))
        for identity in ids:
            emit(session, DatasetChanged(identity))


async def shown(services: Services) -> int:
    """How many datasets search finds now."""
    return (await services.questions.search(parse([("size", "0"), ("sort", "updated")]))).total


async def all_is_well(services: Services) -> bool:
    """Nothing waits, and the index holds what it should."""
    waiting = await jobs.backlog(services.settings.database_url.get_secret_value())
    if waiting.waiting + waiting.running:
        return False
    return not (await check_index(services, heal=False)).found.count


def waiting(settings: Settings, task: str) -> int:
    """How many jobs of a kind wait."""
    statement = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
    return int(query(settings, statement, task)[0][0])


def folders(settings: Settings) -> list[Path]:
    """The indexes on disk, the oldest first."""
    return sorted(path for path in settings.index_dir.iterdir() if path.is_dir())


async def test_a_worker_killed_amid_a_rebuild(fresh_settings: Settings) -> None:
    """An index of another dictionary is built anew by itself; the old one serves until the new one is whole."""
    ids = await settle(fresh_settings, MANY)
    (old,) = folders(fresh_settings)
    (old / "schema_version").write_text("another")
    async with running(fresh_settings) as reader:
        with worker(fresh_settings) as first:
            until(lambda: len(folders(fresh_settings)) > 1, 60, "a new index is being filled")
            kill(first)
        assert (await reader.search.generation(), await shown(reader)) == (old.name, MANY)
        await withdraw(reader, ids[:3])
        with worker(fresh_settings):

            async def rebuilt() -> bool:
                assert await shown(reader) >= MANY - 3
                return not await reader.search.unfit() and await all_is_well(reader)

            await eventually(rebuilt, "the next worker has built the index anew", BACK_SECONDS)
        assert await shown(reader) == MANY - 3
        assert len(folders(fresh_settings)) == 2


async def test_workers_killed_amid_indexing(fresh_settings: Settings) -> None:
    ids = await settle(fresh_settings, FEW)
    async with running(fresh_settings) as reader:
        await withdraw(reader, ids[::2])
        for least in (FEW // 2, FEW // 3):
            with worker(fresh_settings) as killed:
                until(lambda: waiting(fresh_settings, jobs.INDEX_DATASET) < least, 60, "it is in the middle")  # noqa: B023
                kill(killed)
        with worker(fresh_settings):
            await eventually(lambda: all_is_well(reader), "the next worker has done the rest", BACK_SECONDS)
        assert await shown(reader) == FEW // 2
