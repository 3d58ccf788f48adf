import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.container import database_of, running
from app.database import Database
from app.settings import Settings
from catalog.acting.actor import Anonymous
from catalog.delivery import service
from catalog.errors import Missing
from tests.factories.acting import act
from tests.plugins.database import TestClock

PID = text("SELECT pg_backend_pid()")


@pytest.fixture
async def lasting(settings: Settings) -> AsyncIterator[Database]:
    made = database_of(settings)
    yield made
    await made.close()


async def test_a_reader_cannot_write(lasting: Database) -> None:
    async with lasting.reading() as session:
        with pytest.raises(DBAPIError, match="read-only transaction"):
            await session.execute(text("CREATE TEMPORARY TABLE planted (one int)"))
        with pytest.raises(DBAPIError, match="read-only transaction"):
            await session.execute(text("UPDATE accounts SET active = false"))


async def test_an_error_of_the_database_holds_no_value(lasting: Database) -> None:
    statement = text("SELECT CAST(:value AS integer)")
    for opened in (lasting.reading(), lasting.unit_of_work()):
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(opened)
            with pytest.raises(DBAPIError) as caught:
                await session.execute(statement, {"value": "13800000000x"})
            assert "hide_parameters" in str(caught.value)
            await session.invalidate()


@pytest.mark.parametrize("kind", ["reading", "unit_of_work"])
async def test_a_connection_that_died_at_rest_is_replaced(
    lasting: Database, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.FRESH_SECONDS", -1.0)
    async with getattr(lasting, kind)() as session:
        first = await session.scalar(PID)
    other = lasting.unit_of_work() if kind == "reading" else lasting.reading()
    async with other as session:
        await session.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": first})
    async with getattr(lasting, kind)() as session:
        assert await session.scalar(PID) != first


async def test_a_connection_just_used_is_taken_as_it_is(lasting: Database) -> None:
    pids = set()
    for _ in range(3):
        async with lasting.reading() as session:
            pids.add(await session.scalar(PID))
    assert len(pids) == 1


async def test_who_waits_for_a_turn_at_the_tables_holds_no_connection(settings: Settings, clock: TestClock) -> None:
    async with running(settings, clock=clock) as services, AsyncExitStack() as turns:
        queue = services.tables._turns
        while not queue.locked():
            await turns.enter_async_context(services.tables.turn())

        async def read() -> None:
            async with services.database.unit_of_work() as session:
                await service.read_rows(session, services.tables, act(Anonymous(), clock.now()), uuid4(), [])

        waiting = asyncio.create_task(read())
        async with asyncio.timeout(10):
            while not queue._waiters:
                await asyncio.wait([waiting], timeout=0.01)
                assert not waiting.done()
        assert services.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        await turns.aclose()
        with pytest.raises(Missing):
            await waiting
