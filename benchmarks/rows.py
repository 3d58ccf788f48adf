"""Rows of a table of a million: point query and sorted page through our engine, against DuckDB on the same Parquet.

Prints one JSON object a line. Times are medians in milliseconds; the target is twice the raw time plus three
milliseconds, and ``ratio`` is ours to raw.
"""

import asyncio
import hashlib
import json
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from app.adapters.ingest import IngestReport, ingest
from app.adapters.table_cache import TableCache
from app.adapters.table_engine import DuckTableEngine
from catalog.ports import ObjectInfo
from catalog.tables.engine import parquet_key
from catalog.tables.query import parse
from catalog.tables.schema import Declared, TableSchema

ROWS = 1_000_000
ROUNDS = 7
QUERIES = 30
SLACK_MS = 3.0
PAGE = 100
CITIES = ("福州市", "厦门市", "莆田市", "三明市", "泉州市", "漳州市", "南平市", "龙岩市", "宁德市")

Query = Callable[[int], Awaitable[None]]
Parameters = Callable[[int], list[tuple[str, str]]]
Operands = Callable[[int], list[object]]


class FolderStore:
    """An object store in a folder: the benchmark is about rows, and the cache reads each table once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put_file(self, key: str, path: Path, media_type: str) -> None:
        """Copy the file to its place; ``media_type`` has no place in a folder."""
        del media_type
        target = self.folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(shutil.copyfile, path, target)

    async def read(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of ``key``."""
        with (self.folder / key).open("rb") as file:
            file.seek(start)
            left = length if length is not None else sys.maxsize
            while left and (chunk := file.read(min(left, 1 << 20))):
                left -= len(chunk)
                yield chunk

    async def stat(self, key: str) -> ObjectInfo | None:
        """Size of ``key``."""
        path = self.folder / key
        return ObjectInfo(key, path.stat().st_size, datetime(2026, 1, 1, tzinfo=UTC)) if path.exists() else None

    async def remove(self, key: str) -> None:
        """Remove ``key``."""
        (self.folder / key).unlink(missing_ok=True)

    async def list(self, prefix: str) -> AsyncIterator[ObjectInfo]:
        """Every object under ``prefix``."""
        for path in (self.folder / prefix).rglob("*"):
            info = await self.stat(str(path.relative_to(self.folder)))
            if path.is_file() and info:
                yield info


def generate(path: Path, rows: int = ROWS) -> None:
    """A register of ``rows`` made-up enterprises in CSV; the same bytes at every run."""
    generator = random.Random(20260101)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("序号,统一编号,名称,城市,成立日期,年份,注册资本,在业\r\n")
        for number in range(1, rows + 1):
            digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
            day = f"{generator.randrange(1990, 2026)}-{generator.randrange(1, 13):02}-{generator.randrange(1, 29):02}"
            capital = generator.randrange(1, 10_000_000) / 100
            file.write(
                f"{number},Q{digest[:16].upper()},合成企业{number}号,{generator.choice(CITIES)},{day},"
                f"{generator.randrange(2015, 2026)},{capital},{'true' if number % 7 else 'false'}\r\n"
            )


async def timed(run: Query, step: int) -> float:
    """Milliseconds of one query."""
    begin = time.perf_counter()
    await run(step)
    return (time.perf_counter() - begin) * 1000


async def compare(workload: str, ours: Query, raw: Query) -> bool:
    """Print the line of one workload, and say whether it reached its target.

    The two take turns query by query, so that whatever else the machine does falls on both; a round's time is the
    median of its queries, the result the median of the rounds, of which the first only warms up.
    """
    rounds: list[tuple[float, float]] = []
    for turn in range(ROUNDS + 1):
        steps = range(turn * QUERIES, (turn + 1) * QUERIES)
        pairs = [(await timed(ours, step), await timed(raw, step)) for step in steps]
        rounds.append((statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)))
    our_ms, raw_ms = (statistics.median(side) for side in zip(*rounds[1:], strict=True))
    target = 2 * raw_ms + SLACK_MS
    reached = bool(our_ms <= target)
    line = {
        "workload": workload,
        "ours": round(our_ms, 2),
        "raw": round(raw_ms, 2),
        "unit": "ms",
        "ratio": round(our_ms / raw_ms, 2),
        "target": round(target, 2),
        "ok": reached,
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)
    return reached


async def prepare(folder: Path) -> tuple[DuckTableEngine, str, IngestReport, Path]:
    """A started engine over the generated table, stored under its key; also its report and its Parquet."""
    source, parquet = folder / "rows.csv", folder / "rows.parquet"
    generate(source)
    report = await ingest(source, parquet, declared=Declared(key=("序号",)))
    key = parquet_key(report.sha256)
    store = FolderStore(folder / "store")
    await store.put_file(key, parquet, "application/vnd.apache.parquet")
    engine = DuckTableEngine(TableCache(store, folder / "cache", 1 << 30), folder / "spill")
    await engine.start()
    return engine, key, report, parquet


@dataclass(frozen=True)
class Sides:
    """The same table on both sides."""

    engine: DuckTableEngine
    key: str
    schema: TableSchema
    parquet: Path
    raw: duckdb.DuckDBPyConnection

    def ours(self, expected: int, parameters: Parameters) -> Query:
        """The query through parser and engine, as the API runs it."""

        async def run(step: int) -> None:
            query = parse(parameters(step), self.schema, self.key)
            page = await self.engine.page(self.key, self.schema, query)
            assert len(page.rows) == expected

        return run

    def plain(self, expected: int, clause: str, operands: Operands) -> Query:
        """The same rows by SQL on an open connection."""
        columns = ", ".join(f'"{name}"' for name in self.schema.names)
        # The benchmark's own text.
        sql = f"SELECT {columns} FROM read_parquet('{self.parquet}') {clause}"  # noqa: S608

        async def run(step: int) -> None:
            assert len(self.raw.execute(sql, operands(step)).fetchall()) == expected

        return run


async def measure(sides: Sides) -> bool:
    """Run all workloads; True where every one reached its target."""
    point = await compare(
        "rows: point query",
        sides.ours(1, lambda step: [("序号", str(step * 7919 % ROWS + 1))]),
        sides.plain(1, 'WHERE "序号" = ?', lambda step: [step * 7919 % ROWS + 1]),
    )
    page = await compare(
        "rows: sorted page",
        sides.ours(PAGE, lambda _step: [("sort", "注册资本,名称"), ("size", str(PAGE))]),
        sides.plain(PAGE, f'ORDER BY "注册资本", "名称" LIMIT {PAGE}', lambda _step: []),
    )
    filtered = await compare(
        "rows: filtered sorted page",
        sides.ours(PAGE, lambda step: [("sort", "-注册资本"), ("年份", str(2015 + step % 11)), ("size", str(PAGE))]),
        sides.plain(PAGE, f'WHERE "年份" = ? ORDER BY "注册资本" DESC LIMIT {PAGE}', lambda step: [2015 + step % 11]),
    )
    return point and page and filtered


async def main() -> int:
    """0 where every workload reached its target."""
    with tempfile.TemporaryDirectory(prefix="bench-rows-") as name:
        engine, key, report, parquet = await prepare(Path(name))
        with duckdb.connect(":memory:", config={"threads": 2}) as raw:
            reached = await measure(Sides(engine, key, report.schema, parquet, raw))
        await engine.close()
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
