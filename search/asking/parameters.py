"""The one parser of questions, which the API, the portal and the command line share.

It is pure. Whatever it is given it answers with a `SearchQuery` or raises `InvalidQuery`, nothing else. Limits are
refused by name, never applied silently.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from search.asking.query import DEFAULT_SIZE, MAX_SIZE, InvalidQuery, PagePosition, SearchQuery, Sort, clean_text
from search.document import FACETS, PUBLIC_SCOPE

Unpack = Callable[[str], Sequence[Any]]
"""Gives the values in the text of a cursor; none where it is no cursor of a search."""
MAX_VALUES = 50
"""Most values of one filter."""
MAX_VALUE_LENGTH = 100
MAX_RAW_LENGTH = 4000
"""A parameter longer than this is refused before it is looked at."""
BEIJING_TIME = timezone(timedelta(hours=8))
"""The zone in which times are shown and therefore read."""
DATE_LENGTH = len("2026-01-31")
LAST_SECOND = timedelta(days=1, seconds=-1)
MAX_BYTES_DIGITS = 18
FLAGS = ("true", "false")


@dataclass(frozen=True, slots=True)
class RangeSide:
    """One end of a range as a parameter names it.

    Attributes:
        field: The number it bounds.
        high: Whether it is the upper end.
        moment: Whether it is a time; otherwise it is a count of bytes.
    """

    field: str
    high: bool
    moment: bool


RANGES: Mapping[str, RangeSide] = {
    "updated_after": RangeSide("updated_at", high=False, moment=True),
    "updated_before": RangeSide("updated_at", high=True, moment=True),
    "published_after": RangeSide("published_at", high=False, moment=True),
    "published_before": RangeSide("published_at", high=True, moment=True),
    "size_min": RangeSide("file_size", high=False, moment=False),
    "size_max": RangeSide("file_size", high=True, moment=False),
}
"""The parameters that bound a number; both ends belong to the range."""
PARAMETERS = ("q", *FACETS, *RANGES, "sort", "cursor", "size", "explain")
"""Every name the parser knows; it refuses any other, and pages leave out what they do not know before they ask it."""


def no_cursor(_text: str) -> Sequence[Any]:
    """No values: where no cursor is given out, none is read."""
    return ()


def parse(
    parameters: Iterable[tuple[str, str]], scopes: tuple[str, ...] = (PUBLIC_SCOPE,), unpack: Unpack = no_cursor
) -> SearchQuery:
    """Read a query from name–value pairs, as they stand in an address or on a command line.

    A filter may be repeated and every other parameter may not; an empty value counts as absent. `scopes` come from
    the caller's identity and never from the parameters. `unpack` gives the values in the text of a cursor.

    Raises:
        InvalidQuery: Names the parameter, what is wrong with it and what would be accepted.
    """
    given = _collect(parameters)
    filters = {name: _values(name, given[name]) for name in FACETS if name in given}
    single = {name: _single(name, values) for name, values in given.items() if name not in FACETS}
    query = SearchQuery(
        text=clean_text(single.get("q", "")),
        filters=filters,
        ranges=_ranges(single),
        sort=_sort(single["sort"]) if "sort" in single else Sort.RELEVANCE,
        size=_size(single["size"]) if "size" in single else DEFAULT_SIZE,
        scopes=scopes,
        explain=_flag("explain", single.get("explain", "false")),
    )
    return query.at(_position(unpack(single["cursor"]))) if "cursor" in single else query


def _position(values: Sequence[Any]) -> PagePosition:
    try:
        return PagePosition.of(values)
    except ValueError:
        raise InvalidQuery("cursor", "cursor.damaged") from None


def typed(parameters: Iterable[tuple[str, str]]) -> str:
    """The text that suggestions are asked for with, read as strictly as a query.

    Raises:
        InvalidQuery: There is another parameter than `q`, or `q` more than once.
    """
    return _single("q", _collect(parameters, ("q",)).get("q", [""]))


def _collect(parameters: Iterable[tuple[str, str]], known: tuple[str, ...] = PARAMETERS) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if name not in known:
            raise InvalidQuery(clean_name(name), "parameter.unknown", known)
        if len(value) > MAX_RAW_LENGTH:
            raise InvalidQuery(name, "parameter.too-long", length=len(value), most=MAX_RAW_LENGTH)
        if value:
            given.setdefault(name, []).append(value)
    return given


def clean_name(name: str) -> str:
    """A name that may be shown again: printable and short."""
    return "".join(char if char.isprintable() else "?" for char in name[:MAX_VALUE_LENGTH])


def _single(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise InvalidQuery(name, "parameter.repeated", count=len(values))
    return values[0]


def _values(name: str, values: list[str]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(values))
    if len(distinct) > MAX_VALUES:
        raise InvalidQuery(name, "filter.too-many", count=len(distinct), most=MAX_VALUES)
    for value in distinct:
        if len(value) > MAX_VALUE_LENGTH or not value.isprintable():
            raise InvalidQuery(name, "filter.malformed", most=MAX_VALUE_LENGTH)
    return distinct


def _flag(name: str, text: str) -> bool:
    if text not in FLAGS:
        raise InvalidQuery(name, "flag.malformed", FLAGS)
    return text == "true"


def _sort(text: str) -> Sort:
    known = tuple(sort.value for sort in Sort)
    if text not in known:
        raise InvalidQuery("sort", "sort.unknown", known)
    return Sort(text)


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:4]) <= MAX_SIZE and len(text) <= len(str(MAX_SIZE))):
        raise InvalidQuery("size", "size.malformed", most=MAX_SIZE)
    return int(text)


def _ranges(given: Mapping[str, str]) -> dict[str, tuple[int | None, int | None]]:
    """Every range with an end that was given.

    Raises:
        InvalidQuery: An end is unreadable, or the upper one lies below the lower one.
    """
    ranges: dict[str, tuple[int | None, int | None]] = {}
    for name, side in RANGES.items():
        if name not in given:
            continue
        value = _moment(name, given[name], last=side.high) if side.moment else _bytes(name, given[name])
        low = ranges.get(side.field, (None, None))[0]
        if side.high and low is not None and value < low:
            raise InvalidQuery(name, "range.before-start" if side.moment else "range.below-least")
        ranges[side.field] = (low, value) if side.high else (value, None)
    return ranges


def _bytes(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_BYTES_DIGITS):
        raise InvalidQuery(name, "bytes.malformed")
    return int(text)


def _moment(name: str, text: str, *, last: bool) -> int:
    """A date or a time of ISO 8601 as seconds since 1970; without a zone it is Beijing time.

    A day without a time is a whole day: `last` takes its last second, otherwise its first.
    """
    try:
        moment = datetime.fromisoformat(text)
        if last and len(text) <= DATE_LENGTH:
            moment += LAST_SECOND
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=BEIJING_TIME)
        return int(zoned.timestamp())
    except (ValueError, OverflowError):
        raise InvalidQuery(name, "time.malformed") from None
