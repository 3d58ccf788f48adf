"""The index of a running stack is deleted or damaged: no wrong answer, and it comes back without anybody's help."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import psutil
import pytest

from app.adapters.clock import SystemClock
from app.container import running
from app.stack.attach import engines
from catalog.base import WriteSession
from catalog.events import DatasetChanged, emit
from tests.factories.datasets import publish_titles, publisher
from tests.faults.served import ENVIRONMENT, Served, run_minshu
from tests.faults.test_parts_die import free_port
from tests.waiting import until

MANY = 300
MINUTE = 90.0
"""The worker looks every minute; a rebuild and the rest of a circuit breaker come on top."""
REST = 10.0
"""Where it is back, and only the circuit breaker rests."""
SOON = 45.0
"""Where something asks for the index at once; a job of a worker that died is taken up after some seconds."""


@dataclass(frozen=True)
class Site:
    """A stack that shows ``MANY`` datasets; ``dataset`` is one of them."""

    stack: Served
    dataset: UUID

    @property
    def index(self) -> Path:
        """The folder of all indexes."""
        return self.stack.data_dir / "search"

    @property
    def newest(self) -> Path:
        """The folder of the one that serves."""
        return max(path for path in self.index.iterdir() if path.is_dir())

    def asked(self) -> tuple[int, bool] | None:
        """How many datasets search finds, and whether it is reduced; None while the web process starts again."""
        try:
            answer = httpx.get(f"http://127.0.0.1:{self.stack.port}/api/v1/search?q=公交站点", timeout=10)
        except httpx.TransportError:
            return None
        return (answer.json()["total"], answer.json()["reduced"]) if answer.status_code == 200 else None

    def whole(self) -> bool:
        """Whether the search is whole; until it is it may be reduced, and never be whole with less than there is."""
        found = self.asked()
        assert found is None or found[1] or found[0] == MANY, found
        return found == (MANY, False)

    def reduced(self) -> bool:
        """Whether the loss is noticed."""
        found = self.asked()
        return found is not None and found[1]

    def kill_worker(self) -> None:
        """End the worker; the supervisor starts another."""
        psutil.Process(self.stack.run.parts["worker"]).kill()


@asynccontextmanager
async def writing(stack: Served) -> AsyncIterator[WriteSession]:
    """A unit of work in the database of a stack."""
    with engines(stack.data_dir, ENVIRONMENT) as settings:
        async with running(settings) as services, services.database.unit_of_work() as session:
            yield session


async def fill(stack: Served) -> UUID:
    """Publish ``MANY`` datasets, and tell nobody; answers one of them."""
    async with writing(stack) as session:
        then = SystemClock().now() - timedelta(days=1)
        by = await publisher(session, then)
        return (await publish_titles(session, (f"公交站点{n}" for n in range(MANY)), by, then))[0]


async def announce(site: Site) -> None:
    """Tell the worker that a dataset was changed."""
    async with writing(site.stack) as session:
        emit(session, DatasetChanged(site.dataset))


def repaired(site: Site) -> subprocess.CompletedProcess[str]:
    """The operator's own way."""
    return run_minshu("search", "check", "--repair", "--data-dir", str(site.stack.data_dir))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    stack = Served(tmp_path_factory.mktemp("lost") / "data", free_port())
    stack.start()
    made = Site(stack, asyncio.run(fill(stack)))
    assert repaired(made).returncode == 0
    assert made.asked() == (MANY, False)
    yield made
    stack.end(signal.SIGTERM)


def truncate_all(folder: Path) -> None:
    """Cut every file of every segment short."""
    for file in (folder / "index").glob("*.*"):
        if not file.name.startswith("."):
            os.truncate(file, file.stat().st_size // 2)


def test_a_worker_killed_while_the_index_is_lost(site: Site) -> None:
    shutil.rmtree(site.index)
    site.kill_worker()
    until(lambda: site.index.exists() and site.newest.exists(), SOON, "the next one builds it")
    site.kill_worker()
    until(site.whole, SOON, "and the one after it has built it")


@pytest.mark.parametrize("lose", [shutil.rmtree, truncate_all])
def test_a_change_that_meets_a_lost_index_brings_it_back(site: Site, lose: Callable[[Path], None]) -> None:
    lose(site.newest)
    until(site.reduced, SOON, "search is reduced")
    asyncio.run(announce(site))
    until(site.whole, MINUTE, "the index was built anew")
    assert run_minshu("search", "check", "--data-dir", str(site.stack.data_dir)).stdout == "索引与目录一致。\n"


def test_the_operator_need_not_wait(site: Site) -> None:
    shutil.rmtree(site.index)
    done = repaired(site)
    assert done.returncode == 0, done.stdout + done.stderr
    until(site.whole, REST, "search is whole")


def test_a_lost_index_comes_back_though_nothing_happens(site: Site) -> None:
    """The last of these tests: the minute of the worker's look has run since the worker was killed."""
    shutil.rmtree(site.index)
    until(site.reduced, SOON, "search is reduced")
    until(site.whole, MINUTE, "the index was built anew")
