"""Home, and datasets as they stand in lists."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from app.portal.contexts.public import DatasetCard, Figure, Home, Span, Tile
from app.portal.kit.chrome import Chrome
from app.portal.kit.labels import FACET_VALUES, open_badge
from app.portal.kit.pieces import Badge, Fact, Link
from app.portal.views.narrowing import Known
from catalog.datasets.grading import GENERAL
from catalog.datasets.models import Revision
from catalog.vocabularies.queries import Words
from search.explaining import ScorePart
from search.results import FacetCount, Hit, Marked, SearchResults

EXAMPLES = 4
TILES = 8
PROVINCE = "350000"
Rows = Mapping[str, tuple[int | None, str]]
"""Rows of the first file and short name of the owner, by dataset."""


def card_of_revision(revision: Revision, words: Words) -> DatasetCard:
    """A dataset in a list, from what the public reads."""
    shown = revision.document
    files = shown["distributions"]
    return DatasetCard(
        id=str(revision.dataset_id),
        title=(Span(shown["title"]),),
        summary=(Span(shown["summary"]),),
        organization=shown["organization"]["short_name"],
        theme=words.label("themes", shown["theme"]),
        open_class=open_badge(shown["open_class"]),
        updated_at=revision.published_at,
        formats=tuple(sorted({file["format"].upper() for file in files})),
        rows=files[0]["rows"] if files else None,
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


def home(
    chrome: Chrome,
    counts: tuple[int, int, int],
    recent: Sequence[Revision],
    found: SearchResults | None,
    known: Known,
) -> Home:
    """Home; ``found`` is everything with its facets, None while search is down. ``counts``: datasets, owners, week."""
    facets = found.facets if found else {}
    free = sum(each.count for each in facets.get("open_class", ()) if each.value == GENERAL)
    figures = [
        Figure("公开的数据集", counts[0], "个", "/search"),
        Figure("提供单位", counts[1], "家", "/search"),
        Figure("一周内更新", counts[2], "个", "/search?sort=updated"),
    ]
    if found:
        figures.insert(2, Figure("可直接下载", free, "个", f"/search?open_class={GENERAL}"))
    return Home(
        chrome,
        tuple(figures),
        tuple(_examples(recent)),
        tiles("theme", facets.get("theme", ()), known.words.terms["themes"].keys(), known.label),
        tiles("organization", facets.get("organization", ()), (), known.label),
        tuple(card_of_revision(revision, known.words) for revision in recent),
        search_down=found is None,
    )


def _examples(recent: Iterable[Revision]) -> Iterable[Link]:
    """Words that lead to something: the first keyword of each of the latest datasets."""
    first = dict.fromkeys(r.document["keywords"][0] for r in recent if r.document["keywords"])
    return [Link(word, "/search?" + urlencode({"q": word})) for word in list(first)[:EXAMPLES]]


def tiles(
    facet: str, counts: Sequence[FacetCount], order: Iterable[str], label: Callable[[str, str], str]
) -> tuple[Tile, ...]:
    """The values with most datasets, in the order of ``order`` where they stand in it."""
    place = {code: index for index, code in enumerate(order)}
    shown = sorted(counts[:TILES], key=lambda each: place.get(each.value, -each.count))
    return tuple(
        Tile(label(facet, each.value), "/search?" + urlencode({facet: each.value}), each.count) for each in shown
    )
