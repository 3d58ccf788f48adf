"""Marking: which pieces of a text match a question, without any markup."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from search.analysis.folding import fold
from search.analysis.segmentation import QueryTerm, is_latin

Marked: TypeAlias = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it matched the question; joined they are the text. Never markup."""

LEAD = 40
"""Characters shown before the first match of a shortened text."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Marker:
    """Marks texts for one question; made once a question."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, terms: Iterable[QueryTerm]) -> "Marker":
        """A marker for the words of a question and for their parts."""
        return cls(tuple(dict.fromkeys(word for term in terms for word in (term.text, *term.words, *term.parts))))

    def mark(self, text: str) -> Marked:
        """The whole text in pieces."""
        return _pieces(text, self._spans(text), 0, len(text))

    def matches(self, text: str) -> bool:
        """Whether anything in the text would be marked."""
        folded = fold(text).text
        return any(True for word in self.words for _ in _occurrences(word, folded))

    def excerpt(self, text: str, length: int) -> Marked:
        """At most `length` characters of the text around its first match, with an ellipsis where it goes on."""
        spans = self._spans(text)
        if len(text) <= length:
            return _pieces(text, spans, 0, len(text))
        start = min(max(0, spans[0][0] - LEAD), len(text) - length) if spans else 0
        end = start + length
        before = ((ELLIPSIS, False),) if start else ()
        after = ((ELLIPSIS, False),) if end < len(text) else ()
        return (*before, *_pieces(text, spans, start, end), *after)

    def _spans(self, text: str) -> list[tuple[int, int]]:
        """Matches as spans of the original text, in order, neighbours joined."""
        folded = fold(text)
        found = sorted(span for word in self.words for span in _occurrences(word, folded.text))
        joined: list[tuple[int, int]] = []
        for span in found:
            start, end = folded.original(*span)
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined


def _occurrences(word: str, folded: str) -> Iterator[tuple[int, int]]:
    """Spans of a Chinese word anywhere, of any other word only where it stands whole."""
    latin = is_latin(word[0])
    start = folded.find(word)
    while start >= 0:
        end = start + len(word)
        within = latin and (is_latin(folded[start - 1 : start]) or is_latin(folded[end : end + 1]))
        if not within:
            yield start, end
        start = folded.find(word, end)


def _pieces(text: str, spans: list[tuple[int, int]], begin: int, end: int) -> Marked:
    pieces: list[tuple[str, bool]] = []
    at = begin
    for start, stop in spans:
        first, last = max(start, at), min(stop, end)
        if first < last:
            pieces.extend([(text[at:first], False), (text[first:last], True)])
            at = last
    pieces.append((text[at:end], False))
    return tuple(piece for piece in pieces if piece[0])
