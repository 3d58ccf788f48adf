"""What is answered: hits with their marked texts, facet counts, and the way to the next page."""

from collections.abc import Mapping
from dataclasses import dataclass

from search.analysis.marking import Marked

__all__ = ["FacetCount", "Hit", "IndexedVersion", "Marked", "SearchResults", "Suggestion"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One dataset found, with what a list of results shows.

    Attributes:
        id: UUID of the dataset.
        version: The `index_version` that was found.
        score: Relevance, higher is better; 0 where another order was asked for.
        code: Catalogue code.
        title: Name with what matched.
        summary: A part of the description around what matched, at most `SUMMARY_LENGTH` characters.
        items: The columns that matched, at most `MAX_MATCHED_ITEMS`.
        organization: Code of the agency.
        organization_name: Its name.
        theme: Code of the theme.
        region: Division code.
        open_class: Code of the class of opening.
        formats: Formats of the files.
        cycle: Code of the update cycle.
        published_at: Seconds since 1970 (UTC).
        updated_at: Seconds since 1970 (UTC).
    """

    id: str
    version: int
    score: float
    code: str
    title: Marked
    summary: Marked
    items: tuple[Marked, ...]
    organization: str
    organization_name: str
    theme: str
    region: str
    open_class: str
    formats: tuple[str, ...]
    cycle: str
    published_at: int
    updated_at: int


SUMMARY_LENGTH = 160
MAX_MATCHED_ITEMS = 5


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many hits carry one value of a facet, under every filter but that facet's own."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """One page of an answer.

    Attributes:
        hits: In the order that was asked for.
        total: How many there are in all; a lower bound where `total_is_exact` is False.
        total_is_exact: Whether `total` was counted to the end.
        facets: Facet name to its values, the most frequent first.
        next: Cursor of the next page, or None on the last.
        relaxed: No document holds every word of the question, so these hold most of them.
        took: Time in the engine, milliseconds.
    """

    hits: tuple[Hit, ...]
    total: int
    total_is_exact: bool
    facets: Mapping[str, tuple[FacetCount, ...]]
    next: str | None
    relaxed: bool
    took: float


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
