"""Rows from stored tables, through DuckDB in a connection that can read one folder and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from app.adapters import table_sql
from app.adapters.table_cache import TableCache
from app.adapters.table_sql import Statement, literal
from catalog.errors import BadQuery, Unavailable
from catalog.messages import message
from catalog.tables import masking
from catalog.tables.engine import Row, RowsPage
from catalog.tables.query import TableQuery
from catalog.tables.schema import TableSchema

BATCH = 2000
"""Rows of one batch of an export: some milliseconds of work, so that nobody else waits long."""

_TURNS = 2
"""Callers at a time for each query at a time: one asks the database while the other's rows are read."""

_WAIT_SECONDS = 30.0
"""How long a query waits for its turn before it is told that the engine is busy."""


@dataclass(frozen=True)
class EngineLimits:
    """What one engine may use: queries at a time, threads in all, memory and spill in bytes, seconds a query."""

    concurrency: int = 2
    threads: int = 2
    memory_bytes: int = 512 * 1024 * 1024
    spill_bytes: int = 4 * 1024 * 1024 * 1024
    seconds: float = 5.0


class DuckTableEngine:
    """The ``TableEngine`` over a ``TableCache``; ``start`` before the first query, ``close`` after the last.

    Each query runs on one of a few connections that stay open and remember the footers of the files. Exports are
    read as a chain of pages: they hold no connection while a slow client reads, and memory stays that of a batch.
    """

    def __init__(self, cache: TableCache, spill: Path, limits: EngineLimits | None = None) -> None:
        self._cache = cache
        self._spill = spill
        self._limits = limits or EngineLimits()
        self._executor = ThreadPoolExecutor(self._limits.concurrency, thread_name_prefix="tables")
        self._turns = asyncio.Semaphore(self._limits.concurrency * _TURNS)
        self._idle: asyncio.Queue[duckdb.DuckDBPyConnection] = asyncio.Queue()
        self._database: duckdb.DuckDBPyConnection | None = None

    async def start(self) -> None:
        """Take over the cache and open the connections."""
        await self._cache.start()
        opened = await asyncio.to_thread(locked_connections, self._cache.folder, self._spill, self._limits)
        self._database, connections = opened
        for connection in connections:
            self._idle.put_nowait(connection)

    async def close(self) -> None:
        """End running queries and let go of everything."""
        if self._database is not None:
            await asyncio.to_thread(self._executor.shutdown)
            while not self._idle.empty():
                self._idle.get_nowait().close()
            self._database.close()
            self._database = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until it is the caller's turn, in the order of arrival."""
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._turns.acquire()
        except TimeoutError as error:
            raise Unavailable("tables") from error
        try:
            yield
        finally:
            self._turns.release()

    async def page(self, parquet_key: str, schema: TableSchema, query: TableQuery) -> RowsPage:
        """One page of ``query``, with its count where it asks for one."""
        del schema  # the query was checked against it; the file itself knows its types
        async with self._cache.open(parquet_key) as path:
            statements = [table_sql.page(path, query), *_counting(path, query)]
            rows, *counts = await self._run(parquet_key, statements)
        return _as_page(query, rows, counts[0][0][0] if counts else None)

    async def count(self, parquet_key: str, query: TableQuery) -> int:
        """The exact number of rows that match ``query``."""
        async with self._cache.open(parquet_key) as path:
            found = await self._run(parquet_key, [table_sql.count(path, query)])
        return int(found[0][0][0])

    async def stream(self, parquet_key: str, schema: TableSchema, query: TableQuery) -> AsyncIterator[list[Row]]:
        """All rows of ``query`` in batches of ``BATCH``, whatever its page size."""
        del schema
        batch = replace(query, size=BATCH, after=None, count="none")
        async with self._cache.open(parquet_key) as path:
            while True:
                (rows,) = await self._run(parquet_key, [table_sql.page(path, batch)])
                shown = rows[:BATCH]
                if shown:
                    yield _shown(batch, shown)
                if len(rows) <= BATCH:
                    return
                batch = replace(batch, after=_position(batch, shown[-1]))

    async def _run(self, key: str, statements: list[Statement]) -> list[list[Row]]:
        """The rows of each statement; a caller that goes away stops its query."""
        async with self._connection() as connection:
            work = asyncio.get_running_loop().run_in_executor(self._executor, _fetch, connection, statements)
            try:
                return await asyncio.shield(work)
            except asyncio.CancelledError:
                connection.interrupt()
                await asyncio.wait([work])
                work.exception()
                raise
            except duckdb.InterruptException as error:
                said = message("rows.too-slow", seconds=f"{self._limits.seconds:g}")
                raise BadQuery("query", said) from error
            except duckdb.OutOfMemoryException as error:
                raise BadQuery("query", message("rows.too-much-memory")) from error
            except duckdb.Error as error:
                await self._cache.discard(key)
                raise Unavailable("tables") from error

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[duckdb.DuckDBPyConnection]:
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                connection = await self._idle.get()
        except TimeoutError as error:
            raise Unavailable("tables") from error
        try:
            yield connection
        finally:
            self._idle.put_nowait(connection)


def locked_connections(
    folder: Path, spill: Path, limits: EngineLimits
) -> tuple[duckdb.DuckDBPyConnection, list[duckdb.DuckDBPyConnection]]:
    """A database in memory and its connections: they read files of ``folder`` only, and their settings are closed.

    DuckDB calls the time limit global, but it holds for the connection that set it; so each one sets it.
    """
    database = duckdb.connect(":memory:", config={"threads": limits.threads})
    for statement in (
        f"SET memory_limit = '{limits.memory_bytes}B'",
        f"SET temp_directory = {literal(str(spill))}",
        f"SET max_temp_directory_size = '{limits.spill_bytes}B'",
        "SET parquet_metadata_cache = true",
        "SET preserve_insertion_order = true",
        f"SET allowed_directories = [{literal(str(folder))}]",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_external_access = false",
    ):
        database.execute(statement)
    connections = [database.cursor() for _ in range(limits.concurrency)]
    for connection in connections:
        connection.execute(f"SET max_execution_time = {max(1, round(limits.seconds * 1000))}")
    database.execute("SET lock_configuration = true")
    return database, connections


def run_select(connection: duckdb.DuckDBPyConnection, statement: Statement) -> list[Row]:
    """The rows of one SELECT; anything else is refused before it runs, for an allowed folder could be written to."""
    parsed = connection.extract_statements(statement.sql)
    if len(parsed) != 1 or parsed[0].type is not duckdb.StatementType.SELECT:
        raise PermissionError(statement.sql)
    return connection.execute(parsed[0], statement.parameters).fetchall()


def _fetch(connection: duckdb.DuckDBPyConnection, statements: list[Statement]) -> list[list[Row]]:
    return [run_select(connection, statement) for statement in statements]


_COUNTS: dict[str, Callable[[Path, TableQuery], Statement]] = {
    "exact": table_sql.count,
    "estimate": table_sql.estimate,
}


def _counting(path: Path, query: TableQuery) -> list[Statement]:
    return [_COUNTS[query.count](path, query)] if query.count in _COUNTS else []


def _as_page(query: TableQuery, rows: list[Row], count: int | None) -> RowsPage:
    shown = rows[: query.size]
    more = len(rows) > query.size
    following = query.place_after(_position(query, shown[-1])) if more else None
    return RowsPage(_shown(query, shown), following, count)


def _position(query: TableQuery, row: Row) -> tuple[Any, ...]:
    return row[len(query.select) :]


def _shown(query: TableQuery, rows: list[Row]) -> list[Row]:
    """The selected columns of ``rows``, masked."""
    width = len(query.select)
    masks = [(position, query.masks[name]) for position, name in enumerate(query.select) if name in query.masks]
    if not masks:
        return [row[:width] for row in rows]
    result = []
    for row in rows:
        values = list(row[:width])
        for position, mask in masks:
            values[position] = masking.apply(mask, values[position])
        result.append(tuple(values))
    return result
