"""A language that says every message in brackets: what stands outside of them was not said as a message."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from gettext import NullTranslations
from html.parser import HTMLParser
from typing import Any

from app.words.extraction import CHINESE
from app.words.sources import Text

_BRACKETS = re.compile(r"⟦[^⟦⟧]*⟧")
_GAP = "\ufffd"
"""Stands where a message was, so that what stood around it is not taken for one piece."""
_SHOWN = frozenset({"alt", "aria-label", "content", "data-label", "placeholder", "title", "value"})


class Bracketed(NullTranslations):
    """Says every message in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, _msgid2: str, _n: int) -> str:
        return f"⟦{msgid1}⟧"


class _Pieces(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if value and name in _SHOWN]


def unsaid(page: str) -> set[str]:
    """Texts and attributes of a page, or parts of them, in Chinese and outside of all brackets."""
    while _BRACKETS.search(page):
        page = _BRACKETS.sub(_GAP, page)
    pieces = (piece.strip(" \n") for text in _Pieces(page).found for piece in text.split(_GAP))
    return {piece for piece in pieces if CHINESE.search(piece)}


def handed_over(value: Any) -> Iterator[str]:
    """The strings in a context that are no messages: data, and what others say."""
    if isinstance(value, Text):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from handed_over(each)
    elif is_dataclass(value):
        for each in fields(value):
            yield from handed_over(getattr(value, each.name))


def not_handed_over(page: str, handed: Iterable[str]) -> set[str]:
    """Chinese of a page that is neither said as a message nor made of strings that were handed to the template.

    A string of one character is let through where it stands alone only: it is part of too much else.
    """
    known = sorted({" ".join(each.split()) for each in handed if CHINESE.search(each)}, key=len, reverse=True)
    long = "|".join(re.escape(each) for each in known if len(each) > 1) or "(?!)"
    rest = re.compile(rf"(?:{long}|[^{CHINESE.pattern[1:-1]}])*")
    return {
        piece
        for piece in (" ".join(each.split()) for each in unsaid(page))
        if piece not in known and not rest.fullmatch(piece) and not _cut_from(piece, known)
    }


def _cut_from(piece: str, known: list[str]) -> bool:
    """Whether it is the beginning of a longer string, cut with an ellipsis."""
    return piece.endswith("...") and any(each.startswith(piece.removesuffix("...")) for each in known)
