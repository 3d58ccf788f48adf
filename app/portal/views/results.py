"""The page of results: what was found, what a reduced search finds, why a question was refused."""

from collections.abc import Iterable, Sequence

from app.portal.contexts.chrome import Chrome, Pager
from app.portal.contexts.forms import Choice, Option
from app.portal.contexts.public import DatasetCard
from app.portal.contexts.results import Help, Results, WayOut
from app.portal.labels import SORTS
from app.portal.views.finding import card_of_hit, card_of_revision, tiles
from app.portal.views.narrowing import Asked, Known, address, facets, filters, hidden, periods
from catalog.datasets.models import Revision
from search.query import SearchQuery
from search.results import FacetCount, SearchResults


def page(
    chrome: Chrome,
    asked: Asked,
    found: SearchResults,
    known: Known,
    rows: dict[str, tuple[int | None, str]],
    first: int,
    ways: Help | None,
) -> Results:
    """What search has found; ``first`` is the number of the first hit on this page."""
    query = asked.query
    hits = tuple(card_of_hit(hit, known.words, rows) for hit in found.hits)
    return Results(
        chrome=chrome,
        query=query.text,
        hidden=hidden(asked),
        headline=headline(found),
        hits=hits,
        facets=facets(asked, found, known),
        periods=periods(asked, chrome.now),
        filters=filters(asked, known),
        clear_href=address([("q", query.text)] if query.text else []),
        sort=sorting(query),
        pager=_pager(asked, found, first),
        help=ways,
        relaxed=found.relaxed and bool(hits),
    )


def headline(found: SearchResults) -> str:
    """How many there are; a total that was not counted to its end is said to be a lower bound."""
    if not found.total:
        return "没有找到数据集"
    return f"{'' if found.total_is_exact else '至少 '}{found.total:,} 个数据集"


def _pager(asked: Asked, found: SearchResults, first: int) -> Pager:
    last = first + len(found.hits) - 1
    start = address(asked.without()) if first > 1 else ""
    following = [*asked.without(), ("from", str(last + 1)), ("cursor", found.next or "")]
    total = found.total if found.total_is_exact else None
    return Pager(min(first, last), last, total, start, address(following) if found.next else "")


def help_with(
    ways: Iterable[tuple[str, list[tuple[str, str]], int]],
    themes: Sequence[FacetCount],
    contacts: Iterable[str],
    known: Known,
) -> Help:
    """Ways on from nothing: looser questions that find something, themes with most datasets, whom to ask."""
    found = tuple(WayOut(label, address(pairs), count) for label, pairs, count in ways if count)
    return Help(found, tiles("theme", themes, (), known.label), tuple(contacts))


def reduced(chrome: Chrome, query: SearchQuery, total: int, found: Sequence[Revision], known: Known) -> Results:
    """Titles only, while search is down; filters are not in force, so they are left out."""
    cards = tuple(card_of_revision(revision, known.words) for revision in found)
    pager = Pager(min(1, len(cards)), len(cards), total)
    said = f"{total:,} 个数据集" if total else "没有找到数据集"
    return _bare(chrome, query, said, cards, pager, reduced=True)


def refused(chrome: Chrome, text: str, problem: str) -> Results:
    """A query that cannot be answered, and why."""
    return _bare(chrome, SearchQuery(text), "没有搜索", (), Pager(0, 0, 0), problem=problem)


def _bare(
    chrome: Chrome,
    query: SearchQuery,
    said: str,
    cards: tuple[DatasetCard, ...],
    pager: Pager,
    *,
    reduced: bool = False,
    problem: str = "",
) -> Results:
    """A page without ways to narrow."""
    sort = Choice("sort", ())
    return Results(
        chrome, query.text, (), said, cards, (), (), (), "/search", sort, pager, reduced=reduced, problem=problem
    )


def sorting(query: SearchQuery) -> Choice:
    """The orders of results; nothing is more relevant than another where no words were given."""
    options = tuple(Option(value, label, query.order.value == value) for value, label in SORTS.items())
    return Choice("sort", options if query.text else options[1:])
