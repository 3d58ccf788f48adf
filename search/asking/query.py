"""What is asked, and the one parser that the API, the portal and the command line share.

The parser is pure. Whatever it is given it answers with a `SearchQuery` or raises `InvalidQuery`, nothing else.
Limits are refused by name, never applied silently.
"""

import binascii
import hashlib
import json
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from search.asking.synonyms import Synonyms
from search.document import FACETS, PUBLIC_SCOPE

MAX_TEXT_LENGTH = 200
"""Longest question in characters, after cleaning."""
MAX_SIZE = 100
DEFAULT_SIZE = 20
MAX_VALUES = 50
"""Most values of one filter."""
MAX_VALUE_LENGTH = 100
MAX_RAW_LENGTH = 4000
"""A parameter longer than this is refused before it is looked at."""
MAX_OFFSET = 10_000
"""How deep an order by relevance can be paged; the other orders have no end."""
MAX_TIMESTAMP = 253_402_300_799
"""The last second of the year 9999."""
BEIJING_TIME = timezone(timedelta(hours=8))
"""The zone in which times are shown and therefore read."""
DATE_LENGTH = len("2026-01-31")
LAST_SECOND = timedelta(days=1, seconds=-1)
MAX_BYTES_DIGITS = 18
DIGEST_LENGTH = 16
FLAGS = ("true", "false")


class Sort(StrEnum):
    """The orders of results; without a question relevance means the latest update first."""

    RELEVANCE = "relevance"
    UPDATED = "updated"
    PUBLISHED = "published"
    DOWNLOADS = "downloads"


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


class InvalidQuery(ValueError):
    """A query that cannot be answered as it was asked.

    Attributes:
        parameter: The parameter at fault.
        message: What is wrong and what to do, for people.
        known: The values that would have been accepted, where they can be listed.
    """

    def __init__(self, parameter: str, message: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(f"{parameter}：{message}")
        self.parameter = parameter
        self.message = message
        self.known = known


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins.

    Attributes:
        offset: How many hits came before, in the order by relevance.
        generation: The index the offset counts in; in another index it means nothing.
        after: Sort value and identity of the last hit, in every other order.
    """

    offset: int = 0
    generation: str = ""
    after: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question in its checked form.

    Attributes:
        text: Cleaned text; empty asks for everything.
        filters: Facet name to the accepted values: any of them, and every facet must agree.
        ranges: Number field to its lowest and highest value, both included; None leaves a side open. Times are seconds
            since 1970 (UTC), sizes are bytes.
        sort: The order.
        size: Hits a page, 0 to 100; 0 asks for totals and facets only.
        scopes: Visibility tokens of the caller; a document that shares none of them does not exist for the query.
        cursor: Where the page begins; None is the first page.
        facets: Which facets to count.
        explain: Whether the parts of the scores are asked for, which is for operators.
        synonyms: Those to understand the text with; None are the dictionary's.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    size: int = DEFAULT_SIZE
    scopes: tuple[str, ...] = (PUBLIC_SCOPE,)
    cursor: Cursor | None = None
    facets: tuple[str, ...] = FACETS
    explain: bool = False
    synonyms: Synonyms | None = None

    @property
    def offset(self) -> int:
        """How many hits come before the page, in the order by relevance."""
        return self.cursor.offset if self.cursor else 0

    @property
    def order(self) -> Sort:
        """The order that is really used: nothing is more relevant than another where no words were given."""
        return self.sort if self.text or self.sort is not Sort.RELEVANCE else Sort.UPDATED

    @property
    def digest(self) -> str:
        """What binds a cursor to its query: everything that decides which hits come in which order."""
        filters = sorted((name, sorted(set(values))) for name, values in self.filters.items() if values)
        parts = [self.text, filters, sorted(self.ranges.items()), self.order, sorted(set(self.scopes))]
        text = json.dumps(parts, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]


def parse(parameters: Iterable[tuple[str, str]], scopes: tuple[str, ...] = (PUBLIC_SCOPE,)) -> SearchQuery:
    """Read a query from name–value pairs, as they stand in an address or on a command line.

    A filter may be repeated and every other parameter may not; an empty value counts as absent. `scopes` come from
    the caller's identity and never from the parameters.

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
    if "cursor" not in single:
        return query
    return replace(query, cursor=decode_cursor(single["cursor"], query))


def typed(parameters: Iterable[tuple[str, str]]) -> str:
    """The text that suggestions are asked for with, read as strictly as a query.

    Raises:
        InvalidQuery: There is another parameter than `q`, or `q` more than once.
    """
    return _single("q", _collect(parameters, ("q",)).get("q", [""]))


def clean_text(text: str) -> str:
    """The question as it is understood: NFKC, control and unpaired characters as spaces, spaces joined.

    Raises:
        InvalidQuery: The text is longer than `MAX_TEXT_LENGTH`.
    """
    folded = unicodedata.normalize("NFKC", text)
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in folded)
    cleaned = " ".join(kept.split())
    if len(cleaned) > MAX_TEXT_LENGTH:
        raise InvalidQuery("q", f"有 {len(cleaned)} 个字符，最多 {MAX_TEXT_LENGTH} 个。请缩短后再试。")
    return cleaned


def encode_cursor(cursor: Cursor, query: SearchQuery) -> str:
    """The cursor as an opaque text that only the same query accepts."""
    after = list(cursor.after) if cursor.after else None
    text = json.dumps([query.digest, cursor.offset, cursor.generation, after], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(text: str, query: SearchQuery) -> Cursor:
    """The cursor that `encode_cursor` wrote for this query.

    Raises:
        InvalidQuery: It is damaged, belongs to another query, or lies beyond what relevance can be paged to.
    """
    try:
        raw = urlsafe_b64decode((text + "=" * (-len(text) % 4)).encode("ascii"))
        digest, cursor = _cursor_from(json.loads(raw))
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise InvalidQuery("cursor", "翻页标记已损坏。请从第一页重新开始。") from None
    if digest != query.digest or (query.order is Sort.RELEVANCE) != (cursor.after is None):
        raise InvalidQuery("cursor", "翻页标记属于另一个查询。请从第一页重新开始。")
    if cursor.offset > MAX_OFFSET:
        raise InvalidQuery("cursor", f"按相关度最多翻到第 {MAX_OFFSET} 条。请增加条件，或改为按更新时间排序。")
    return cursor


def _cursor_from(parts: Any) -> tuple[str, Cursor]:
    """The parts of a decoded cursor, each of the type it must have; anything else is a ValueError."""
    match parts:
        case [str(digest), int(offset), str(generation), None] if offset > 0:
            return digest, Cursor(offset, generation)
        case [str(digest), 0, str(generation), [int(value), str(identity)]] if abs(value) <= MAX_TIMESTAMP:
            return digest, Cursor(0, generation, (value, identity))
        case _:
            raise ValueError(parts)


def _collect(parameters: Iterable[tuple[str, str]], known: tuple[str, ...] = PARAMETERS) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in parameters:
        if name not in known:
            raise InvalidQuery(clean_name(name), "没有这个查询参数。", known)
        if len(value) > MAX_RAW_LENGTH:
            raise InvalidQuery(name, f"有 {len(value)} 个字符，最多 {MAX_RAW_LENGTH} 个。")
        if value:
            given.setdefault(name, []).append(value)
    return given


def clean_name(name: str) -> str:
    """A name that may be shown again: printable and short."""
    return "".join(char if char.isprintable() else "?" for char in name[:MAX_VALUE_LENGTH])


def _single(name: str, values: list[str]) -> str:
    if len(values) > 1:
        raise InvalidQuery(name, f"只能出现一次，现在有 {len(values)} 次。")
    return values[0]


def _values(name: str, values: list[str]) -> tuple[str, ...]:
    distinct = tuple(dict.fromkeys(values))
    if len(distinct) > MAX_VALUES:
        raise InvalidQuery(name, f"取值过多：{len(distinct)} 个，最多 {MAX_VALUES} 个。")
    for value in distinct:
        if len(value) > MAX_VALUE_LENGTH or not value.isprintable():
            raise InvalidQuery(name, f"取值无效：最多 {MAX_VALUE_LENGTH} 个字符，不含控制字符。")
    return distinct


def _flag(name: str, text: str) -> bool:
    if text not in FLAGS:
        raise InvalidQuery(name, "应为 true 或 false。", FLAGS)
    return text == "true"


def _sort(text: str) -> Sort:
    known = tuple(sort.value for sort in Sort)
    if text not in known:
        raise InvalidQuery("sort", "没有这种排序方式。", known)
    return Sort(text)


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:4]) <= MAX_SIZE and len(text) <= len(str(MAX_SIZE))):
        raise InvalidQuery("size", f"每页条数应为 0 到 {MAX_SIZE} 的整数。")
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
            raise InvalidQuery(name, f"{'早于起始时间' if side.moment else '小于下限'}，请改正其中一端。")
        ranges[side.field] = (low, value) if side.high else (value, None)
    return ranges


def _bytes(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_BYTES_DIGITS):
        raise InvalidQuery(name, "应为字节数：不带单位的整数，例如 1048576 表示 1 MB。")
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
        raise InvalidQuery(name, "应为日期或时间，例如 2026-01-31。") from None
