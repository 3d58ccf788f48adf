"""What narrows a search, in the words of the page: facets as trees, dates, filters in force, looser questions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from app.http.wording import query_message
from app.portal.kit.facets import FACETS, HEADS, Known
from app.portal.kit.formats import size
from app.portal.kit.forms import Input
from app.portal.kit.pieces import Link
from app.portal.search.context import ActiveFilter, Facet, FacetValue, Period
from app.words.language import CHINESE
from app.words.sources import _, counted, listed
from catalog.china import china_day
from catalog.messages import message
from search.asking.operators import PREFIXES, read_operators
from search.asking.parameters import RANGES, parse
from search.asking.query import InvalidQuery, SearchQuery
from search.results import FacetCount, SearchResults

OPEN_FACETS = 3
"""How many facets are unfolded from the beginning."""
SHORTCUTS = (*((days, counted("近 %(count)s 天", days)) for days in (7, 30)), (365, _("近一年")))
SIZES, SIZE = ("size_min", "size_max"), _("文件大小")
_PREFIXES = {name: prefix for prefix, name in reversed(PREFIXES.items())}
_SAFE = re.compile(r"[A-Za-z0-9_-]+")
_DAY = len("2026-01-31")
Pairs = Sequence[tuple[str, str]]
NOTHING: Mapping[str, str] = {}
PERIODS: Mapping[str, str] = {"updated": _("更新时间"), "published": _("发布时间")}
"""The ranges of dates: the names of their parameters without the end."""


@dataclass(frozen=True)
class Asked:
    """A question with the pairs of the address that it was read from."""

    query: SearchQuery
    pairs: Pairs

    def without(self, *names: str) -> list[tuple[str, str]]:
        """The pairs but for those of ``names``, empty ones and the place in the list."""
        return [(name, value) for name, value in self.pairs if value and name not in {"cursor", *names}]

    def given(self, name: str) -> str:
        """The value of a parameter that stands once; empty where it is absent."""
        return next((value for key, value in self.pairs if key == name), "")


@dataclass(frozen=True)
class Misread:
    """A question of which a part cannot be read.

    Attributes:
        asked: What is left of it.
        pairs: The whole of it.
        wrong: What is wrong, by parameter.
    """

    asked: Asked
    pairs: Pairs
    wrong: Mapping[str, str]

    @property
    def text(self) -> str:
        """The words as they were typed."""
        return Asked(self.asked.query, self.pairs).given("q")


def misread(pairs: Pairs, refused: InvalidQuery) -> Misread:
    """What can be read of ``pairs`` without what is refused; a range goes as a whole, and the place in the list too."""
    wrong = {refused.parameter: _sentence(refused)}
    while True:
        fields = {RANGES[name].field for name in wrong if name in RANGES}
        ranges = (name for name, side in RANGES.items() if side.field in fields)
        left = Asked(SearchQuery(), pairs).without(*wrong, *ranges)
        try:
            return Misread(Asked(parse(left), left), pairs, wrong)
        except InvalidQuery as another:
            wrong[another.parameter] = _sentence(another)


def _sentence(refused: InvalidQuery) -> str:
    return CHINESE.say(message("sentence", text=query_message(refused)))


def address(pairs: Iterable[tuple[str, str]]) -> str:
    """The search that ``pairs`` ask for."""
    asked = urlencode(list(pairs))
    return f"/search?{asked}" if asked else "/search"


def facets(asked: Asked, found: SearchResults, known: Known) -> tuple[Facet, ...]:
    """Every facet with values, its alternatives under the other filters; those that are filtered by are unfolded."""
    made: list[Facet] = []
    for name, label in HEADS.items():
        counts, chosen = found.facets.get(name, ()), asked.query.filters.get(name, ())
        if counts:
            opened = bool(chosen) or len(made) < OPEN_FACETS
            made.append(Facet(name, label, tree(name, counts, chosen, known), len(counts), opened))
    return tuple(made)


def tree(name: str, counts: Sequence[FacetCount], chosen: Sequence[str], known: Known) -> tuple[FacetValue, ...]:
    """The values of a facet, each below the one above it, in the order of ``counts``."""
    told = {each.value: each for each in counts}
    below: dict[str, list[FacetCount]] = {}
    for each in counts:
        above = known.above(name, each.value)
        below.setdefault(above if above in told else "", []).append(each)

    def node(each: FacetCount, *, alone: bool) -> FacetValue:
        rows = below.get(each.value, [])
        children = tuple(node(row, alone=len(rows) == 1) for row in rows)
        opened = alone or any(_holds(child) for child in children)
        label = known.label(name, each.value)
        return FacetValue(_key(name, each.value), each.value, label, each.count, each.value in chosen, children, opened)

    roots = below.get("", [])
    return tuple(node(each, alone=len(roots) == 1) for each in roots)


def _holds(value: FacetValue) -> bool:
    """Whether it, or one below it, is chosen."""
    return value.selected or any(_holds(child) for child in value.children)


def _key(name: str, value: str) -> str:
    """A name for a value that may stand as identity of an element."""
    return f"{name}-{value if _SAFE.fullmatch(value) else value.encode().hex()}"


def periods(asked: Asked, now: datetime, wrong: Mapping[str, str] = NOTHING) -> tuple[Period, ...]:
    """The ranges of dates, with what was given and what is ``wrong`` with it; times of day are shown as their day."""
    made: list[Period] = []
    for name, label in PERIODS.items():
        since, until = _ends(name)
        rest = asked.without(since, until)
        shortcuts = tuple(
            Link(text, address([*rest, (since, (china_day(now) - timedelta(days)).isoformat())]))
            for days, text in SHORTCUTS
        )
        low, high = (Input(end, asked.given(end)[:_DAY], wrong.get(end, "")) for end in (since, until))
        made.append(Period(name, label, low, high, shortcuts, opened=any(map(asked.given, (since, until)))))
    return tuple(made)


def filters(asked: Asked, known: Known) -> tuple[ActiveFilter, ...]:
    """The filters in force, each with the way out of it."""
    kept = asked.without()
    values = [
        ActiveFilter(FACETS[facet], known.label(facet, value), address(pair for pair in kept if pair != (facet, value)))
        for facet, chosen in asked.query.filters.items()
        for value in chosen
    ]
    return (*values, *(ActiveFilter(*each) for each in _ranges(asked)))


def _ranges(asked: Asked) -> Iterable[tuple[str, str, str]]:
    """The ranges in force: label, value and the address without them."""
    for names, label in (*((_ends(name), text) for name, text in PERIODS.items()), (SIZES, SIZE)):
        ends = [asked.given(name) for name in names]
        if any(ends):
            shown = [(size(int(end)) if names == SIZES else end[:_DAY]) if end else "" for end in ends]
            yield label, _between(*shown), address(asked.without(*names))


def _between(low: str, high: str) -> str:
    if low and high:
        return _("%(low)s 至 %(high)s", low=low, high=high)
    return _("%(low)s 起", low=low) if low else _("%(high)s 止", high=high)


def names_of(parameters: Iterable[str]) -> str:
    """What parameters are called, each once, the ends of a range as one."""
    return listed(dict.fromkeys(_NAMES[name] for name in parameters))


def fields_of(text: str) -> list[str]:
    """What of a question is asked of one field only, as it may be typed."""
    return [f"“{_PREFIXES[name]}:{value}”" for name, value in read_operators(text).fields]


def hidden(asked: Asked, *, narrows: bool = True, sorts: bool = True) -> tuple[tuple[str, str], ...]:
    """What a form of results must keep although it has no field for it; it may lack those that narrow or sort."""
    fields = {"q", *(["sort"] if sorts else [])}
    if narrows:
        fields |= {*FACETS, *(end for name in PERIODS for end in _ends(name))}
    return tuple(pair for pair in asked.without() if pair[0] not in fields)


@dataclass(frozen=True)
class Looser:
    """A looser question: what is let go (a facet, a period, ``size``, ``all`` or ``q``) and the pairs that are left."""

    what: str
    pairs: Pairs


def looser(asked: Asked) -> list[Looser]:
    """Looser questions than ``asked``, the gentlest first: each without one filter, without all, without the words."""
    query = asked.query
    found = [Looser(name, asked.without(name)) for name in query.filters]
    found += [Looser(name, asked.without(*_ends(name))) for name in PERIODS if any(map(asked.given, _ends(name)))]
    found += [Looser("size", asked.without(*SIZES))] if any(map(asked.given, SIZES)) else []
    if len(found) > 1:
        found.append(Looser("all", asked.without(*query.filters, *RANGES)))
    if found and query.text:
        found.append(Looser("q", asked.without("q")))
    return found


def let_go(way: Looser, asked: Asked, known: Known) -> str:
    """What a looser question lets go, in words."""
    if way.what in asked.query.filters:
        values = listed(known.label(way.what, value) for value in asked.query.filters[way.what])
        return _("去掉“%(filter)s：%(values)s”", filter=FACETS[way.what], values=values)
    if way.what == "q":
        return _("去掉文字“%(query)s”，只留筛选条件", query=asked.query.text)
    if way.what == "all":
        return _("去掉全部筛选条件")
    return _("去掉“%(filter)s”", filter=PERIODS.get(way.what, SIZE))


def _ends(period: str) -> tuple[str, str]:
    return f"{period}_after", f"{period}_before"


_NAMES: Mapping[str, str] = {
    **FACETS,
    **{end: label for name, label in PERIODS.items() for end in _ends(name)},
    **dict.fromkeys(SIZES, SIZE),
    "q": _("搜索文字"),
    "sort": _("排序"),
    "size": _("每页条数"),
    "cursor": _("翻页位置"),
    "explain": _("得分构成"),
}
"""What every parameter is called, the ends of a range alike."""
CALLED: Mapping[str, str] = {
    **_NAMES,
    **HEADS,
    **{_ends(name)[0]: _("%(period)s（起）", period=label) for name, label in PERIODS.items()},
    **{_ends(name)[1]: _("%(period)s（止）", period=label) for name, label in PERIODS.items()},
    "size_min": _("%(size)s（至少）", size=SIZE),
    "size_max": _("%(size)s（至多）", size=SIZE),
}
"""What every parameter is called on the page."""
