"""The whole platform for a story: web application and worker on a database, a store and an index of their own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI

from app.container import running
from app.main import create_app
from app.settings import Settings
from app.worker.__main__ import work
from tests.factories.people import People

WAIT_SECONDS = 20.0


@dataclass(frozen=True)
class Platform:
    """The running platform: its application, and clients for whoever calls it."""

    app: FastAPI
    settings: Settings
    people: People

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A caller of the API."""
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url=self.settings.url, headers=headers)

    async def by_token(self, role: str) -> httpx.AsyncClient:
        """A caller with a token of the account that holds ``role``."""
        return self.client(Authorization=f"Bearer {await self.people.token(role)}")


async def eventually(look: Callable[[], Awaitable[bool]], what: str, seconds: float = WAIT_SECONDS) -> float:
    """Look until it is so; answers after how many seconds it was."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    while not await look():
        assert loop.time() - start < seconds, f"not within {seconds} s: {what}"
        await asyncio.sleep(0.05)
    return loop.time() - start


@pytest.fixture
async def platform(fresh_settings: Settings) -> AsyncIterator[Platform]:
    """Web application and worker, started; stopped at the end of the story."""
    app = create_app(fresh_settings)
    async with running(fresh_settings) as services, app.router.lifespan_context(app):
        worker = asyncio.create_task(work(services))
        yield Platform(app, fresh_settings, await People.enter(services))
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
