"""Folding: what is written differently and means the same becomes the same; positions lead back to the original."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from search.analysis.dictionary.variants import VARIANTS
from search.analysis.numerals import unify_numbers

_COMMON = tuple((wide, chr(ord(wide) - 0xFEE0)) for wide in "，：；！？（）％＋－／＝．～")
"""The full-width forms that nearly every text holds, half-width beside them: replaced first, for speed."""
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
"""All of them, one for one: what NFKC does, without losing the positions."""
_STANDARD = str.maketrans(VARIANTS)
_VARIANT = re.compile(f"[{''.join(VARIANTS)}]")
"""Looking for one is many times faster than translating a text without any."""


class Folded(NamedTuple):
    """A folded text and the way back.

    Attributes:
        text: NFKC (full-width becomes half-width), case-folded, in standard characters and one form of number.
        spans: Begin and end in the original of each folded character; None where every position is the same.
    """

    text: str
    spans: tuple[tuple[int, int], ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original behind a non-empty span of the folded text."""
        if self.spans is None:
            return start, end
        return self.spans[start][0], self.spans[end - 1][1]


def fold(text: str) -> Folded:
    """Fold a text. Base characters are folded together with their combining marks, so that é is é however typed."""
    simple = text.casefold()
    if text.isascii():
        return Folded(simple)
    for wide, narrow in _COMMON:
        simple = simple.replace(wide, narrow)
    normal = unicodedata.is_normalized("NFKC", simple)
    if not normal:
        simple = text.translate(_NARROW).casefold()
        normal = unicodedata.is_normalized("NFKC", simple)
    if normal and len(simple) == len(text):
        return Folded(_unified(simple))
    folded: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        piece = _fold_piece(text[start:end])
        folded.append(piece)
        spans.extend([(start, end)] * len(piece))
    return Folded(_unified("".join(folded)), tuple(spans))


@lru_cache(maxsize=64)  # several parts of a record begin with the same text
def fold_text(text: str) -> str:
    """The folded text alone, with outer and repeated spaces gone."""
    return " ".join(fold(text).text.split())


def standard(text: str) -> str:
    """Traditional and variant characters as the standard ones, each in its place."""
    return text.translate(_STANDARD) if _VARIANT.search(text) else text


def _unified(text: str) -> str:
    """Standard characters and one form of each number; the length stays."""
    return unify_numbers(standard(text))


def _fold_piece(piece: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", piece).casefold())


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans of base characters with the combining marks behind them."""
    starts = [i for i, char in enumerate(text) if i == 0 or not unicodedata.combining(char)]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))
