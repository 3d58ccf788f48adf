"""How search grows: the judged queries with all facets on few and on many datasets, and how fast an index is built.

The datasets are made from real catalogues (`harness.real_catalogues`), before any clock runs: they are kept in a file,
and an index is built from what is read there, as making them up is no part of indexing. The queries are the judged
ones, as many of each class. Ours is the engine as the product calls it: parser, analysis, every level, facets, marked
texts. Raw is tantivy with the same clauses made beforehand, the same facets and the same records as JSON.

Suggestions are asked for what the queries look like while they are typed, one character after the other.

Prints one JSON object a workload; times are milliseconds a query, the mean over the queries of each one's median, and
for suggestions the median over all. On Elasticsearch (at MINSHU_SEARCH_URL) nothing is compared, only reported.
"""

import argparse
import asyncio
import gc
import json
import os
import pickle
import random
import statistics
import sys
import tempfile
import time
import urllib.parse
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from harness.real_catalogues import documents
from search_facets import RawSearch

from search.asking.parameters import parse
from search.document import SearchDocument
from search.engine import SearchEngine
from search.engines.elasticsearch.client import Cluster, ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indexes import Indexes
from search.engines.embedded.engine import EmbeddedEngine
from search.evaluation.material import JudgedQuery, read_queries
from search.upkeep.rebuild import rebuild

QUERIES = Path(__file__).resolve().parents[1] / "tests" / "search" / "evaluation" / "queries.tsv"
ROUNDS = 5
RATIO, GROWTH = 2.0, 1.3
SUGGESTED_MS = 10.0
TYPED = 400
"""Beginnings of queries for which suggestions are asked."""
RATE, REBUILD_SECONDS = 5_000, 600
"""Documents a second, and seconds for a million."""
MILLION = 1_000_000
IN_A_PICKLE = 500


def questions(most: int) -> list[list[tuple[str, str]]]:
    """The judged queries as parameters, the same number of every class, at most so many."""
    groups: dict[str, list[JudgedQuery]] = {}
    for query in read_queries(QUERIES):
        groups.setdefault(query.group, []).append(query)
    share = min(most, *map(len, groups.values()))
    dice = random.Random(7)
    return [[("q", query.text)] for group in groups.values() for query in dice.sample(group, share)]


def typed(asked: list[list[tuple[str, str]]]) -> list[str]:
    """What somebody has typed at some moment, of two characters or more."""
    begun = [text[:end] for ((_, text),) in asked for end in range(2, min(len(text), 20) + 1)]
    return random.Random(7).sample(begun, min(TYPED, len(begun)))


async def suggested(engine: SearchEngine, texts: list[str]) -> float:
    """The median of milliseconds for suggestions, after each was asked once."""
    times = []
    for turn in range(2):
        for text in texts:
            start = time.perf_counter()
            await engine.suggest(text, scopes=("public",))
            if turn:
                times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def suggestions_row(count: int, milliseconds: float) -> dict[str, object]:
    """A line of output."""
    made = row(f"suggestions while typing, {count} datasets", milliseconds, None, "ms", SUGGESTED_MS)
    return {**made, "ok": milliseconds <= SUGGESTED_MS}


def keep(count: int, file: Path) -> Path:
    """Make so many documents and keep them, `IN_A_PICKLE` together; answers the file."""
    made = documents(count)
    with file.open("wb") as kept:
        while some := list(islice(made, IN_A_PICKLE)):
            pickle.dump(some, kept)
    return file


async def build(engine: SearchEngine, count: int, file: Path) -> float:
    """Rebuild an index of the documents of a file as the product does; answers seconds."""

    async def streamed() -> AsyncIterator[SearchDocument]:
        with file.open("rb") as kept:
            for _ in range(0, count, IN_A_PICKLE):
                for document in pickle.load(kept):  # noqa: S301 - our own
                    yield document

    async def nothing_changed(_: str) -> int:
        return count

    start = time.perf_counter()
    await rebuild(engine, streamed(), nothing_changed)
    return time.perf_counter() - start


def settled() -> None:
    """Let no collection of garbage look at what stays, as the web process does."""
    gc.collect()
    gc.freeze()


async def timed(asked: list[list[tuple[str, str]]], ask: Callable[[list[tuple[str, str]]], Awaitable[Any]]) -> float:
    """Milliseconds a query."""
    settled()
    times: list[list[float]] = [[] for _ in asked]
    for turn in range(ROUNDS + 1):
        for number, question in enumerate(asked):
            start = time.perf_counter()
            await ask(question)
            if turn:  # the first is for warming up
                times[number].append((time.perf_counter() - start) * 1000)
    return statistics.fmean(statistics.median(each) for each in times)


def row(workload: str, ours: float, raw: float | None, unit: str, target: float | None) -> dict[str, object]:
    """A line of output; the target bounds the ratio, where there is one."""
    ratio = None if raw is None else round(ours / raw, 2)
    return {
        "workload": workload,
        "ours": round(ours, 3),
        "raw": None if raw is None else round(raw, 3),
        "unit": unit,
        "ratio": ratio,
        "target": target,
        "ok": ratio is None or target is None or ratio <= target,
    }


async def embedded(few: int, count: int, asked: list[list[tuple[str, str]]]) -> list[dict[str, object]]:
    """The embedded engine beside raw tantivy, on few and on many."""
    times: dict[int, tuple[float, float]] = {}
    seconds = while_typing = 0.0
    for size in (few, count):
        with tempfile.TemporaryDirectory() as folder:
            engine = EmbeddedEngine(Path(folder) / "index")
            seconds = await build(engine, size, keep(size, Path(folder) / "documents"))
            raw = RawSearch(Path(folder) / "index")
            for question in asked:
                raw.prepare(question)

            async def ask_raw(question: list[tuple[str, str]], raw: RawSearch = raw) -> bytes:
                return raw.answer(urllib.parse.urlencode(question))

            async def ask_ours(question: list[tuple[str, str]], engine: SearchEngine = engine) -> object:
                return await engine.search(parse(question))

            times[size] = await timed(asked, ask_ours), await timed(asked, ask_raw)
            while_typing = await suggested(engine, typed(asked))
            await engine.close()
    (ours_few, raw_few), (ours, raw_many) = times[few], times[count]
    return [
        row(f"search, judged queries, {few} datasets", ours_few, raw_few, "ms", RATIO),
        row(f"search, judged queries, {count} datasets", ours, raw_many, "ms", RATIO),
        row(f"growth from {few} to {count} datasets", ours / ours_few, raw_many / raw_few, "times", GROWTH),
        suggestions_row(count, while_typing),
        *building(count, seconds),
    ]


async def elasticsearch(few: int, count: int, asked: list[list[tuple[str, str]]]) -> list[dict[str, object]]:
    """Elasticsearch, reported alone."""
    access, prefix = ClusterAccess(tuple(os.environ["MINSHU_SEARCH_URL"].split(","))), f"minshu-bench-{uuid4().hex}"
    times = []
    seconds = while_typing = 0.0
    engine = ElasticsearchEngine(access, prefix)
    try:
        for size in (few, count):
            with tempfile.TemporaryDirectory() as folder:
                seconds = await build(engine, size, keep(size, Path(folder) / "documents"))
            times.append(await timed(asked, lambda question: engine.search(parse(question))))
            while_typing = await suggested(engine, typed(asked))
    finally:
        await engine.close()
        cluster = Cluster(access)
        indexes = Indexes(cluster, prefix)
        for name in (await indexes.state()).names:
            await indexes.drop(name)
        await cluster.close()
    at_few, at_many = times
    return [
        row(f"search on Elasticsearch, judged queries, {few} datasets", at_few, None, "ms", None),
        row(f"search on Elasticsearch, judged queries, {count} datasets", at_many, None, "ms", None),
        row(f"growth on Elasticsearch from {few} to {count} datasets", at_many / at_few, None, "times", None),
        suggestions_row(count, while_typing),
        *building(count, seconds),
    ]


def building(count: int, seconds: float) -> list[dict[str, object]]:
    """How fast the larger index was built."""
    rate, allowed = count / seconds, REBUILD_SECONDS * count / MILLION
    return [
        {**row(f"indexing {count} datasets", rate, None, "datasets/s", RATE), "ok": rate >= RATE},
        {**row(f"rebuild of {count} datasets", seconds, None, "s", allowed), "ok": seconds <= allowed},
    ]


def main() -> int:
    """Build, ask, print; the exit code says whether every target was met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--datasets", type=int, default=100_000)
    arguments.add_argument("--few", type=int, default=10_000, help="datasets of the smaller index")
    arguments.add_argument("--each", type=int, default=12, help="queries of each class")
    arguments.add_argument("--engine", choices=("embedded", "elasticsearch"), default="embedded")
    given = arguments.parse_args()
    run = embedded if given.engine == "embedded" else elasticsearch
    rows = asyncio.run(run(given.few, given.datasets, questions(given.each)))
    for each in rows:
        print(json.dumps(each, ensure_ascii=False))
    return 0 if all(each["ok"] for each in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
