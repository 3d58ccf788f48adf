"""Explaining: the parts of a hit's score by name, for operators. The same for every engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.hit import Hit
from search.ranking.clauses import Clause
from search.ranking.plan import plan
from search.ranking.sequence import FIRST, PART
from search.results import SearchResults

WEIGHED = "weighed"
"""Name of what the prior adds to the sum of the other parts."""
DIGITS = 4


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One part of a score: its name, whose words are the caller's, and how much it gives."""

    name: str
    score: float


class Scorer(Protocol):
    """What explaining asks of an engine."""

    async def scores(self, clauses: Sequence[Clause], identities: Sequence[str]) -> tuple[Mapping[str, float], ...]:
        """What each of these clauses alone scores on these datasets; see `SearchEngine.scores`."""


async def explain(engine: Scorer, results: SearchResults) -> Mapping[str, tuple[ScorePart, ...]]:
    """The parts that made the score of each hit of some results, the largest first; their sum is the score.

    What is planned again is the query that the results answer, so the parts are those that found the hits. Where no
    words were given, or another order was asked for, no hit has a score and none has parts.

    Raises:
        SearchUnavailable: The engine is down.
    """
    planned = plan(results.query)
    scored = [hit for hit in results.hits if hit.score > 0]
    if not planned.parts or not scored:
        return {}
    scores = await engine.scores(tuple(planned.parts.values()), [hit.id for hit in scored])
    named = dict(zip(planned.parts, scores, strict=True))
    if planned.sequence:
        first = results.hits[: max(FIRST - results.query.offset, 0)]
        named[PART] = {hit.id: planned.sequence.score("".join(text for text, _ in hit.title)) for hit in first}
    return {hit.id: _parts(hit, named) for hit in scored}


def _parts(hit: Hit, named: Mapping[str, Mapping[str, float]]) -> tuple[ScorePart, ...]:
    found = {name: scores[hit.id] for name, scores in named.items() if scores.get(hit.id)}
    found[WEIGHED] = hit.score - sum(found.values())
    parts = (ScorePart(name, round(score, DIGITS)) for name, score in found.items())
    return tuple(sorted(parts, key=lambda part: -part.score))
