"""Pinyin: what Chinese characters sound like, without tones, and what Latin letters may mean as syllables.

Readings come from pypinyin (MIT), word by word, so that 重庆 is chongqing; a character whose own first reading differs
from the one in its word is stored with both. Everything else is made here: which syllables a word of letters can be
split into, which words of syllables it may have been meant for where one letter is wrong, and the folded form in which
zh/z, ch/c, sh/s and ng/n are the same.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, islice, product

from pypinyin import lazy_pinyin

LONGEST_JOIN = 4
"""Most syllables of a title that are stored as one word of letters."""
LONGEST_GRAM = 3
"""Most first letters of a title that are stored as one word."""
LONGEST_SYLLABLE = 6
MOST_ALIKE = 64
"""Words that sound like one word: every way to write `LONGEST_JOIN` syllables of which each can be written in two or
three ways."""
LONGEST_WORD = 60
"""Letters of a word that are looked at as pinyin."""
WORD = "="
"""Stands before the sound of a whole word, and before its first letters."""

_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou yi ya yo ye yao you yan yin yang ying yong yu yue yuan yun "
    "wu wa wo wai wei wan wen wang weng",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v ve ue",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
}
_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ngg", "ng"), ("ng", "n"))


def fold_sounds(text: str) -> str:
    """The text with sounds that many speakers do not tell apart written alike; works on words and on lists of words."""
    for written, plain in _FOLDS:
        text = text.replace(written, plain)
    return text


SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
"""Every syllable of standard pinyin, v for ü."""
_SPLITTABLE = SYLLABLES | {fold_sounds(syllable) for syllable in SYLLABLES}
_ALIKE: dict[str, list[str]] = {}
for _syllable in sorted(SYLLABLES):
    _ALIKE.setdefault(fold_sounds(_syllable), []).append(_syllable)
_BLANKED: dict[str, list[str]] = {}
for _syllable in sorted(SYLLABLES):
    for _at in range(len(_syllable)):
        _BLANKED.setdefault(f"{_syllable[:_at]}_{_syllable[_at + 1 :]}", []).append(_syllable)


@lru_cache(maxsize=131_072)
def reading(word: str) -> tuple[str, ...]:
    """The syllables of a word of Chinese characters; what has no reading stands for itself."""
    return tuple(lazy_pinyin(word))


def as_word(letters: str) -> str:
    """The term of a whole word's sound, or of its first letters."""
    return WORD + letters


def joined(run: Sequence[str]) -> list[str]:
    """Two to `LONGEST_JOIN` neighbours each as one word: cut from the whole, which is faster than joining each."""
    whole, at = "".join(run), [0, *accumulate(map(len, run))]
    counts = range(2, min(LONGEST_JOIN, len(run)) + 1)
    return [whole[start:end] for count in counts for start, end in zip(at, at[count:], strict=False)]


def grams(letters: str) -> list[str]:
    """Two to `LONGEST_GRAM` neighbouring letters."""
    counts = range(2, min(LONGEST_GRAM, len(letters)) + 1)
    return [letters[start : start + count] for count in counts for start in range(len(letters) - count + 1)]


def neighbours(syllables: Sequence[str]) -> list[Sequence[str]]:
    """The parts of which a title in which these syllables follow each other holds each among `Sounds.joins`."""
    longest = min(LONGEST_JOIN, len(syllables))
    return [syllables[start : start + longest] for start in range(len(syllables) - longest + 1)]


def begun_together(letters: str) -> list[str]:
    """What a title in which syllables with these first letters follow each other holds each of `Sounds.initials`."""
    longest = min(LONGEST_GRAM, len(letters))
    return [letters[start : start + longest] for start in range(len(letters) - longest + 1)]


def alike(syllables: Sequence[str]) -> tuple[str, ...]:
    """These syllables as one word, and the words that sound the same to who does not tell some sounds apart."""
    ways = product(*(dict.fromkeys((syllable, *_ALIKE.get(fold_sounds(syllable), ()))) for syllable in syllables))
    return tuple(map("".join, islice(ways, MOST_ALIKE)))


def is_letters(word: str) -> bool:
    """Whether a folded word may be pinyin or first letters: a to z alone, and not too long."""
    return word.isascii() and word.isalpha() and len(word) <= LONGEST_WORD


@lru_cache(maxsize=16_384)
def split(word: str) -> tuple[str, ...]:
    """The fewest syllables that a word of letters can be split into, folded ones too; empty where it is none."""
    if not is_letters(word):
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - LONGEST_SYLLABLE), end):
            before, part = best[start], word[start:end]
            if before is not None and part in _SPLITTABLE and len(before) + 1 < len(best[end] or word) + 1:
                best[end] = (*before, part)
    return best[len(word)] or ()


@lru_cache(maxsize=4_096)
def corrections(word: str, most: int) -> tuple[str, ...]:
    """At most `most` words of syllables, those of few first, that differ from a word of letters in one letter."""
    if not is_letters(word):
        return ()
    found = dict.fromkeys(_corrected(word))
    return tuple(sorted(found, key=lambda near: len(split(near))))[:most]


def _corrected(word: str) -> Iterator[str]:
    before = [bool(split(word[:at])) or at == 0 for at in range(len(word) + 1)]
    after = [bool(split(word[at:])) or at == len(word) for at in range(len(word) + 1)]
    for start in range(len(word)):
        if not before[start]:
            continue
        for end in range(start + 1, min(len(word), start + LONGEST_SYLLABLE) + 1):
            if after[end]:
                for syllable in _near(word[start:end]):
                    yield word[:start] + syllable + word[end:]


@lru_cache(maxsize=16_384)
def _near(piece: str) -> tuple[str, ...]:
    """The syllables that differ from a piece in one letter."""
    found = (near for at in range(len(piece)) for near in _BLANKED.get(f"{piece[:at]}_{piece[at + 1 :]}", ()))
    return tuple(dict.fromkeys(near for near in found if near != piece))
