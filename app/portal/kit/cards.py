"""Datasets as they stand in lists: what a card shows, made of a revision or of what search has found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.portal.kit.facets import FACET_VALUES
from app.portal.kit.labels import open_badge
from app.portal.kit.pieces import Badge, Fact
from catalog.datasets.models import Revision
from catalog.vocabularies.queries import Words
from search.analysis.marking import Marked
from search.hit import Hit
from search.ranking.explaining import ScorePart

PROVINCE = "350000"
Rows = Mapping[str, tuple[int | None, str]]
"""Rows of the first file and short name of the owner, by dataset."""


@dataclass(frozen=True)
class Span:
    """A piece of text; ``marked`` where it matches the query."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class DatasetCard:
    """A dataset in a list. ``rows`` is None where it has no table; ``updated_at`` is UTC.

    ``columns`` are its columns that match the question; ``region`` is empty where it is the whole province. ``parts``
    are the parts of its score in words, where an operator asked for them.
    """

    id: str
    title: tuple[Span, ...]
    summary: tuple[Span, ...]
    organization: str
    theme: str
    open_class: Badge
    updated_at: datetime
    formats: tuple[str, ...] = ()
    rows: int | None = None
    freshness: Badge | None = None
    region: str = ""
    columns: tuple[tuple[Span, ...], ...] = ()
    parts: tuple[Fact, ...] = ()
    downloads: int = 0


def card_of_revision(revision: Revision, words: Words) -> DatasetCard:
    """A dataset in a list, from what the public reads."""
    shown = revision.document
    return DatasetCard(
        id=str(revision.dataset_id),
        title=(Span(shown.title),),
        summary=(Span(shown.summary),),
        organization=shown.organization.short_name,
        theme=words.label("themes", shown.theme),
        open_class=open_badge(shown.open_class),
        updated_at=revision.published_at,
        formats=tuple(sorted({file.format.upper() for file in shown.distributions})),
        rows=shown.file.rows if shown.file else None,
    )


def card_of_hit(hit: Hit, words: Words, rows: Rows, parts: Sequence[ScorePart] = ()) -> DatasetCard:
    """A dataset in a list, from what search has found; matches are marked, the score is explained by its ``parts``."""
    count, name = rows.get(hit.id, (None, hit.organization_name))
    return DatasetCard(
        id=hit.id,
        title=_spans(hit.title),
        summary=_spans(hit.summary),
        organization=name,
        theme=words.label("themes", hit.theme),
        open_class=open_badge(hit.open_class),
        updated_at=datetime.fromtimestamp(hit.updated_at, UTC),
        formats=tuple(name.upper() for name in hit.formats),
        rows=count,
        region="" if hit.region in {"", PROVINCE} else words.label("regions", hit.region),
        columns=tuple(_spans(item) for item in hit.items),
        freshness=_freshness(hit.freshness),
        downloads=hit.downloads,
        parts=tuple(Fact(part.name, f"{part.score:.4f}") for part in parts),
    )


def _freshness(level: str) -> Badge | None:
    """The level in words; data that need no update have none to speak of."""
    label = FACET_VALUES["freshness"].get(level, "")
    return Badge(label, "tea" if level == "current" else "amber") if label and level != "unscheduled" else None


def _spans(marked: Marked) -> tuple[Span, ...]:
    return tuple(Span(text, matched) for text, matched in marked)
