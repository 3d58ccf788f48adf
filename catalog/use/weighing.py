"""The prior: use, freshness and completeness of a dataset as one number for search. Pure (design decision 4)."""

from collections.abc import Mapping
from math import log

from catalog.datasets.document import RevisionDocument
from catalog.datasets.elements import METADATA
from catalog.use.freshness import Level

USE, FRESHNESS, COMPLETENESS = 0.5, 0.25, 0.25
"""Weights of the three parts."""
FULL_USE = 10_000
"""So many callers within `RECENT_DAYS` count as full use; the measure is logarithmic, so a tenth of that is 0.75."""
RECENT_DAYS = 90
FRESH: Mapping[Level | None, float] = {
    Level.CURRENT: 1.0,
    Level.UNSCHEDULED: 0.6,
    None: 0.4,
    Level.OVERDUE: 0.3,
    Level.OUTDATED: 0.0,
}
SUMMARY_LENGTH = 20
"""A shorter summary tells too little to count."""
TOLD = tuple(element.name for element in METADATA if element.helps)
"""Metadata that count when they are told."""
SCALE = 1_000


def prior_of(recent: int, freshness: Level | None, completeness: float) -> int:
    """The prior in thousandths, from 0 to 1,000.

    Args:
        recent: callers within the last ``RECENT_DAYS`` days, each once a day.
        freshness: the level now.
        completeness: from 0 to 1.
    """
    use = min(log(1 + recent) / log(1 + FULL_USE), 1.0)
    return round(SCALE * (USE * use + FRESHNESS * FRESH[freshness] + COMPLETENESS * completeness))


def completeness_of(document: RevisionDocument) -> float:
    """Which share of what helps people choose stands in the document of a revision, from 0 to 1."""
    told = [bool(getattr(document, name)) for name in TOLD]
    told.append(len(document.summary) >= SUMMARY_LENGTH)
    told.append(bool(document.items) and all(item.description for item in document.items))
    told.append(any(file.rows is not None for file in document.distributions))
    return sum(told) / len(told)
