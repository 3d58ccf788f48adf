"""Weights refitted to a part of the queries: what the parts of a score can reach where they are set for a collection.

Each query's best documents are scored part by part once; a setting multiplies the parts, and documents are put in order
anew. A fit goes from part to part and keeps the factor that serves the queries it is given best.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import mul
from pathlib import Path
from statistics import fmean

from search.asking.query import SearchQuery
from search.engine import SearchEngine
from search.evaluation.material import JudgedQuery, Judgements, identity_of
from search.evaluation.measures import DEPTH, ndcg
from search.ranking.plan import plan

CANDIDATES = 50
"""Documents of a query that are put in order anew."""
FACTORS = (0.5, 2.0)
"""Tried on each part, on top of what was kept before."""
ROUNDS = 2
Setting = tuple[float, ...]


@dataclass(frozen=True)
class Scored:
    """One query: what each part of the score gives each of its best documents, their grades, and all its grades."""

    parts: tuple[tuple[float, ...], ...]
    gains: tuple[int, ...]
    grades: tuple[int, ...]

    def reached(self, setting: Setting) -> float:
        """The nDCG of the order that a setting gives."""
        scores = [sum(map(mul, setting, parts)) for parts in self.parts]
        order = sorted(range(len(scores)), key=lambda at: -scores[at])
        return ndcg([self.gains[at] for at in order[:DEPTH]], self.grades, DEPTH)


class Refitting:
    """The queries of a collection, scored part by part, and the settings tried on them."""

    def __init__(self, queries: Mapping[str, Scored], names: Sequence[str]) -> None:
        self._queries = queries
        self._names = names
        self._reached = cache(self._try)

    def mean(self, setting: Setting, queries: Collection[str]) -> float:
        """The mean nDCG of some queries under a setting."""
        reached = self._reached(setting)
        return fmean(reached[query] for query in queries)

    def fit(self, queries: Collection[str]) -> Setting:
        """The setting that serves these queries best, from the shipped one on."""
        setting = (1.0,) * len(self._names)
        for _ in range(ROUNDS):
            for part in range(len(setting)):
                tried = (setting, *(_with(setting, part, factor) for factor in FACTORS))
                setting = max(tried, key=lambda one: self.mean(one, queries))
        return setting

    def _try(self, setting: Setting) -> dict[str, float]:
        return {name: query.reached(setting) for name, query in self._queries.items()}


def _with(setting: Setting, part: int, factor: float) -> Setting:
    return (*setting[:part], setting[part] * factor, *setting[part + 1 :])


async def refitting(engine: SearchEngine, queries: Sequence[JudgedQuery], judgements: Judgements) -> Refitting:
    """Score the best documents of every judged query part by part."""
    found: dict[str, tuple[list[str], dict[str, Mapping[str, float]]]] = {}
    for query in queries:
        asked = SearchQuery(query.text, size=CANDIDATES, facets=())
        ids = [hit.id for hit in (await engine.search(asked)).hits]
        parts = plan(asked).parts
        scores = await engine.scores(tuple(parts.values()), ids)
        found[query.id] = ids, dict(zip(parts, scores, strict=True))
    names = sorted({name for _, scores in found.values() for name in scores})
    return Refitting({key: _scored(*each, names, judgements[key]) for key, each in found.items()}, names)


def _scored(
    ids: Sequence[str], scores: Mapping[str, Mapping[str, float]], names: Sequence[str], judged: Mapping[str, int]
) -> Scored:
    grades = {identity_of(name): max(grade, 0) for name, grade in judged.items()}
    parts = (tuple(scores.get(name, {}).get(identity, 0.0) for name in names) for identity in ids)
    return Scored(tuple(parts), tuple(grades.get(identity, 0) for identity in ids), tuple(grades.values()))


def folds(folder: Path) -> Iterator[tuple[set[str], set[str]]]:
    """Of each given fold the queries to fit on, and those to measure."""
    for fold in sorted(folder.iterdir()):
        train, valid, test = (_queries_of(fold / f"{name}.txt") for name in ("train", "valid", "test"))
        yield train | valid, test


def _queries_of(path: Path) -> set[str]:
    return {line.split()[0] for line in path.read_text("utf-8").splitlines() if line.strip()}
