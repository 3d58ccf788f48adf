"""What is answered: hits, facet counts, and the way to the next page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.analysis.marking import Marked
from search.asking.query import PagePosition, SearchQuery
from search.hit import Hit

MAX_TOTAL = 10_000
"""The highest total that is told; where there are more, it is told as a lower bound."""
MAX_FACET_VALUES = 100
"""Most values told of one facet, the most frequent ones; those that are filtered by come on top."""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many hits carry one value of a facet, under every filter but that facet's own."""

    value: str
    count: int


def total_of(found: int) -> tuple[int, bool]:
    """The total as it is told, and whether it is exact."""
    return min(found, MAX_TOTAL), found <= MAX_TOTAL


def facet_of(counted: Iterable[tuple[str, int]], chosen: Mapping[str, int]) -> tuple[FacetCount, ...]:
    """The values of a facet as they are told: the most frequent ones and every chosen one, equals by their code.

    Args:
        counted: The most frequent values with their counts, in any order, `MAX_FACET_VALUES` of them are taken.
        chosen: The values that are filtered by, with their counts.
    """
    told = sorted(counted, key=_by_frequency)[:MAX_FACET_VALUES]
    if chosen:
        told = sorted({**chosen, **dict(told)}.items(), key=_by_frequency)
    return tuple([FacetCount(value, count) for value, count in told])


def _by_frequency(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of an answer.

    Attributes:
        query: What was answered, as it was understood: with its synonyms.
        hits: In the order that was asked for.
        total: How many there are in all; a lower bound where `total_is_exact` is False.
        total_is_exact: Whether `total` was counted to the end.
        facets: Facet name to its values, the most frequent first: at most `MAX_FACET_VALUES` and, also with 0, every
            one that is filtered by.
        truncated: The facets that hold more values than are told.
        next: Where the next page begins, or None on the last, and by relevance on the last that can be reached.
        relaxed: No document holds every word of the question, so these hold most of them.
        took: Time in the engine, milliseconds.
        exact: How many hold every word or what means the same, a lower bound as `total` is. Where these are few, what
            holds most of the words, is written much the same or sounds alike is found too and mostly comes behind them.
        did_you_mean: A better-known question that finds as much, where this one finds little; else empty. No engine
            gives it: whoever asks the engine looks for it.
    """

    query: SearchQuery
    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    facets: Mapping[str, tuple[FacetCount, ...]]
    next: PagePosition | None
    relaxed: bool
    took: float
    truncated: tuple[str, ...] = ()
    exact: int = 0
    did_you_mean: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title that begins with or contains what was typed."""

    id: str
    title: Marked


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """What an index knows of one dataset; `removed` marks a tombstone."""

    id: str
    version: int
    removed: bool
