"""The public reads over HTTP: dataset show, search with facets, rows, and 200 readers at once.

The product runs as a user runs it (``minshu serve``, with its worker) on 100,000 generated datasets and a table of a
million rows; beside it a bare FastAPI application on the same database and index, and DuckDB on the same Parquet. The
two sides of a workload take turns, so that whatever else the machine does falls on both.

Prints one JSON object a workload. ``ratio`` is ours to raw: at least 0.4 for the rate of show, at most 2 for the times
of search; for rows the target is the time, twice the raw one plus three milliseconds.
"""

import argparse
import asyncio
import itertools
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import rows
import search_facets
from harness.catalogue import KEY_COLUMN, Catalogue, fill
from harness.load import Answer, Client, load
from harness.served import Stack, product, rival

from app.stack.attach import engines
from app.stack.data_dir import DataDirectory

DATASETS, ROUNDS, SECONDS = 100_000, 7, 2.0
CLIENTS = 8
SHOW_TARGET, SEARCH_TARGET = 0.4, 2.0
QUESTIONS = 40
READERS, READERS_SECONDS = 200, 20.0
PAGE = 100
MIX = {"show": 6, "search": 3, "rows": 1}


def say(workload: str, ours: float, raw: float, unit: str, target: float, *, ok: bool, **more: object) -> bool:
    """Print the line of one workload; answers ``ok``."""
    ratio = round(ours / raw, 2) if raw else None
    line = {"workload": workload, "ours": round(ours, 2), "raw": round(raw, 2), "unit": unit, "ratio": ratio}
    print(json.dumps({**line, "target": round(target, 2), "ok": ok, **more}, ensure_ascii=False), flush=True)
    return ok


async def show(port: int, raw_port: int, catalogue: Catalogue) -> bool:
    """Requests a second on eight connections, every dataset as likely as any other."""
    rates: dict[int, list[float]] = {port: [], raw_port: []}
    for turn in range(ROUNDS + 1):
        for server, prefix in ((port, "/api/v1/datasets/"), (raw_port, "/show/")):
            readers = [_shown(catalogue, prefix, turn * CLIENTS + n) for n in range(CLIENTS)]
            tally = await load(server, readers, SECONDS)
            assert not tally.errors, tally.errors[0]
            rates[server].append(tally.rate)
    ours, raw = (statistics.median(rates[server][1:]) for server in (port, raw_port))
    return say("http: dataset show", ours, raw, "requests/s", SHOW_TARGET, ok=ours >= SHOW_TARGET * raw)


def _shown(catalogue: Catalogue, prefix: str, seed: int) -> Iterator[str]:
    dice = random.Random(seed)
    while True:
        yield prefix + str(dice.choice(catalogue.datasets))


async def search(port: int, raw_port: int) -> bool:
    """Milliseconds a question with all facets, one after the other, on each of the four kinds of questions."""
    met = []
    async with Client(port) as ours, Client(raw_port) as raw:
        for name, questions in search_facets.workloads(QUESTIONS).items():
            targets = [urlencode(question) for question in questions]
            for target in targets:  # warms both sides up, and shows that they answer the same
                pair = [await _ok(ours, f"/api/v1/search?{target}"), await _ok(raw, f"/search?{target}")]
                totals = [json.loads(answer.body)["total"] for answer in pair]
                assert totals[0] == totals[1], (target, totals)
            rounds = [await _search_round(ours, raw, targets) for _ in range(ROUNDS)]
            our_ms, raw_ms = (statistics.median(side) for side in zip(*rounds, strict=True))
            ok = our_ms <= SEARCH_TARGET * raw_ms
            met.append(say(f"http: {name}", our_ms, raw_ms, "ms", SEARCH_TARGET, ok=ok))
    return all(met)


async def _search_round(ours: Client, raw: Client, targets: list[str]) -> tuple[float, float]:
    pairs = [((await _ok(ours, f"/api/v1/search?{t}")).ms, (await _ok(raw, f"/search?{t}")).ms) for t in targets]
    return statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs)


async def _ok(client: Client, target: str) -> Answer:
    answer = await client.get(target)
    assert answer.status == 200, (target, answer.status, answer.body[:300])  # noqa: PLR2004 - the one good status
    return answer


async def read_rows(port: int, catalogue: Catalogue) -> bool:
    """Milliseconds of a point query and of sorted pages, the audit entry included, against DuckDB in this process."""
    columns = ", ".join(f'"{name}"' for name in catalogue.columns)
    address = f"/api/v1/data/{catalogue.distribution}/rows?"
    table = f"SELECT {columns} FROM read_parquet('{catalogue.parquet}')"  # noqa: S608 - the benchmark's own text

    def number(step: int) -> int:
        return step * 7919 % rows.ROWS + 1

    sorted_page = urlencode({"sort": "注册资本,名称", "size": PAGE})
    async with Client(port) as client:
        with duckdb.connect(":memory:", config={"threads": 2}) as raw:

            def ours(targets: Callable[[int], str], expected: int) -> rows.Query:
                async def run(step: int) -> None:
                    answer = await _ok(client, address + targets(step))
                    assert answer.body.count(f'"{KEY_COLUMN}":'.encode()) == expected

                return run

            def plain(clause: str, operands: rows.Operands, expected: int) -> rows.Query:
                async def run(step: int) -> None:
                    assert len(raw.execute(f"{table} {clause}", operands(step)).fetchall()) == expected

                return run

            point = await rows.compare(
                "http: rows, point query",
                ours(lambda step: urlencode({KEY_COLUMN: number(step)}), 1),
                plain(f'WHERE "{KEY_COLUMN}" = ?', lambda step: [number(step)], 1),
            )
            page = await rows.compare(
                "http: rows, sorted page",
                ours(lambda _step: sorted_page, PAGE),
                plain(f'ORDER BY "注册资本", "名称" LIMIT {PAGE}', lambda _step: [], PAGE),
            )
    return point and page


async def many_readers(port: int, catalogue: Catalogue) -> bool:
    """Two hundred readers at once, of show, search and rows; none may get an error."""
    readers = [_mixed(catalogue, seed) for seed in range(READERS)]
    tally = await load(port, readers, READERS_SECONDS)
    for error in tally.errors[:5]:
        print(error, file=sys.stderr)
    return say(
        "http: 200 readers, errors",
        len(tally.errors),
        0,
        "errors",
        0,
        ok=not tally.errors,
        requests_per_second=round(tally.rate),
        p50_ms=round(tally.percentile(50)),
        p99_ms=round(tally.percentile(99)),
    )


def _mixed(catalogue: Catalogue, seed: int) -> Iterator[str]:
    dice = random.Random(seed)
    shown = _shown(catalogue, "/api/v1/datasets/", seed)
    kinds = search_facets.workloads(QUESTIONS).values()
    asked = itertools.cycle(dice.sample([f"/api/v1/search?{urlencode(q)}" for kind in kinds for q in kind], QUESTIONS))
    pages = itertools.cycle(
        [{"sort": "-注册资本", "年份": 2020, "size": 20}, {KEY_COLUMN: dice.randrange(rows.ROWS) + 1}]
    )
    while True:
        match dice.choices(list(MIX), weights=list(MIX.values()))[0]:
            case "show":
                yield next(shown)
            case "search":
                yield next(asked)
            case _:
                yield f"/api/v1/data/{catalogue.distribution}/rows?{urlencode(next(pages))}"


async def measure(stack: Stack, raw_port: int, catalogue: Catalogue, only: list[str]) -> bool:
    """Run the workloads asked for."""
    workloads = {
        "show": lambda: show(stack.port, raw_port, catalogue),
        "search": lambda: search(stack.port, raw_port),
        "rows": lambda: read_rows(stack.port, catalogue),
        "readers": lambda: many_readers(stack.port, catalogue),
    }
    return all([await workloads[name]() for name in only or workloads])


def main() -> int:
    """Prepare, measure, print; the exit code says whether every target was met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--datasets", type=int, default=DATASETS)
    arguments.add_argument("--only", nargs="*", default=[], choices=["show", "search", "rows", "readers"])
    arguments.add_argument("--rounds-of", type=int, default=1, help="repeat all workloads so often")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-http-") as name:
        folder, started = Path(name), time.perf_counter()
        DataDirectory.open(folder / "data").close()
        with engines(folder / "data") as settings:
            catalogue = asyncio.run(fill(settings, given.datasets, folder))
        print(f"{given.datasets} datasets ready in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        with product(folder / "data") as stack:
            stack.settle()  # the worker weighs everything once; the rival must open the index that it leaves
            with engines(folder / "data") as settings, rival(settings) as raw_port:
                met = [asyncio.run(measure(stack, raw_port, catalogue, given.only)) for _ in range(given.rounds_of)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
