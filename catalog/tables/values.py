"""Text to typed values and back: the one place that knows how a date, a number or a yes is written.

``canonical`` serves ingest and query alike, so that a value which a file may hold can also be asked for.
"""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from catalog.tables.recognised import pattern
from catalog.tables.schema import ColumnType

MAX_INTEGER_DIGITS = 15
"""Longer runs of digits are codes (credit codes, identity numbers, cards): as numbers most clients would round them."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})", re.ASCII)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,14})?", re.ASCII)
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,14})?", re.ASCII)
_DATE = pattern("cells", "date", re.ASCII)
_COMPACT = re.compile(r"(?P<y>(?:19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})", re.ASCII)
_TIME = pattern("cells", "time", re.ASCII)
_TRUE = pattern("cells", "true")
_FALSE = pattern("cells", "false")
_MAX_LENGTH = 40
"""No number, date or flag is longer; a longer text needs no further look."""


def plain(text: str) -> str:
    """``text`` without outer blanks and with full-width letters and digits as ASCII, for reading a value from it."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


def canonical(text: str, kind: ColumnType) -> str | None:
    """``text`` in the one form in which values of ``kind`` are stored, or None where it is no such value.

    Strings stay exactly as they are; numbers lose grouping commas; dates and times become ISO 8601.
    """
    if kind is ColumnType.STRING:
        return text
    if len(text) > _MAX_LENGTH:
        return None
    return _CANONICAL[kind](plain(text))


def parse(text: str, kind: ColumnType) -> Any:
    """``text`` as a Python value of ``kind``; raises ValueError where it is none."""
    form = canonical(text, kind)
    if form is None:
        raise ValueError(text)
    return _PYTHON[kind](form)


def storable(text: str) -> bool:
    """``text`` holds neither NUL nor half of a surrogate pair, so that every database can take it."""
    return "\0" not in text and (text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text))


def to_json(value: Any) -> Any:
    """A value of a row in the form of JSON: dates and times as ISO 8601, everything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def _integer(text: str) -> str | None:
    if _INTEGER.fullmatch(text):
        return None if text == "-0" else text
    if "." not in text and _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return None


def _number(text: str) -> str | None:
    match = _NUMBER.fullmatch(text) or _GROUPED.fullmatch(text)
    if not match:
        return None
    digits = text.replace(",", "")
    significant = len(digits.lstrip("-0.").replace(".", ""))
    return digits if significant <= MAX_INTEGER_DIGITS else None


def _boolean(text: str) -> str | None:
    folded = text.lower()
    if _TRUE.fullmatch(folded):
        return "true"
    return "false" if _FALSE.fullmatch(folded) else None


def _iso_date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _date(text: str) -> str | None:
    match = _DATE.fullmatch(text)
    if match:
        return _iso_date(match["y"], match["m"] or match["zm"], match["d"] or match["zd"])
    match = _COMPACT.fullmatch(text)
    return _iso_date(match["y"], match["m"], match["d"]) if match else None


def _datetime(text: str) -> str | None:
    match = _DATE.match(text)
    day = _iso_date(match["y"], match["m"] or match["zm"], match["d"] or match["zd"]) if match else None
    if match is None or day is None:
        return None
    rest = text[match.end() :]
    if not rest:
        return f"{day}T00:00:00"
    clock = _clock(rest.removeprefix("T").strip()) if rest[0] in "T " or match["zd"] else None
    return f"{day}T{clock}" if clock else None


def _clock(text: str) -> str | None:
    match = _TIME.fullmatch(text)
    if not match:
        return None
    hour, minute, second = match["h"], match["i"] or match["zi"] or "0", match["s"] or match["zs"] or "0"
    try:
        return time(int(hour), int(minute), int(second), int((match["f"] or "0").ljust(6, "0"))).isoformat()
    except ValueError:
        return None


_CANONICAL = {
    ColumnType.INTEGER: _integer,
    ColumnType.NUMBER: _number,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: _date,
    ColumnType.DATETIME: _datetime,
}

_PYTHON: dict[ColumnType, Any] = {
    ColumnType.STRING: str,
    ColumnType.INTEGER: int,
    ColumnType.NUMBER: float,
    ColumnType.BOOLEAN: lambda form: form == "true",
    ColumnType.DATE: date.fromisoformat,
    ColumnType.DATETIME: datetime.fromisoformat,
}
