"""Words of Latin letters as pinyin: what they sound like, what they may have been meant for, first letters."""

from dataclasses import dataclass
from functools import lru_cache

from search.analysis.pinyin import LONGEST_JOIN, alike, corrections, neighbours, split

MOST_CORRECTIONS = 60
"""Corrected forms of one word of letters."""
SHORTEST_CORRECTED = 4
"""Letters of the shortest word that is corrected."""
LONGEST_CORRECTED = 24
MOST_INITIALS = 12
"""Letters of the longest word that may be first letters."""
NO_INITIALS = frozenset("iuv")
"""Letters with which no syllable begins."""


@dataclass(frozen=True, slots=True)
class Letters:
    """A word of letters as pinyin.

    Attributes:
        word: As it was typed.
        joins: What a title that sounds so holds of neighbouring syllables: the word itself, of a long one every part.
        alike: The word, and what sounds the same to who does not tell some sounds apart; none of a long word.
        syllables: What it can be split into; empty where it is no pinyin.
        corrected: What it may have been meant for, one letter being wrong; none of a long word.
        initials: Whether it may be first letters.
    """

    word: str
    joins: tuple[str, ...]
    alike: tuple[str, ...]
    syllables: tuple[str, ...]
    corrected: tuple[str, ...]
    initials: bool


@lru_cache(maxsize=4_096)
def letters_of(word: str) -> Letters:
    """A word of letters as pinyin."""
    correctable = SHORTEST_CORRECTED <= len(word) <= LONGEST_CORRECTED
    corrected = corrections(word, MOST_CORRECTIONS) if correctable else ()
    syllables = split(word)
    parts = neighbours(syllables or (word,))
    return Letters(
        word,
        joins=tuple(map("".join, parts)),
        alike=alike(*parts) if len(parts) == 1 else (),
        syllables=syllables,
        corrected=tuple(near for near in corrected if len(split(near)) <= LONGEST_JOIN),
        initials=1 < len(word) <= MOST_INITIALS and NO_INITIALS.isdisjoint(word),
    )
