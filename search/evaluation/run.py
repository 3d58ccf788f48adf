"""Measuring an engine on judged queries.

Every query that has judgements counts, also one that finds nothing; one without any does not.
"""

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import Any

from search.asking.query import InvalidQuery, SearchQuery, clean_text
from search.document import PUBLIC_SCOPE, SearchDocument
from search.engine import SearchEngine
from search.evaluation.material import JudgedQuery, Judgements, identity_of, judged_scope
from search.evaluation.measures import DEPTH, MEASURES, measures
from search.hit import Hit

TIES = 10
"""Hits fetched beyond `DEPTH`, so that equal scores at the edge are told apart by identity."""
EQUAL = 1.01e-4
"""Scores no further apart than this share of the higher one are equal: so far engines set apart what is equal."""
BATCH = 1_000
"""Documents of one put."""


@dataclass(frozen=True, slots=True)
class QueryScore:
    """What one query reached: the values of `MEASURES`, and how long the engine was asked, in milliseconds."""

    query: JudgedQuery
    values: Mapping[str, float]
    milliseconds: float
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an engine reached on every query.

    Attributes:
        outcomes: One a query, in the order of the queries.
    """

    outcomes: tuple[QueryScore, ...]

    def groups(self) -> dict[str, "Evaluation"]:
        """The queries of each class; those without a class are in none."""
        found: dict[str, list[QueryScore]] = {}
        for outcome in self.outcomes:
            if outcome.query.group:
                found.setdefault(outcome.query.group, []).append(outcome)
        return {name: Evaluation(tuple(outcomes)) for name, outcomes in found.items()}

    def mean(self, measure: str) -> float:
        """The mean of a measure; 0 where there was no query."""
        return fmean(outcome.values[measure] for outcome in self.outcomes) if self.outcomes else 0.0

    def standard_error(self, measure: str) -> float:
        """How far the mean may be off by the choice of queries; 0 where there are fewer than two."""
        values = [outcome.values[measure] for outcome in self.outcomes]
        return stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0

    def summary(self) -> dict[str, float | int]:
        """The means, the number of queries and the median time, rounded for reading."""
        times = [outcome.milliseconds for outcome in self.outcomes]
        error = f"ndcg@{DEPTH}"
        return {
            **{measure: round(self.mean(measure), 4) for measure in MEASURES},
            f"{error}_error": round(self.standard_error(error), 4),
            "queries": len(self.outcomes),
            "p50_ms": round(median(times), 3) if times else 0.0,
        }

    def report(self) -> dict[str, Any]:
        """The summary of all and of each class."""
        return {**self.summary(), "classes": {name: table.summary() for name, table in self.groups().items()}}


async def fill(engine: SearchEngine, documents: Iterable[SearchDocument]) -> int:
    """Put documents into a new index of an engine and serve from it; answers how many."""
    name = await engine.new_index()
    count = 0
    batch: list[SearchDocument] = []
    for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            await engine.put(batch, index=name)
            count, batch = count + len(batch), []
    await engine.put(batch, index=name)
    await engine.activate(name)
    return count + len(batch)


async def evaluate(
    engine: SearchEngine,
    queries: Iterable[JudgedQuery],
    judgements: Judgements,
    *,
    names: Mapping[str, str] | None = None,
    judged_only: bool = False,
) -> Evaluation:
    """Ask an engine every query that has judgements, one after the other, and measure what it answers.

    Args:
        engine: Its active index holds the documents.
        queries: The queries.
        judgements: Their judgements, by the names of the documents.
        names: `Collection.names`: by them equal scores are put in order; without, the engine's own order stays.
        judged_only: Rank only the documents that a query has judged; they were put with `judged_scopes`.
    """
    outcomes = []
    for query in queries:
        if query.id not in judgements:
            continue
        grades = {identity_of(name): grade for name, grade in judgements[query.id].items()}
        scope = judged_scope(query.id) if judged_only else PUBLIC_SCOPE
        started = time.perf_counter()
        hits = await _ask(engine, query.text, scope)
        took = (time.perf_counter() - started) * 1000
        found = _ordered(hits, names or {})[:DEPTH]
        outcomes.append(QueryScore(query, measures(found, grades), took, tuple(found)))
    return Evaluation(tuple(outcomes))


async def _ask(engine: SearchEngine, text: str, scope: str) -> tuple[Hit, ...]:
    """The first hits; a question that the product refuses finds nothing."""
    try:
        query = SearchQuery(clean_text(text), size=DEPTH + TIES, scopes=(scope,), facets=())
        return (await engine.search(query)).hits
    except InvalidQuery:
        return ()


def _ordered(hits: Iterable[Hit], names: Mapping[str, str]) -> list[str]:
    """Identities in the engine's order, those of equal score by name."""
    runs: list[list[Hit]] = []
    for hit in hits:
        if runs and runs[-1][0].score - hit.score <= EQUAL * runs[-1][0].score:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return [hit.id for run in runs for hit in (sorted(run, key=lambda hit: names[hit.id]) if names else run)]
