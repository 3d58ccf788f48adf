"""Forms of a question: its characters, sounds and letters, by which titles are found that are written otherwise."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from operator import add

from search.analysis.pinyin import (
    LONGEST_JOIN,
    WORD,
    alike,
    corrections,
    is_letters,
    neighbours,
    reading,
    split,
)
from search.analysis.repetition import numbered
from search.analysis.segmentation import asked_runs, with_subwords

MOST_CHARACTERS = 32
"""Chinese characters, or syllables, of a question that near forms are made of; those behind them take no part."""
MOST_WORDS = 8
"""Words of letters that are looked at as pinyin and as first letters."""
MOST_CORRECTIONS = 60
"""Corrected forms of one word of letters."""
SHORTEST_CORRECTED = 4
"""Letters of the shortest word that is corrected."""
LONGEST_CORRECTED = 24
MOST_INITIALS = 12
"""Letters of the longest word that may be first letters."""
NO_INITIALS = frozenset("iuv")
"""Letters with which no syllable begins."""
BLANK = "_"
INSIDE = "~"
"""Stands before a blanked word that is a part of a longer one."""
LONGEST_BLANKED = 4
"""Characters of the longest word that is stored with one of them blanked."""


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


@dataclass(frozen=True, slots=True)
class Forms:
    """The near forms of a question, every list without repetitions and bounded.

    Attributes:
        written: Chinese characters, as they follow each other.
        characters: The same, those that occur again with their number (`numbered`); so are syllables.
        own: How many of the characters belong to no name of a place.
        syllables: What the characters sound like.
        syllable_pairs: Pairs of neighbouring syllables, each as one word.
        blanks: Words and pairs with one character blanked.
        letters: The words of letters.
        spelled: The syllables that the words of letters can be split into.
        spelled_pairs: Pairs of neighbours of them.
    """

    written: str = ""
    characters: tuple[str, ...] = ()
    own: int = 0
    syllables: tuple[str, ...] = ()
    syllable_pairs: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    letters: tuple[Letters, ...] = ()
    spelled: tuple[str, ...] = ()
    spelled_pairs: tuple[str, ...] = ()

    def spoken(self, word: str) -> Letters | None:
        """A word of letters of the question; None for any other word."""
        return next((letters for letters in self.letters if letters.word == word), None)


def forms_of(text: str, places: Collection[str] = ()) -> Forms:
    """The near forms of a question, of which some words name places."""
    runs = asked_runs(text)
    written = _bounded(words for words, han in runs if han)
    read = [[syllable for word in words for syllable in reading(word)] for words in written]
    whole = ["".join(words) for words in written]
    latin = tuple(dict.fromkeys(words[0] for words, han in runs if not han and is_letters(words[0])))
    letters = _letters(latin[:MOST_WORDS])
    spelled = [syllable for word in letters for syllable in word.syllables][:MOST_CHARACTERS]
    return Forms(
        written="".join(whole),
        characters=tuple(numbered("".join(whole))),
        own=len(numbered(char for words in written for word in words if word not in places for char in word)),
        syllables=tuple(numbered(syllable for run in read for syllable in run)),
        syllable_pairs=_pairs(read),
        blanks=_once(blank for words in written for blank in _blanks_asked(words)),
        letters=letters,
        spelled=tuple(numbered(spelled)),
        spelled_pairs=_pairs([spelled]),
    )


@lru_cache(maxsize=131_072)
def blanks(word: str) -> tuple[str, ...]:
    """A word with each of its characters blanked in turn; none for a single character or a long word."""
    if not 1 < len(word) <= LONGEST_BLANKED:
        return ()
    return tuple(word[:at] + BLANK + word[at + 1 :] for at in range(len(word)))


@lru_cache(maxsize=131_072)
def blanks_within(word: str) -> tuple[str, ...]:
    """The blanks of a word, and marked as such those of the shorter words inside it."""
    inside = (within(blank) for part in with_subwords(word)[1:] for blank in blanks(part))
    return _once((*blanks(word), *inside))


def within(blank: str) -> str:
    """The term of a blanked word that stands inside a longer one."""
    return INSIDE + blank


def as_word(letters: str) -> str:
    """The term of a whole word's sound, or of its first letters."""
    return WORD + letters


def _letters(words: Iterable[str]) -> tuple[Letters, ...]:
    """Words of letters as pinyin; where two of them are none, the language is another, and none is mistyped pinyin."""
    letters = tuple(map(letters_of, words))
    if sum(not word.syllables for word in letters) > 1:
        letters = tuple(replace(word, corrected=()) for word in letters)
    return letters


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


def _bounded(runs: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The first runs, as many as hold `MOST_CHARACTERS`; the last word may be cut."""
    kept: list[tuple[str, ...]] = []
    left = MOST_CHARACTERS
    for words in runs:
        taken: list[str] = []
        for word in words:
            taken.append(word[:left])
            left -= len(taken[-1])
        kept.append(tuple(filter(None, taken)))
    return list(filter(None, kept))


def _blanks_asked(words: tuple[str, ...]) -> Iterator[str]:
    """Of the words as they were cut, of every pair, as a wrong character often tears a word apart, and of an end."""
    for word in words:
        yield from blanks(word)
    if len(words[-1]) == 1:
        yield words[-1] + BLANK
    run = "".join(words)
    for pair in map(add, run, run[1:]):
        yield from blanks(pair)


def _pairs(runs: Iterable[list[str]]) -> tuple[str, ...]:
    return _once(map("".join, (pair for run in runs for pair in pairwise(run))))


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
