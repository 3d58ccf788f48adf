"""Forms of a question: its characters, sounds and letters, by which titles are found that are written otherwise."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import add

from search.analysis.blanks import BLANK, blanks
from search.analysis.letters import Letters, letters_of
from search.analysis.pinyin import is_letters, reading
from search.analysis.repetition import numbered
from search.analysis.segmentation import asked_runs

MOST_CHARACTERS = 32
"""Chinese characters, or syllables, of a question that near forms are made of; those behind them take no part."""
MOST_WORDS = 8
"""Words of letters that are looked at as pinyin and as first letters."""


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


def _letters(words: Iterable[str]) -> tuple[Letters, ...]:
    """Words of letters as pinyin; where two of them are none, the language is another, and none is mistyped pinyin."""
    letters = tuple(map(letters_of, words))
    if sum(not word.syllables for word in letters) > 1:
        letters = tuple(replace(word, corrected=()) for word in letters)
    return letters


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
