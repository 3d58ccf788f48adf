"""One dataset found: the only place that says which fields it is shown with.

What an index stores for showing (`SHOWN`), what the engines answer (`hit_of`) and what the API gives follow from `Hit`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import islice
from operator import itemgetter
from typing import Any

from search.analysis.marking import Marked, Marker

SUMMARY_LENGTH = 160
MAX_MATCHED_ITEMS = 5


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
        carriers: What it is offered as.
        formats: Formats of the files.
        cycle: Code of the update cycle.
        freshness: Level of freshness.
        published_at: Seconds since 1970 (UTC).
        updated_at: Seconds since 1970 (UTC).
        file_size: Bytes of the files together.
        downloads: How often they were downloaded, as last counted.
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
    carriers: tuple[str, ...]
    formats: tuple[str, ...]
    cycle: str
    freshness: str
    published_at: int
    updated_at: int
    file_size: int
    downloads: int


SHOWN = tuple(name for name in Hit.__slots__ if name != "score")
"""What is stored of a document for showing it: everything of a hit but its score."""
_LISTS = tuple(field.name for field in fields(Hit) if field.type == tuple[str, ...])
"""What JSON gives back as a list."""
_IN_ORDER = itemgetter(*Hit.__slots__)
"""By place and not by name, which is faster: a page makes twenty hits."""


def hit_of(body: Mapping[str, Any], marker: Marker, *, score: float = 0.0) -> Hit:
    """A hit with its texts marked.

    Args:
        body: What is stored for showing: every field of `SHOWN`, perhaps as JSON gave it back.
        marker: Marks for the question.
        score: Relevance; 0 where another order was asked for.
    """
    shown = dict(body)
    shown["score"] = score
    shown["title"] = marker.mark(body["title"])
    shown["summary"] = marker.excerpt(body["summary"], SUMMARY_LENGTH)
    shown["items"] = tuple(islice(marker.matching(body["items"]), MAX_MATCHED_ITEMS))
    for name in _LISTS:
        shown[name] = tuple(body[name])
    return Hit(*_IN_ORDER(shown))
