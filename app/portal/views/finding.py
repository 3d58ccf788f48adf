"""Home and results."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from app.portal.contexts.chrome import Chrome, Link, Pager
from app.portal.contexts.forms import Choice, Option
from app.portal.contexts.public import (
    ActiveFilter,
    DatasetCard,
    Facet,
    FacetValue,
    Figure,
    Home,
    Results,
    Span,
    Tile,
)
from app.portal.labels import FACETS, SORTS, open_badge
from app.portal.queries import Words
from catalog.datasets.grading import GENERAL
from catalog.datasets.models import Revision
from search.query import SearchQuery
from search.results import FacetCount, Hit, SearchResults

SCHEMES = {"theme": "themes", "region": "regions", "open_class": "open-classes", "format": "formats", "cycle": "cycles"}
EXAMPLES = 4
TILES = 8
Pairs = Sequence[tuple[str, str]]


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


def card_of_hit(hit: Hit, words: Words, rows: dict[str, tuple[int | None, str]]) -> DatasetCard:
    """A dataset in a list, from what search has found; matches are marked."""
    count, name = rows.get(hit.id, (None, hit.organization_name))
    return DatasetCard(
        id=hit.id,
        title=tuple(Span(text, marked) for text, marked in hit.title),
        summary=tuple(Span(text, marked) for text, marked in hit.summary),
        organization=name,
        theme=words.label("themes", hit.theme),
        open_class=open_badge(hit.open_class),
        updated_at=datetime.fromtimestamp(hit.updated_at, UTC),
        formats=tuple(name.upper() for name in hit.formats),
        rows=count,
    )


def home(
    chrome: Chrome,
    counts: tuple[int, int, int],
    recent: Sequence[Revision],
    found: SearchResults | None,
    words: Words,
    names: dict[str, str],
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
        _tiles("theme", facets.get("theme", ()), words.terms["themes"].keys(), words, names),
        _tiles("organization", facets.get("organization", ()), (), words, names),
        tuple(card_of_revision(revision, words) for revision in recent),
        search_down=found is None,
    )


def _examples(recent: Iterable[Revision]) -> Iterable[Link]:
    """Words that lead to something: the first keyword of each of the latest datasets."""
    first = dict.fromkeys(r.document["keywords"][0] for r in recent if r.document["keywords"])
    return [Link(word, "/search?" + urlencode({"q": word})) for word in list(first)[:EXAMPLES]]


def _tiles(
    facet: str, counts: Sequence[FacetCount], order: Iterable[str], words: Words, names: dict[str, str]
) -> tuple[Tile, ...]:
    """The values with most datasets; themes stand in the order of their scheme."""
    place = {code: index for index, code in enumerate(order)}
    shown = sorted(counts[:TILES], key=lambda each: place.get(each.value, -each.count))
    return tuple(
        Tile(_label(facet, each.value, words, names), "/search?" + urlencode({facet: each.value}), each.count)
        for each in shown
    )


def _label(facet: str, value: str, words: Words, names: dict[str, str]) -> str:
    if facet == "organization":
        return names.get(value, value)
    return words.label(SCHEMES[facet], value)


def results(
    chrome: Chrome,
    query: SearchQuery,
    pairs: Pairs,
    found: SearchResults,
    words: Words,
    names: dict[str, str],
    rows: dict[str, tuple[int | None, str]],
    first: int,
) -> Results:
    """What search has found; ``first`` is the number of the first hit on this page."""
    hits = tuple(card_of_hit(hit, words, rows) for hit in found.hits)
    last = first + len(hits) - 1
    following = _address([*_without(pairs, "from"), ("from", str(last + 1))], cursor=found.next) if found.next else ""
    start = _address(_without(pairs, "from")) if first > 1 else ""
    return Results(
        chrome=chrome,
        query=query.text,
        total=found.total,
        hits=hits,
        facets=_facets(query, found, words, names),
        filters=filters(pairs, query, words, names),
        clear_href="/search?" + urlencode({"q": query.text}) if query.text else "/search",
        sort=sorting(query),
        pager=Pager(min(first, last), last, found.total, start, following),
    )


def reduced(chrome: Chrome, query: SearchQuery, total: int, found: Sequence[Revision], words: Words) -> Results:
    """Titles only, while search is down; filters are shown, but not in force, so they are left out."""
    cards = tuple(card_of_revision(revision, words) for revision in found)
    pager = Pager(min(1, len(cards)), len(cards), total)
    return Results(chrome, query.text, total, cards, (), (), "/search", sorting(query), pager, reduced=True)


def refused(chrome: Chrome, text: str, problem: str) -> Results:
    """A query that cannot be answered, and why."""
    query = SearchQuery()
    return Results(chrome, text, 0, (), (), (), "/search", sorting(query), Pager(0, 0, 0), problem=problem)


def sorting(query: SearchQuery) -> Choice:
    """The orders of results."""
    options = tuple(Option(value, label, query.order.value == value) for value, label in SORTS.items())
    return Choice("sort", options if query.text else options[1:])


def filters(pairs: Pairs, query: SearchQuery, words: Words, names: dict[str, str]) -> tuple[ActiveFilter, ...]:
    """The filters in force, each with the way out of it."""
    kept = _without(pairs, "from")
    return tuple(
        ActiveFilter(
            FACETS[facet],
            _label(facet, value, words, names),
            _address([pair for pair in kept if pair != (facet, value)]),
        )
        for facet, values in query.filters.items()
        for value in values
    )


def _facets(query: SearchQuery, found: SearchResults, words: Words, names: dict[str, str]) -> tuple[Facet, ...]:
    made = []
    for name, label in FACETS.items():
        chosen = query.filters.get(name, ())
        counts = found.facets.get(name, ())
        absent = [FacetCount(value, 0) for value in chosen if value not in {each.value for each in counts}]
        values = tuple(
            FacetValue(each.value, _label(name, each.value, words, names), each.count, each.value in chosen)
            for each in [*counts, *absent]
        )
        if values:
            made.append(Facet(name, label, values))
    return tuple(made)


def _without(pairs: Pairs, *names: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in pairs if name not in {"cursor", *names} and value]


def _address(pairs: Pairs, *, cursor: str = "") -> str:
    asked = urlencode([*pairs, *([("cursor", cursor)] if cursor else [])])
    return f"/search?{asked}" if asked else "/search"
