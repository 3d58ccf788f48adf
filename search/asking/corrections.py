"""“Did you mean”: a better-known question near one that finds little.

A run of Chinese characters is read again as words of a vocabulary, each as it stands or one slip away: a homophone, a
character wrong, missing, too many, or swapped with its neighbour. The reading with the least slips wins. A word of
letters may be a word one letter away, or pinyin.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from heapq import nlargest, nsmallest
from typing import NamedTuple

from search.analysis.dictionary.words import WORDS
from search.analysis.folding import fold_text
from search.analysis.pinyin import fold_sounds, is_letters, reading, split
from search.analysis.segmentation import HAN, STOP_WORDS, cut_runs, query_terms
from search.asking.synonyms import standard_synonyms

MAX_VOCABULARY = 100_000
"""Words of a vocabulary; the rarer ones take no part."""
MAX_CORRECTIONS = 3
LONGEST_WORD = 12
LONGEST_RUN = 40
"""Characters of the longest run that is corrected."""
SHORTEST_INDEXED = 3
"""Shortest word that is found with one of its characters missing: two characters are too little to tell."""
SHORTEST_LATIN = 4
SHARE = 3
"""One slip in so many characters is allowed, and one in any run."""

KNOWN = 0.2
"""What a word of the vocabulary costs; the lowest sum wins, so that few long words win over many short ones."""
GENERAL = 0.6
"""A word of the general language that the vocabulary lacks: a homophone of the vocabulary is likelier."""
UNKNOWN = 1.0
"""A character that is part of no word."""
HOMOPHONE = 0.35
SWAPPED = 0.8
WRONG = 0.9
MISSING = 0.9
EXTRA = 1.0
MARGIN = 0.5
"""A reading that costs so much more than the best is not proposed."""

_RUN = re.compile(rf"[{HAN}]+")
_PARTS = re.compile(rf"[{HAN}]+|[^{HAN}\s]+")


class _Reading(NamedTuple):
    cost: float
    rank: int
    slips: int
    text: str

    def then(self, piece: "_Reading") -> "_Reading":
        return _Reading(
            self.cost + piece.cost, self.rank + piece.rank, self.slips + piece.slips, self.text + piece.text
        )


_WORST = _Reading(float("inf"), 0, 0, "")


class Vocabulary:
    """Known words with how often they occur, findable by sound and with one character missing."""

    __slots__ = ("_base", "_counts", "_shortened", "_sounds")

    def __init__(self, words: Mapping[str, int], base: "Vocabulary | None" = None) -> None:
        """Take the most frequent of some folded words; what is no word of Chinese characters or letters is left out.

        Args:
            words: Each with how often it occurs.
            base: A vocabulary to which these words are added; it stays as it is.
        """
        fitting = ((word, count) for word, count in words.items() if _fits(word))
        self._base = base
        self._counts = dict(nlargest(MAX_VOCABULARY, fitting, key=lambda item: (item[1], item[0])))
        self._sounds: dict[str, tuple[str, ...]] = {}
        self._shortened: dict[str, tuple[str, ...]] = {}
        for word in self._counts:
            if not word.isascii():
                _add(self._sounds, _sound(word), word)
            if len(word) >= (SHORTEST_LATIN if word.isascii() else SHORTEST_INDEXED):
                for shorter in dict.fromkeys(_shorter(word)):
                    _add(self._shortened, shorter, word)

    def __contains__(self, word: str) -> bool:
        return word in self._counts or (self._base is not None and word in self._base)

    def count(self, word: str) -> int:
        """How often a word occurs."""
        return self._counts.get(word, 0) + (self._base.count(word) if self._base else 0)

    def sounding(self, letters: str) -> tuple[str, ...]:
        """The words of Chinese characters that sound like this pinyin."""
        below = self._base.sounding(letters) if self._base else ()
        return (*self._sounds.get(fold_sounds(letters), ()), *below)

    def longer(self, written: str) -> tuple[str, ...]:
        """The words that are this with one more character."""
        below = self._base.longer(written) if self._base else ()
        return (*self._shortened.get(written, ()), *below)

    def near(self, written: str) -> Iterator[tuple[str, float]]:
        """The words one slip away from what was written, each with what the slip costs."""
        if not written.isascii():
            yield from ((word, HOMOPHONE) for word in self.sounding(_sound(written)) if len(word) == len(written))
        for at in range(len(written) - 1):
            yield from self._if_known(written[:at] + written[at + 1] + written[at] + written[at + 2 :], SWAPPED)
        yield from ((word, MISSING) for word in self.longer(written))
        if len(written) >= SHORTEST_INDEXED:
            for at, shorter in enumerate(_shorter(written)):
                yield from self._if_known(shorter, EXTRA)
                for word in self.longer(shorter):
                    if len(word) == len(written) and word[:at] == written[:at] and word[at + 1 :] == written[at + 1 :]:
                        yield word, WRONG

    def _if_known(self, word: str, cost: float) -> Iterator[tuple[str, float]]:
        if word in self:
            yield word, cost


@cache
def standard_vocabulary() -> Vocabulary:
    """The words of the dictionary, synonyms among them, and the parts of its compounds."""
    words = (*WORDS, *standard_synonyms().table)
    parts = (part for word in words for term in query_terms(word) for part in term.parts)
    return Vocabulary(dict.fromkeys((*words, *parts), 1))


def vocabulary_of(titles: Iterable[str]) -> Vocabulary:
    """The words of the dictionary and of some titles."""
    counts: dict[str, int] = {}
    for title in titles:
        latin = (part for part in _PARTS.findall(fold_text(title)) if is_letters(part))
        for word in (*(word for run in cut_runs(title) for word in run), *latin):
            counts[word] = counts.get(word, 0) + 1
    return Vocabulary(counts, standard_vocabulary())


def corrections(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """At most `MAX_CORRECTIONS` better-known questions near this one, the likeliest first; none where all is known."""
    folded = fold_text(text)
    readings = {part: _readings(part, vocabulary) for part in _PARTS.findall(folded)}
    found = (_PARTS.sub(partial(_chosen, readings, number), folded) for number in range(MAX_CORRECTIONS))
    return tuple(better for better in dict.fromkeys(found) if better != folded)


def _chosen(readings: Mapping[str, tuple[str, ...]], number: int, match: re.Match[str]) -> str:
    """The reading of this number of a part, or the last; the part where it has none."""
    texts = readings[match.group()] or (match.group(),)
    return texts[min(number, len(texts) - 1)]


def _readings(part: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Better readings of a part of a question, the likeliest first."""
    if is_letters(part):
        return _latin_readings(part, vocabulary)
    return _han_readings(part, vocabulary) if _is_han(part) and 1 < len(part) <= LONGEST_RUN else ()


def _latin_readings(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    if word in vocabulary or len(word) < SHORTEST_LATIN:
        return ()
    spoken = _spoken(split(word), vocabulary)
    near = sorted(set(vocabulary.near(word)), key=lambda found: (found[1], -vocabulary.count(found[0])))
    return tuple(dict.fromkeys((*spoken, *(other for other, _ in near if other.isascii()))))[:MAX_CORRECTIONS]


def _spoken(syllables: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Pinyin as the fewest words of the vocabulary; none where a syllable is left over."""
    best: list[tuple[int, str] | None] = [(0, ""), *[None] * len(syllables)]
    for end in range(2, len(syllables) + 1):
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            before, words = best[start], vocabulary.sounding("".join(syllables[start:end]))
            if before is not None and words and before[0] + 1 < (best[end] or (end + 1, ""))[0]:
                best[end] = before[0] + 1, before[1] + max(words, key=vocabulary.count)
    whole = best[-1]
    return (whole[1],) if whole and whole[1] else ()


def _han_readings(run: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The cheapest readings of a run, cheaper than as it stands."""
    general = {word for words in cut_runs(run) for word in words if len(word) > 1 or word in STOP_WORDS}
    allowed = max(1, len(run) // SHARE)
    best: list[list[_Reading]] = [[_Reading(0.0, 0, 0, "")]]
    for end in range(1, len(run) + 1):
        reached: dict[str, _Reading] = {}
        for start in range(max(0, end - LONGEST_WORD - 1), end):
            for piece in _pieces(run[start:end], general, vocabulary):
                for before in best[start]:
                    joined = before.then(piece)
                    if joined.slips <= allowed and joined < reached.get(joined.text, _WORST):
                        reached[joined.text] = joined
        best.append(nsmallest(MAX_CORRECTIONS + 1, reached.values()))
    likely = [found.text for found in best[-1] if found.cost < best[-1][0].cost + MARGIN]
    return tuple(likely[: likely.index(run)] if run in likely else likely)[:MAX_CORRECTIONS]


def _pieces(span: str, general: set[str], vocabulary: Vocabulary) -> tuple[_Reading, ...]:
    """What a span can be read as: as it stands, or as the words one slip away."""
    if span in vocabulary:
        return (_Reading(KNOWN, 0, 0, span),)
    cost = GENERAL if span in general else UNKNOWN
    stands = (_Reading(cost, 0, 0, span),) if len(span) == 1 or span in general else ()
    if len(span) == 1:
        return stands
    near = (_Reading(KNOWN + slip, -vocabulary.count(word), 1, word) for word, slip in vocabulary.near(span))
    return (*stands, *near)


def _is_han(word: str) -> bool:
    return _RUN.fullmatch(word) is not None


def _fits(word: str) -> bool:
    return 1 < len(word) <= LONGEST_WORD and (is_letters(word) or _is_han(word))


@lru_cache(maxsize=16_384)
def _sound(word: str) -> str:
    return fold_sounds("".join(reading(word)))


def _shorter(word: str) -> Iterator[str]:
    """The word without each of its characters in turn."""
    yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def _add(index: dict[str, tuple[str, ...]], key: str, word: str) -> None:
    index[key] = (*index.get(key, ()), word)
