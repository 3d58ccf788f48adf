"""What is stored of the sounds of a title: syllables, neighbours as one word of letters, first letters."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.analysis.pinyin import WORD, grams, joined, reading
from search.analysis.repetition import numbered
from search.analysis.segmentation import with_subwords


class Sounds(NamedTuple):
    """What is stored of the sounds of a title, each a list of terms between spaces.

    Attributes:
        syllables: Each syllable as often as it sounds (`numbered`), and what characters are by themselves.
        joins: Two to `LONGEST_JOIN` neighbours as one word of letters; behind `WORD` words and those inside them.
        initials: First letters of neighbours, and of whole words behind `WORD`.
    """

    syllables: str
    joins: str
    initials: str


class _Spoken(NamedTuple):
    """One word: its syllables and their first letters, both as terms of a whole word, other readings of characters."""

    syllables: tuple[str, ...]
    letters: str
    joins: tuple[str, ...]
    initials: tuple[str, ...]
    others: tuple[str, ...]


def sounds(runs: Iterable[Sequence[str]]) -> Sounds:
    """The sounds of runs of Chinese characters, each run cut into words."""
    syllables: list[str] = []
    others: list[str] = []
    joins: list[str] = []
    initials: list[str] = []
    for words in runs:
        spoken = [_spoken(word) for word in words]
        run: list[str] = []
        letters = ""
        for word in spoken:
            run += word.syllables
            letters += word.letters
            joins += word.joins
            initials += word.initials
            others += word.others
        syllables += run
        joins += joined(run)
        initials += grams(letters)
    return Sounds(" ".join((*numbered(syllables), *others)), " ".join(joins), " ".join(initials))


@lru_cache(maxsize=131_072)
def _spoken(word: str) -> _Spoken:
    own = reading(word)
    letters = "".join(syllable[:1] for syllable in own)
    alone = (reading(char)[0] for char in word)
    others = tuple(other for other, within in zip(alone, own, strict=False) if other != within)
    inside = (reading(part) for part in with_subwords(word))
    joins = dict.fromkeys(WORD + "".join(syllables) for syllables in inside if len(syllables) > 1)
    return _Spoken(own, letters, tuple(joins), (WORD + letters,) if len(own) > 1 else (), others)
