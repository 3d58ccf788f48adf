"""The measures of trec_eval: nDCG with linear gain, average precision and recall over every relevant document.

What was not judged counts as irrelevant.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

DEPTH = 10
"""How deep a ranking is measured."""
SHALLOW = 5
MEASURES = (f"ndcg@{SHALLOW}", f"ndcg@{DEPTH}", f"map@{DEPTH}", f"mrr@{DEPTH}", f"recall@{DEPTH}")
"""Names of the measures, in the order in which they are printed."""


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
