"""The whole platform for a story: web application and worker on a database, a store and an index of their own."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from procrastinate import App

from app.adapters import jobs
from app.adapters.clock import SystemClock
from app.container import Services, running
from app.main import create_app
from app.settings import Settings
from app.worker import schedule
from app.worker.__main__ import work
from tests.factories.people import AGENCY, People, Settled
from tests.plugins import people
from tests.plugins.callers import VISITOR
from tests.plugins.stack import Databases
from tests.plugins.waiting import eventually


class ShiftedClock:
    """The time of this machine, moved ahead by as much as a test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """The present moment, moved."""
        return SystemClock().now() + self.ahead


@dataclass(frozen=True)
class Platform:
    """The running platform: its application, and clients for whoever calls it."""

    app: FastAPI
    settings: Settings
    people: People
    clock: ShiftedClock = field(default_factory=ShiftedClock)
    worker: Services | None = None

    def now(self) -> datetime:
        """The moment on the platform's clock."""
        return self.clock.now()

    @property
    def hands(self) -> Services:
        """The parts of the worker, the one writer of the index, for what it does by the clock."""
        assert self.worker is not None
        return self.worker

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A caller of the API."""
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=self.settings.url, headers=headers)

    async def by_token(self, role: str) -> httpx.AsyncClient:
        """A caller with a token of the account that holds ``role``."""
        return self.client(Authorization=f"Bearer {await self.people.token(role)}")


@asynccontextmanager
async def started(settings: Settings, settled: Settled) -> AsyncIterator[Platform]:
    """Web application and worker on ``settings``, which has done once what it does by the clock; stopped at the end."""
    app, clock = create_app(settings), ShiftedClock()
    async with running(settings, clock=clock) as services, app.router.lifespan_context(app):
        app.state.services = replace(app.state.services, clock=clock)
        with _rounds_told() as open_rounds:
            worker = asyncio.create_task(work(services))
            await eventually(partial(_has_settled_in, services, open_rounds), "the worker has made the index and rests")
        yield Platform(app, settings, People(services, settled), clock, services)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


@contextmanager
def _rounds_told() -> Iterator[set[str]]:
    """The names of the rounds that the worker started in this block has still to do for the first time.

    A first round that comes late would do in the middle of a story what the story does itself.
    """
    made, waiting = schedule.rounds, {"before the worker has any"}

    def told(queue: App, services: Services) -> list[schedule.Round]:
        rounds = made(queue, services)
        waiting.clear()
        waiting.update(each.name for each in rounds)
        return [replace(each, act=partial(_do, each, waiting)) for each in rounds]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schedule, "rounds", told)
        yield waiting


async def _do(round_: schedule.Round, waiting: set[str]) -> None:
    await round_.act()
    waiting.discard(round_.name)


async def _has_settled_in(services: Services, open_rounds: set[str]) -> bool:
    """Whether there is an index, no round that was never done, and no job."""
    if open_rounds or await services.search.unfit():
        return False
    left = await jobs.backlog(services.settings.database_url.get_secret_value())
    return not left.waiting + left.running


@pytest.fixture
async def platform(
    databases: Databases, object_store: None, settled: Settled, tmp_path: Path, worker_id: str
) -> AsyncIterator[Platform]:
    """Web application and worker, started; stopped at the end of the story."""
    with databases.lent(f"story_{worker_id}", tmp_path / "data", people.TEMPLATE) as settings:
        async with started(settings, settled) as made:
            yield made


@pytest.fixture(scope="module")
async def stage(
    databases: Databases,
    object_store: None,
    settled: Settled,
    tmp_path_factory: pytest.TempPathFactory,
    worker_id: str,
) -> AsyncIterator[Platform]:
    """One platform for all tests of a module, which leave each other's data alone. Files may have 200,000 bytes."""
    name, folder, limit = (
        f"stage_{worker_id}",
        tmp_path_factory.mktemp("stage"),
        {"MINSHU_UPLOAD_LIMIT_BYTES": "200000"},
    )
    with databases.lent(name, folder, people.TEMPLATE, **limit) as settings:
        async with started(settings, settled) as made:
            yield made


@pytest.fixture
async def caller(request: pytest.FixtureRequest, stage: Platform) -> AsyncIterator[httpx.AsyncClient]:
    """The caller that the case names: a visitor, or a token of whoever holds a role."""
    client = stage.client() if request.param == VISITOR else await stage.by_token(request.param)
    async with client:
        yield client


async def register(platform: Platform, metadata: dict[str, Any], content: bytes, filename: str = "data.csv") -> str:
    """A draft of the agency with its file, looked into by the worker; answers its identity."""
    cataloguer = await platform.by_token("cataloguer")
    made = await cataloguer.post("/api/v1/datasets", json={"organization": AGENCY, **metadata})
    assert made.status_code == 201, made.text
    identity = str(made.json()["id"])
    sent = await cataloguer.put(
        f"/api/v1/datasets/{identity}/file",
        params={"filename": filename},
        content=content,
        headers={"If-Match": made.headers["ETag"], "X-Content-SHA256": hashlib.sha256(content).hexdigest()},
    )
    assert sent.status_code == 201, sent.text

    async def looked_into() -> bool:
        copy = (await cataloguer.get(f"/api/v1/datasets/{identity}/draft")).json()
        return bool(copy["files"][0]["state"] != "received")

    await eventually(looked_into, "the worker has looked into the file")
    return identity


async def publish(platform: Platform, identity: str) -> None:
    """Submit, approve and publish, each by the one whose hand it needs."""
    for name, command in (("cataloguer", "submit"), ("reviewer", "approve"), ("data-admin", "publish")):
        caller = await platform.by_token(name)
        done = await caller.post(f"/api/v1/datasets/{identity}/commands/{command}", json={})
        assert done.status_code == 200, done.text
