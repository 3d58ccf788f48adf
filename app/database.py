"""Database engines and the unit of work: the only place where a request's transaction is committed."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Any

import orjson
from psycopg import AsyncConnection
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

import app.tables  # noqa: F401 - the mapper must know every table to which a foreign key points
from catalog.base import ReadSession, WriteSession
from catalog.events import Event, collected

READ_ONLY = text("SET TRANSACTION READ ONLY")
FRESH_SECONDS = 0.5
"""A connection that was used within so many seconds is taken without asking whether it lives."""

JobSink = Callable[[AsyncConnection[Any], list[Event]], Awaitable[None]]
"""Turns events into jobs on the connection of the transaction that emitted them."""


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()


def make_engine(
    url: str,
    *,
    pool_size: int = 10,
    max_overflow: int = 5,
    pool_timeout: float = 10.0,
    statement_timeout: int = 15_000,
    read_only: bool = False,
) -> AsyncEngine:
    """An engine with psycopg 3 and JSON by orjson; dead connections are noticed, no value stands in an error.

    Args:
        url: the database, as ``postgresql+psycopg://…``.
        pool_size: connections kept open.
        max_overflow: connections opened beyond them under load.
        pool_timeout: how long a caller waits for one, in seconds.
        statement_timeout: how long one statement may take, in milliseconds.
        read_only: the server refuses to write, and each statement stands alone: a read is one round trip, not four.
    """
    options = f"-c statement_timeout={statement_timeout} -c idle_in_transaction_session_timeout=60000"
    if read_only:
        options += " -c default_transaction_read_only=on"
    made = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=pool_timeout,
        isolation_level="AUTOCOMMIT" if read_only else "READ COMMITTED",
        hide_parameters=True,
        json_serializer=_dumps,
        json_deserializer=orjson.loads,
        connect_args={"options": options},
    )
    _ask_rested(made.sync_engine)
    return made


def _ask_rested(engine: Engine) -> None:
    """Ask a connection that has rested whether it lives; ``pool_pre_ping`` would ask before every use."""

    @event.listens_for(engine, "checkin")
    def rests(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get("rests_since", 0.0) < FRESH_SECONDS:
            return
        dialect = engine.dialect
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, connection, None):
                raise InvalidatePoolError from error
            raise


@dataclass(frozen=True)
class Database:
    """An engine with its sessions; ``jobs`` receives what a unit of work announced.

    ``readers`` is a ``read_only`` engine: readers then never wait for a connection behind those who write.
    """

    engine: AsyncEngine
    jobs: JobSink
    readers: AsyncEngine | None = field(default=None, kw_only=True)

    @cached_property
    def sessions(self) -> async_sessionmaker[AsyncSession]:
        """Maker of sessions that never expire what they loaded."""
        return async_sessionmaker(self.engine, expire_on_commit=False)

    @cached_property
    def _reading_sessions(self) -> async_sessionmaker[AsyncSession]:
        return async_sessionmaker(self.readers, expire_on_commit=False)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[ReadSession]:
        """A session that cannot write; what it loaded stays readable after its end."""
        if self.readers is not None:
            async with self._reading_sessions() as session:
                yield ReadSession(session)
            return
        async with self.sessions() as session:
            await session.execute(READ_ONLY)
            yield ReadSession(session)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[WriteSession]:
        """One transaction: changes, audit entries and the jobs they cause are saved together or not at all."""
        async with self.sessions() as session:
            try:
                yield WriteSession(ReadSession(session))
                await self._announce(session)
                await session.commit()
            except BaseException:
                await session.rollback()
                raise

    async def _announce(self, session: AsyncSession) -> None:
        await session.flush()
        events = collected(ReadSession(session))
        if not events:
            return
        raw = await (await session.connection()).get_raw_connection()
        await self.jobs(raw.driver_connection, events)  # type: ignore[arg-type]  # the driver is psycopg's

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()
        if self.readers is not None:
            await self.readers.dispose()
