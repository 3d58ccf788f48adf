"""A database for each worker, an outer transaction for each test, and sessions inside it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from app.adapters import jobs
from app.database import Database, make_engine
from app.settings import Settings
from catalog.base import ReadSession, WriteSession
from tests.plugins.stack import Databases

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class TestClock:
    """A clock that stands until it is moved."""

    __test__ = False
    at: datetime = NOW

    def now(self) -> datetime:
        """The moment the test has set."""
        return self.at

    def advance(self, **delta: float) -> None:
        """Move on by a ``timedelta`` with these arguments."""
        self.at += timedelta(**delta)


@dataclass(frozen=True)
class EnclosedDatabase(Database):
    """A database whose sessions all live inside one outer transaction that is rolled back at the end."""

    connection: AsyncConnection

    @property
    def sessions(self) -> async_sessionmaker[AsyncSession]:
        """Sessions whose commit ends a savepoint only."""
        return async_sessionmaker(
            bind=self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )


@pytest.fixture
def clock() -> TestClock:
    """A clock at 2026-11-20 10:00 in Fujian, a Friday."""
    return TestClock()


@pytest.fixture
def now(clock: TestClock) -> datetime:
    """The moment of ``clock``."""
    return clock.now()


@pytest.fixture(scope="session")
def settings(databases: Databases, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Settings]:
    """Settings for this worker's own database and data directory."""
    with databases.lent(f"test_{worker_id}", tmp_path_factory.mktemp("data")) as lent:
        yield lent


@pytest.fixture(scope="session")
async def worker_database(settings: Settings) -> AsyncIterator[Database]:
    """The worker's database, where commits last: only for what is cleaned up by itself."""
    made = Database(make_engine(settings.database_url.get_secret_value()), jobs.send)
    yield made
    await made.close()


@pytest.fixture
async def database(worker_database: Database) -> AsyncIterator[Database]:
    """The worker's database inside an outer transaction: nothing of the test stays."""
    async with worker_database.engine.connect() as connection:
        transaction = await connection.begin()
        yield EnclosedDatabase(worker_database.engine, jobs.send, connection)
        await transaction.rollback()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[WriteSession]:
    """A session inside the outer transaction."""
    async with database.sessions() as made:
        yield WriteSession(ReadSession(made))


@pytest.fixture
def fresh_settings(databases: Databases, tmp_path: Path, worker_id: str) -> Iterator[Settings]:
    """Settings for a database of the test's own, where commits last until its end."""
    with databases.lent(f"fresh_{worker_id}", tmp_path / "data") as lent:
        yield lent
