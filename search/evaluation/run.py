"""Measuring an engine on judged queries: the measures, and the run.

The measures are those of trec_eval: nDCG with linear gain, average precision and recall over every relevant document
that was judged, unjudged documents as irrelevant. Every query that has judgements counts, also one that finds nothing;
one without any does not.
"""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import Any

from search.asking.query import InvalidQuery, SearchQuery, clean_text
from search.document import PUBLIC_SCOPE, SearchDocument
from search.engine import SearchEngine
from search.evaluation.material import JudgedQuery, Judgements, identity_of, judged_scope
from search.hit import Hit

DEPTH = 10
"""How deep a ranking is measured."""
SHALLOW = 5
TIES = 10
"""Hits fetched beyond `DEPTH`, so that equal scores at the edge are told apart by identity."""
EQUAL = 1.01e-4
"""Scores no further apart than this share of the higher one are equal: so far engines set apart what is equal."""
BATCH = 1_000
"""Documents of one put."""
MEASURES = (f"ndcg@{SHALLOW}", f"ndcg@{DEPTH}", f"map@{DEPTH}", f"mrr@{DEPTH}", f"recall@{DEPTH}")
"""Names of the measures, in the order in which they are printed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one query reached: the values of `MEASURES`, and how long the engine was asked, in milliseconds."""

    query: JudgedQuery
    values: Mapping[str, float]
    milliseconds: float
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What an engine reached on every query.

    Attributes:
        outcomes: One a query, in the order of the queries.
    """

    outcomes: tuple[Outcome, ...]

    def groups(self) -> dict[str, "Table"]:
        """The queries of each class; those without a class are in none."""
        found: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            if outcome.query.group:
                found.setdefault(outcome.query.group, []).append(outcome)
        return {name: Table(tuple(outcomes)) for name, outcomes in found.items()}

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
) -> Table:
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
        outcomes.append(Outcome(query, measures(found, grades), took, tuple(found)))
    return Table(tuple(outcomes))


def measures(ranking: Sequence[str], grades: Mapping[str, int]) -> dict[str, float]:
    """The values of `MEASURES` for a ranking; a grade below 1 is irrelevant, what has none too."""
    gains = [max(grades.get(identity, 0), 0) for identity in ranking[:DEPTH]]
    relevant = sum(grade > 0 for grade in grades.values())
    places = [place for place, gain in enumerate(gains, start=1) if gain]
    precision = sum(count / place for count, place in enumerate(places, start=1))
    values = (
        ndcg(gains, grades.values(), SHALLOW),
        ndcg(gains, grades.values(), DEPTH),
        precision / relevant if relevant else 0.0,
        1 / places[0] if places else 0.0,
        len(places) / relevant if relevant else 0.0,
    )
    return dict(zip(MEASURES, values, strict=True))


def ndcg(gains: Sequence[int], grades: Iterable[int], depth: int) -> float:
    """Discounted gain of a ranking over that of the best one: each grade over the binary logarithm of its place + 1."""
    best = sorted((grade for grade in grades if grade > 0), reverse=True)
    ideal = _discounted(best[:depth])
    return _discounted(gains[:depth]) / ideal if ideal else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))


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
