"""Repetition: what stands twice in a text is held twice by it, though an index of terms counts each term once."""

from collections.abc import Iterable


def numbered(values: Iterable[str]) -> list[str]:
    """Each value once and, for each further time that it occurs, the value with its number: 市, 路, 市2, 市3."""
    counts: dict[str, int] = {}
    further: list[str] = []
    for value in values:
        count = counts[value] = counts.get(value, 0) + 1
        if count > 1:
            further.append(f"{value}{count}")
    return [*counts, *further]
