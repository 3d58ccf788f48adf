import asyncio
import csv
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters import table_engine, table_sql
from app.adapters.ingest import ingest_blocking
from app.adapters.table_cache import TableCache
from app.adapters.table_engine import DuckTableEngine, EngineLimits, locked_connections, run_select
from app.adapters.table_sql import Statement
from app.http.pagination import cursor_values, encode_cursor
from catalog.errors import BadQuery, Unavailable
from catalog.tables.engine import TableEngine, parquet_key
from catalog.tables.masking import Mask
from catalog.tables.query import TableQuery, parse
from catalog.tables.restriction import restrict, row_filter
from catalog.tables.schema import Column, Declared, TableSchema
from catalog.tables.schema import ColumnType as T
from tests.app.adapters.folder_store import FolderStore

Table = tuple[str, TableSchema]


class Bench:
    """A started engine over a store in a folder, and tables made for it by the real ingest."""

    def __init__(self, folder: Path, limits: EngineLimits | None = None) -> None:
        self.folder = folder
        self.store = FolderStore(folder / "store")
        self.cache = TableCache(self.store, folder / "cache", 1 << 30)
        self.engine = DuckTableEngine(self.cache, folder / "spill", limits)

    def table(self, titles: Sequence[str], rows: Sequence[Sequence[Any]], **types: T) -> Table:
        with (self.folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([titles, *rows])
        report = ingest_blocking(self.folder / "t.csv", self.folder / "t.parquet", Declared(types))
        key = parquet_key(report.sha256)
        self.store.put(key, (self.folder / "t.parquet").read_bytes())
        return key, report.schema

    async def walk(self, table: Table, *parameters: tuple[str, str]) -> list[tuple[Any, ...]]:
        """All rows, page by page, each where the one before ended."""
        key, schema = table
        rows: list[tuple[Any, ...]] = []
        following: tuple[Any, ...] = ()
        while True:
            begin = [("cursor", encode_cursor("rows", *following))] if following else []
            query = parse([*parameters, *begin], schema, key, partial(cursor_values, "rows"))
            page = await self.engine.page(key, schema, query)
            rows += page.rows
            if page.next is None:
                return rows
            assert page.truncated
            following = page.next


@pytest.fixture(scope="module")
async def bench(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path_factory.mktemp("engine"))
    await bench.engine.start()
    yield bench
    await bench.engine.close()


ROWS = [
    ("福州市", "3501", "10", "1.5", "2024-01-05", "true"),
    ("厦门市", "3502", "20", "", "2024-02-05", "false"),
    ("福州市", "0350", "", "2.5", "", ""),
    ("", "3504", "10", "-1", "2023-01-05", "true"),
    ('港"口 A_%', "3505", "30", "1.5", "2024-01-05", "false"),
]


@pytest.fixture(scope="module")
def table(bench: Bench) -> Table:
    return bench.table(("city", "code", "year", "amount", "day", "open"), ROWS)


@pytest.mark.parametrize(
    ("parameters", "codes"),
    [
        ([], "3501 3502 0350 3504 3505"),
        ([("city", "福州市")], "3501 0350"),
        ([("city__ne", "福州市")], "3502 3505"),
        ([("code", "0350")], "0350"),
        ([("year__gt", "10")], "3502 3505"),
        ([("year__gte", "10"), ("year__lt", "30")], "3501 3502 3504"),
        ([("amount__lte", "1.5")], "3501 3504 3505"),
        ([("day__gte", "2024年1月5日")], "3501 3502 3505"),
        ([("open", "是")], "3501 3504"),
        ([("code__in", "3501,3505,9")], "3501 3505"),
        ([("city__contains", "口 a_%")], "3505"),
        ([("city__contains", "%")], "3505"),
        ([("code__startswith", "350"), ("code__endswith", "2")], "3502"),
        ([("year__isnull", "true")], "0350"),
        ([("year__isnull", "false"), ("city__isnull", "true")], "3504"),
        ([("city", "x' OR 1=1 --")], ""),
        ([("sort", "year,-code")], "3504 3501 3502 3505 0350"),
        ([("sort", "-amount")], "0350 3501 3505 3504 3502"),
        ([("sort", "day")], "3504 3501 3505 3502 0350"),
        ([("sort", "-open,-city")], "3501 3504 3505 3502 0350"),
    ],
)
async def test_conditions_and_orders(bench: Bench, table: Table, parameters: list[tuple[str, str]], codes: str) -> None:
    query = parse([*parameters, ("select", "code"), ("count", "exact")], table[1])
    page = await bench.engine.page(*table, query)
    assert [row[0] for row in page.rows] == codes.split()
    assert page.count == len(codes.split())
    assert page.count == await bench.engine.count(table[0], query)
    assert page.next is None
    for size in "12":
        walked = await bench.walk(table, *parameters, ("select", "code"), ("size", size))
        assert [row[0] for row in walked] == codes.split()


def test_it_is_a_table_engine(bench: Bench) -> None:
    engine: TableEngine = bench.engine
    assert engine is bench.engine


CELL = st.sampled_from(["", "1", "2", "10", "-3"])


@settings(deadline=None, max_examples=15)
@given(
    rows=st.lists(st.tuples(CELL, CELL), min_size=1, max_size=12),
    sort=st.sampled_from(["", "a", "-a", "b,-a", "-b,-a", "-b,a"]),
    size=st.integers(1, 5),
)
def test_a_walk_meets_every_row_once_in_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], sort: str, size: int
) -> None:
    async def walked() -> list[tuple[Any, ...]]:
        bench = Bench(tmp_path_factory.mktemp("walk"))
        await bench.engine.start()
        table = bench.table(("a", "b", "n"), [(*row, str(n)) for n, row in enumerate(rows)], a=T.INTEGER, b=T.STRING)
        order = [("sort", sort)] if sort else []
        found = await bench.walk(table, *order, ("size", str(size)))
        await bench.engine.close()
        return found

    typed = [(int(a) if a else None, b or None, n) for n, (a, b) in enumerate(rows)]
    for key in reversed([part for part in sort.split(",") if part]):
        position = "ab".index(key[-1])
        typed.sort(key=lambda row: row[position] or "", reverse=key[0] == "-") if position else typed.sort(
            key=lambda row: row[position] or 0, reverse=key[0] == "-"
        )
        typed.sort(key=lambda row: row[position] is None)
    assert asyncio.run(walked()) == typed


async def test_an_estimate_is_near_and_exact_without_conditions(bench: Bench) -> None:
    key, schema = bench.table(("n", "half"), [(str(n), str(n % 2)) for n in range(5000)])
    for parameters, low, high in (([], 5000, 5000), ([("n__lt", "2500")], 2300, 2700)):
        page = await bench.engine.page(key, schema, parse([*parameters, ("count", "estimate")], schema))
        assert page.count is not None
        assert low <= page.count <= high


async def test_a_stream_gives_all_rows_in_batches(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    key, schema = bench.table(("n",), [(str(n),) for n in range(25)])
    monkeypatch.setattr(table_engine, "BATCH", 10)
    query = parse([("sort", "-n"), ("size", "1"), ("n__gte", "5")], schema)
    batches = [batch async for batch in bench.engine.stream(key, schema, query)]
    assert [len(batch) for batch in batches] == [10, 10]
    assert [row[0] for batch in batches for row in batch] == list(range(24, 4, -1))


async def test_masks_and_row_filters_hold_on_every_way_out(bench: Bench) -> None:
    table = bench.table(("name", "phone", "city"), [("张三", "13800138000", "福州"), ("李四", "", "厦门")])
    rows = row_filter([{"field": "city", "operator": "in", "value": ["福州", "x"]}], table[1])
    masks = {"name": Mask.NAME, "phone": Mask.PHONE}
    query = restrict(parse([("count", "exact")], table[1]), "d", fields=["name", "phone"], rows=rows, masks=masks)
    page = await bench.engine.page(*table, query)
    assert (page.rows, page.count) == ([("张*", "138****8000")], 1)
    assert [batch async for batch in bench.engine.stream(*table, query)] == [page.rows]


HEAVY = [("text__contains", digit) for digit in "0123456789abcdef" * 3]


async def limited(tmp_path: Path, limits: EngineLimits) -> tuple[Bench, Table]:
    """An engine with its own limits, and a table of many row groups: DuckDB looks at its clock between them."""
    bench = Bench(tmp_path, limits)
    await bench.engine.start()
    made = tmp_path / "large.parquet"
    with duckdb.connect() as connection:
        rows = "SELECT md5(range::VARCHAR) AS text FROM range(400000)"
        connection.execute(f"COPY ({rows}) TO '{made}' (FORMAT parquet, ROW_GROUP_SIZE 20480)")
    bench.store.put("tables/large.parquet", made.read_bytes())
    return bench, ("tables/large.parquet", TableSchema((Column("text", T.STRING, "text"),)))


def test_every_connection_keeps_the_time_limit(tmp_path: Path) -> None:
    _database, connections = locked_connections(tmp_path, tmp_path / "spill", EngineLimits(seconds=0.1))
    assert len(connections) == 2
    for connection in connections:
        with pytest.raises(duckdb.InterruptException):
            run_select(connection, Statement("SELECT count(DISTINCT md5(range::VARCHAR)) FROM range(50000000)"))
        assert run_select(connection, Statement("SELECT 1")) == [(1,)]


async def test_a_query_that_takes_too_long_is_stopped_and_told(tmp_path: Path) -> None:
    bench, (key, schema) = await limited(tmp_path, EngineLimits(seconds=0.02))
    with pytest.raises(BadQuery, match=r"rows\.too-slow"):
        await bench.engine.page(key, schema, parse([("sort", "-text"), *HEAVY], schema))
    await bench.engine.close()


async def test_a_caller_that_goes_away_leaves_the_connection_usable(tmp_path: Path) -> None:
    bench, (key, schema) = await limited(tmp_path, EngineLimits(concurrency=1))
    await bench.engine.count(key, parse([], schema))
    query = parse([("sort", "-text"), *HEAVY], schema)
    task = asyncio.create_task(bench.engine.page(key, schema, query))
    await asyncio.wait([task], timeout=0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await bench.engine.count(key, parse([], schema)) == 400_000
    await bench.engine.close()


async def test_a_damaged_copy_is_told_and_healed(bench: Bench) -> None:
    key, schema = bench.table(("h",), [("1",), ("2",), ("3",)])
    async with bench.cache.open(key) as path:
        path.write_bytes(b"PAR1 broken")
    with pytest.raises(Unavailable):
        await bench.engine.page(key, schema, parse([], schema))
    assert (await bench.engine.page(key, schema, parse([], schema))).rows == [(1,), (2,), (3,)]


async def test_many_readers_at_once_are_all_served(bench: Bench, table: Table) -> None:
    query = parse([("sort", "-code")], table[1])
    pages = await asyncio.gather(*(bench.engine.page(*table, query) for _ in range(200)))
    assert {tuple(page.rows) for page in pages} == {tuple(pages[0].rows)}


async def test_a_name_with_quotes_stays_a_name(bench: Bench, table: Table) -> None:
    hostile = TableQuery(select=('code" FROM x; --',))
    with pytest.raises(Unavailable):
        await bench.engine.page(*table, hostile)
    assert table_sql.quoted('a"b') == '"a""b"'
    assert table_sql.literal("a'b") == "'a''b'"


@pytest.fixture
def locked(tmp_path: Path) -> Callable[[str], Any]:
    (tmp_path / "tables").mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (tmp_path / "tables" / "link.csv").symlink_to(tmp_path / "secret.csv")
    _database, connections = locked_connections(tmp_path / "tables", tmp_path / "spill", EngineLimits())
    return lambda sql: run_select(connections[-1], Statement(sql.replace("{here}", str(tmp_path))))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd', header = false)",
        "SELECT * FROM '{here}/secret.csv'",
        "SELECT * FROM read_csv('{here}/tables/../secret.csv')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM read_text('http://127.0.0.1/')",
        "SELECT * FROM read_csv('{here}/tables/link.csv')",
    ],
)
def test_nothing_outside_the_folder_can_be_read(locked: Callable[[str], Any], sql: str) -> None:
    with pytest.raises(duckdb.Error):
        locked(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{here}/tables/x.csv'",
        "ATTACH '{here}/tables/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "CREATE TABLE t (a INT)",
        "EXPORT DATABASE '{here}/tables'",
        "SELECT 1; SELECT 2",
        "PRAGMA database_list",
    ],
)
def test_nothing_but_one_select_runs(locked: Callable[[str], Any], sql: str) -> None:
    with pytest.raises((PermissionError, duckdb.Error)):
        locked(sql)


def test_the_settings_stay_closed(tmp_path: Path) -> None:
    database, connections = locked_connections(tmp_path, tmp_path / "spill", EngineLimits())
    for statement in (
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET memory_limit = '9GB'",
    ):
        for connection in (database, *connections):
            with pytest.raises(duckdb.Error):
                connection.execute(statement)


def test_spilling_stays_within_its_folder_and_bound(tmp_path: Path) -> None:
    limits = replace(EngineLimits(), memory_bytes=20_000_000, spill_bytes=1_000_000, seconds=30)
    _database, (connection, *_others) = locked_connections(tmp_path, tmp_path / "spill", limits)
    with pytest.raises(duckdb.OutOfMemoryException):
        run_select(connection, Statement("SELECT md5(range::VARCHAR) AS a FROM range(5000000) ORDER BY a"))
