"""Operators of a question: quotation marks, excluded words, field prefixes; everything else is free text.

Nothing is an error: a quotation mark without its partner, a minus in the middle of a code, a colon behind a name
that is no field (`https://…`) are free text, and so is every operator beyond its limit.
"""

import re
from dataclasses import dataclass, field

MAX_PHRASES = 8
MAX_EXCLUDED = 16
MAX_FIELDS = 8

PREFIXES = {
    "提供单位": "organization_name",
    "机构": "organization_name",
    "部门": "organization_name",
    "单位": "organization_name",
    "organization": "organization_name",
    "organisation": "organization_name",
    "主题": "theme",
    "theme": "theme",
    "信息项": "items",
    "字段": "items",
    "数据项": "items",
    "field": "items",
    "代码": "code",
    "信息资源代码": "code",
    "目录代码": "code",
    "编号": "code",
    "code": "code",
    "名称": "title",
    "标题": "title",
    "title": "title",
    "地区": "region",
    "region": "region",
}
"""What may stand before a colon, and the field or facet it means; our own name for it comes first."""

_DOUBLE = '"“”„＂'
_QUOTES = {**dict.fromkeys(_DOUBLE, _DOUBLE), "「": "」", "『": "』"}
"""What opens a quotation, and what closes it: an input method may well give the same mark twice."""
_MINUS = "-－−"
_PREFIX = re.compile(rf"({'|'.join(PREFIXES)})[:：][ ]*", re.IGNORECASE | re.ASCII)


@dataclass(slots=True)
class Operators:
    """A question taken apart.

    Attributes:
        text: The free text, quoted phrases among it without their marks.
        phrases: What stood in quotation marks.
        excluded: What stood behind a minus.
        fields: Field or facet with what stood behind its prefix.
    """

    text: str = ""
    phrases: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)


def read_operators(text: str) -> Operators:
    """Take a cleaned text apart, from the left, looking at no character more than a few times."""
    found = Operators()
    free: list[str] = []
    at = 0
    while at < len(text):
        starts = at == 0 or text[at - 1] == " "
        end = (starts and (_excluded(text, at, found) or _field(text, at, found))) or _phrase(text, at, found, free)
        if not end:
            free.append(text[at])
            end = at + 1
        at = end
    found.text = " ".join("".join(free).split())
    return found


def _excluded(text: str, at: int, found: Operators) -> int:
    """The end of an excluded word or phrase that begins here, 0 where there is none."""
    if text[at] not in _MINUS or text[at + 1 : at + 2] in _MINUS or len(found.excluded) == MAX_EXCLUDED:
        return 0
    value, end = _operand(text, at + 1)
    if value:
        found.excluded.append(value)
    return end


def _field(text: str, at: int, found: Operators) -> int:
    """The end of a field prefix with its value that begins here, 0 where there is none."""
    prefix = _PREFIX.match(text, at)
    if prefix is None or len(found.fields) == MAX_FIELDS:
        return 0
    value, end = _operand(text, prefix.end())
    if value:
        found.fields.append((PREFIXES[prefix.group(1).casefold()], value))
    return end


def _phrase(text: str, at: int, found: Operators, free: list[str]) -> int:
    """The end of a quotation that begins here, 0 where there is none; its text stays part of the free text."""
    value, end = _quotation(text, at)
    if value and len(found.phrases) < MAX_PHRASES:
        found.phrases.append(value)
        free.extend((" ", value, " "))
        return end
    return 0


def _operand(text: str, at: int) -> tuple[str, int]:
    """A quotation or a run without spaces that says something, with its end; else nothing and 0."""
    value, end = _quotation(text, at)
    if value:
        return value, end
    end = text.find(" ", at)
    end = len(text) if end < 0 else end
    value = text[at:end]
    return (value, end) if _tells(value) else ("", 0)


def _quotation(text: str, at: int) -> tuple[str, int]:
    """What stands in quotation marks from here, with the end behind the closing one; else nothing and 0."""
    closing = _QUOTES.get(text[at : at + 1])
    if closing is None:
        return "", 0
    ends = [end for end in (text.find(mark, at + 1) for mark in closing) if end > 0]
    value = text[at + 1 : min(ends)].strip() if ends else ""
    return (value, min(ends) + 1) if _tells(value) else ("", 0)


def _tells(value: str) -> bool:
    return any(char.isalnum() for char in value)
