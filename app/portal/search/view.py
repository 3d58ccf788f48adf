"""The page of results: what was found, what a reduced search finds, why a question was refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.http.asking import next_cursor
from app.portal.kit.cards import Rows, card_of_hit
from app.portal.kit.chrome import Chrome
from app.portal.kit.facets import Known, tiles
from app.portal.kit.formats import number
from app.portal.kit.forms import Choice, Option
from app.portal.kit.pieces import Link, Pager
from app.portal.search.context import Help, Results, WayOut
from app.portal.search.narrowing import (
    CALLED,
    Asked,
    Looser,
    Misread,
    Pairs,
    address,
    facets,
    fields_of,
    filters,
    hidden,
    let_go,
    names_of,
    periods,
)
from app.words.sources import _, counted, listed
from search.asking.parameters import RANGES
from search.asking.query import MAX_OFFSET, SearchQuery, Sort
from search.ranking.explaining import ScorePart
from search.results import FacetCount, SearchResults

REDUCED = _("筛选、排序、同义词、拼音和“信息项:”等前缀暂时不起作用，结果可能不全。数据集页面和下载不受影响。")
"""What is missing while search is down."""
DEEP = _("按最相关最多翻到第 %(number)s 个，请增加条件或改按时间排列", number=number(MAX_OFFSET))
"""Why there is no next page though there is more."""
UNAVAILABLE = _("请过一会儿再试。数据集页面和下载不受影响。")
SORTS: Mapping[str, str] = {
    "relevance": _("最相关"),
    "updated": _("最近更新"),
    "published": _("最近发布"),
    "downloads": _("下载最多"),
}


@dataclass(frozen=True)
class Beside:
    """What is shown beside what was found.

    Attributes:
        rows: Rows of the first file and short name of the owner, by dataset.
        first: The number of the first hit on this page.
        parts: The parts of each score, where an operator asked for them.
        operator: Whether the viewer may ask for them.
    """

    rows: Rows
    first: int
    parts: Mapping[str, tuple[ScorePart, ...]]
    operator: bool = False


def page(
    chrome: Chrome, asked: Asked, found: SearchResults, known: Known, beside: Beside, ways: Help | None = None
) -> Results:
    """What search has found, or ways on."""
    query = asked.query
    hits = tuple(card_of_hit(hit, known.words, beside.rows, beside.parts.get(hit.id, ())) for hit in found.hits)
    turned = [*asked.without("explain"), *([] if query.explain else [("explain", "true")])]
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
        pager=_pager(asked, found, beside.first),
        did_you_mean=_meant(asked, found.did_you_mean),
        help=ways,
        near=nearness(query, found),
        explain_href=address(turned) if beside.operator and query.order is Sort.RELEVANCE else "",
    )


def _meant(asked: Asked, text: str) -> Link | None:
    return Link(text, address([("q", text), *asked.without("q")])) if text else None


def headline(found: SearchResults) -> str:
    """How many there are; a total that was not counted to its end is said to be a lower bound."""
    if not found.total:
        return _("没有找到数据集")
    if found.total_is_exact:
        return counted("%(number)s 个数据集", found.total, number=number(found.total))
    return counted("至少 %(number)s 个数据集", found.total, number=number(found.total))


def nearness(query: SearchQuery, found: SearchResults) -> str:
    """How many of what is shown fit the words, where not all do."""
    if not query.text or not found.hits or found.exact >= found.total:
        return ""
    if not found.exact:
        return _("没有完全符合的数据集，以下为相近结果。")
    return counted("%(number)s 个完全符合，其余为相近结果。", found.exact, number=number(found.exact))


def _pager(asked: Asked, found: SearchResults, first: int) -> Pager:
    last = first + len(found.hits) - 1
    start = address(asked.without()) if first > 1 else ""
    following = [*asked.without(), ("from", str(last + 1)), ("cursor", next_cursor(found))]
    total = found.total if found.total_is_exact else None
    onward = address(following) if found.next else ""
    deep = asked.query.order is Sort.RELEVANCE and not onward and last >= MAX_OFFSET
    return Pager(min(first, last), last, total, start, onward, DEEP if deep else "")


def help_with(
    asked: Asked, ways: Iterable[tuple[Looser, int]], themes: Sequence[FacetCount], desks: Iterable[str], known: Known
) -> Help:
    """Ways on from nothing: looser questions that find something, themes with most datasets, whom to ask."""
    found = tuple(WayOut(let_go(way, asked, known), address(way.pairs), count) for way, count in ways if count)
    return Help(found, tiles("theme", themes, (), known.label), tuple(desks))


def reduced(
    chrome: Chrome, asked: Asked, found: SearchResults, known: Known, beside: Beside, not_applied: Iterable[str]
) -> Results:
    """What the database finds while search is down; filters are not in force, so there is nothing to narrow with."""
    named = [*fields_of(asked.query.text), *filter(None, [names_of(name for name in not_applied if name != "q")])]
    said = REDUCED
    if named:
        said = _("%(reduced)s这些条件没有起作用：%(names)s。", reduced=REDUCED, names=listed(named))
    shown = page(chrome, asked, found, known, beside)
    return replace(shown, facets=(), periods=(), filters=(), sort=Choice("sort", ()), reduced=said)


def refused(chrome: Chrome, misread: Misread, found: SearchResults, known: Known) -> Results:
    """A query that cannot be read, and why: the form as it was filled in, with the facets of ``found``, and no hits."""
    asked, wrong = misread.asked, misread.wrong
    shown = page(chrome, asked, found, known, Beside({}, 1, {}))
    label = _("从第一页看起")
    if set(wrong) != {"cursor"}:
        label = _("去掉“%(names)s”，按其余条件搜索", names=names_of(wrong))
    return replace(
        shown,
        query=misread.text,
        hidden=hidden(asked, narrows=bool(found.facets), sorts=False),
        headline=_("查询条件有误"),
        periods=periods(Asked(asked.query, misread.pairs), chrome.now, wrong) if found.facets else (),
        problem=listed(
            (_("“%(name)s”：%(problem)s", name=CALLED[name], problem=each) for name, each in wrong.items()), ""
        ),
        retry=Link(label, address(asked.pairs)) if asked.pairs else None,
        unfolded=any(name in RANGES for name in wrong),
    )


def unavailable(chrome: Chrome, pairs: Pairs) -> Results:
    """A query that nobody can answer now; it may be asked again as it is."""
    asked = Asked(SearchQuery(), pairs)
    return Results(
        chrome=chrome,
        query=asked.given("q"),
        hidden=hidden(asked, narrows=False, sorts=False),
        headline=_("搜索暂时不能使用"),
        hits=(),
        facets=(),
        periods=(),
        filters=(),
        clear_href="/search",
        sort=Choice("sort", ()),
        pager=Pager(0, 0, 0),
        problem=UNAVAILABLE,
        retry=Link(_("再搜一次"), address(pairs)),
    )


def sorting(query: SearchQuery) -> Choice:
    """The orders of results; nothing is more relevant than another where no words were given."""
    options = tuple(Option(value, label, query.order.value == value) for value, label in SORTS.items())
    return Choice("sort", options if query.text else options[1:])
