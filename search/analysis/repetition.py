"""Repetition: what stands twice in a text is held twice by it, though an index of terms counts each term once."""

from collections import Counter
from collections.abc import Iterable


def numbered(values: Iterable[str]) -> list[str]:
    """Each value once and, for each further time that it occurs, the value with its number: 市, 路, 市2, 市3."""
    counts = Counter(values)
    return [*counts, *(f"{value}{n}" for value, count in counts.items() if count > 1 for n in range(2, count + 1))]
