"""Marking: which pieces of a text match a question, without any markup."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from search.analysis.folding import fold
from search.analysis.letters import letters_of
from search.analysis.pinyin import is_letters, reading
from search.analysis.segmentation import QueryTerm, is_latin, located_runs

Marked: TypeAlias = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it matched the question; joined they are the text. Never markup."""

LONGEST_SPOKEN = 12
"""Syllables of a longest match by sound."""
LEAD = 40
"""Characters shown before the first match of a shortened text."""
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Marker:
    """Marks texts for one question; made once a question.

    Attributes:
        words: What is marked, each with whether it must stand whole.
        sounds: Pinyin without spaces; in a title what sounds so is marked.
        initials: First letters; in a title neighbours that begin so are marked.
    """

    words: tuple[tuple[str, bool], ...]
    sounds: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()

    @classmethod
    def of(cls, terms: Iterable[QueryTerm]) -> "Marker":
        """A marker for the words of a question and for their parts."""
        words = dict.fromkeys(word for term in terms for word in (term.text, *term.words, *term.parts))
        letters = [letters_of(word) for word in words if is_letters(word)]
        return cls(
            tuple((word, is_latin(word[0])) for word in words),
            frozenset(way for each in letters for way in (each.word, *each.alike, *each.corrected)),
            frozenset(each.word for each in letters if each.initials),
        )

    def mark(self, title: str) -> Marked:
        """The whole of a title or name in pieces."""
        return _pieces(title, self._spans(title, spoken=True), 0, len(title))

    def matching(self, texts: Sequence[str]) -> Iterator[Marked]:
        """The texts in which something is marked, in pieces."""
        together = fold("\n".join(texts)).text if self.words else ""
        if any(word in together for word, _ in self.words):
            for text in texts:
                spans = self._spans(text)
                if spans:
                    yield _pieces(text, spans, 0, len(text))

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

    def _spans(self, text: str, *, spoken: bool = False) -> list[tuple[int, int]]:
        """Matches as spans of the original text, in order, neighbours joined."""
        if not self.words:
            return []
        folded = fold(text)
        written = (span for word, whole in self.words for span in _occurrences(word, folded.text, whole=whole))
        found = sorted((*written, *(self._spoken(folded.text) if spoken and self.sounds else ())))
        joined: list[tuple[int, int]] = []
        for span in found:
            start, end = folded.original(*span)
            if joined and start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined

    def _spoken(self, folded: str) -> Iterator[tuple[int, int]]:
        """Spans that sound like a word of letters, or begin with its letters; readings follow the words."""
        for start, words in located_runs(folded):
            read = [syllable for word in words for syllable in reading(word)]
            if len(read) != sum(map(len, words)):
                continue  # a character without a reading: the others cannot be told apart
            for begin in range(len(read)):
                for end in range(begin + 1, min(begin + LONGEST_SPOKEN, len(read)) + 1):
                    part = read[begin:end]
                    if "".join(part) in self.sounds or "".join([syllable[0] for syllable in part]) in self.initials:
                        yield start + begin, start + end


def _occurrences(word: str, folded: str, *, whole: bool) -> Iterator[tuple[int, int]]:
    """Spans of a word anywhere, or only where no letter or digit touches it."""
    start = folded.find(word)
    while start >= 0:
        end = start + len(word)
        within = whole and (is_latin(folded[start - 1 : start]) or is_latin(folded[end : end + 1]))
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
