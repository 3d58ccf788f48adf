"""Segmentation: folded text to the terms that are stored and to the terms that are asked for.

Two kinds of terms come from one text. *Words* carry relevance: segmented by the dictionary in search mode, that is
with the shorter words inside a longer one. *Marks* decide what is found: every single Chinese character, every pair
of neighbours, every Latin word or identifier whole and in its parts. A word asked for needs the marks of its parts,
so 福州公交 finds 福州市公交站点 and an unknown name is found by its pairs, however a document was segmented.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import add
from typing import NamedTuple

import rjieba

from search.analysis.dictionary.places import SHORT_PLACES
from search.analysis.dictionary.words import DIGEST, WORDS
from search.analysis.folding import fold_text

GUESS = False
"""Whether rjieba guesses unknown words by a hidden Markov model: no, pairs of characters find them more reliably."""
REVISION = 3
"""Raised with every change of this package that changes terms."""
VERSION = f"{REVISION}-{DIGEST}"
"""The version of the analysis; an index built with another one is outdated."""

HAN = "\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af"
LATIN = rf"[^\W_{HAN}]"
_RUNS = re.compile(rf"(?P<han>[{HAN}]+)|{LATIN}+(?:[-._/:@#+]{LATIN}+)*")
_HAN_CHARACTER = re.compile(rf"[{HAN}]")
_PIECES = re.compile(rf"{LATIN}+")
_JOINED_WORDS = re.compile(rf"{LATIN}+(?:[-/]{LATIN}+)+")
_ALPHA_OR_DIGITS = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
MAX_SUBWORD_SOURCE = 24
"""A longer word of the dictionary is not looked into."""
MAX_SOLID = 12
"""Longest identifier that is also written without its separators."""
MAX_PREFIX = 12
"""Longest beginning of a Latin word that is kept for suggestions."""
PART_LENGTH = 2
"""Shortest part of a compound."""
MAX_WORD = 1_000
"""A longer word of letters or digits takes no part; the engines' own limits lie at 32,766 and 65,530 bytes."""

STOP_CHARACTERS = frozenset("的了和与及或在是之于对为以等把被吗呢")
_STOP_HAN = "所有 全部 以及 有关 关于 哪些 有哪些 什么 哪里 如何 怎么 怎样 请问 我想 想要"
_STOP_LATIN = "a an and are as at be by for from in is of on or s that the to was were what which who with"
STOP_WORDS = STOP_CHARACTERS | frozenset(f"{_STOP_HAN} {_STOP_LATIN}".split())

_jieba = rjieba.Jieba()
for _word in WORDS:
    _jieba.add_word(_word, None, None)
_cut: Callable[[str, bool], list[str]] = _jieba.cut


class IndexTerms(NamedTuple):
    """What is stored of a text, each a list of terms between spaces.

    Attributes:
        words: For relevance, in their order.
        marks: What it is found by, but for single characters.
        ordered: Characters, Latin words and identifiers in their order, for phrases and single characters.
        latin: Latin words and identifiers with their parts, for stemming.
        runs: Each run of Chinese characters, cut into words.
    """

    words: str
    marks: str
    ordered: str
    latin: tuple[str, ...]
    runs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """One word of a question.

    Attributes:
        text: The word as it was asked for, folded.
        words: What it scores by.
        parts: The words it is made of; a compound is also found by them and scores by them a little.
        marks: What a document must hold to be found by it.
    """

    text: str
    words: tuple[str, ...]
    parts: tuple[str, ...]
    marks: tuple[str, ...]


def index_terms(text: str) -> IndexTerms:
    """What to store of one text of a document."""
    words: list[str] = []
    marks: list[str] = []
    ordered: list[str] = []
    latin: list[str] = []
    runs: list[tuple[str, ...]] = []
    for run, han in _runs(fold_text(text)):
        if han:
            runs.append(tuple(_cut(run, GUESS)))
            words.extend(_index_words(runs[-1]))
            marks.extend(map(add, run, run[1:]))
            ordered.extend(run)
        elif len(run) <= MAX_WORD:
            pieces = _latin_pieces(run)
            words.extend(pieces)
            marks.extend((*pieces, *_solid(run)))
            ordered.append(run)
            latin.extend(pieces)
    return IndexTerms(" ".join(words), " ".join(dict.fromkeys(marks)), " ".join(ordered), tuple(latin), tuple(runs))


@lru_cache(maxsize=8_192)
def repeated_terms(text: str) -> IndexTerms:
    """`index_terms` of a text that stands in many documents: an agency, a column, a keyword."""
    return index_terms(text)


def cut_runs(text: str) -> list[tuple[str, ...]]:
    """Each run of Chinese characters of a text, cut into words."""
    return [tuple(_cut(run, GUESS)) for run, han in _runs(fold_text(text)) if han]


def located_runs(folded: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where each run of Chinese characters of a folded text begins, and the run cut into words."""
    for match in _RUNS.finditer(folded):
        if match.lastgroup == "han":
            yield match.start(), tuple(_cut(match.group(), GUESS))


def plain_words(text: str) -> tuple[str, ...]:
    """Words and identifiers of a text as they stand, for phrases: each Chinese character by itself."""
    runs = _runs(fold_text(text))
    return tuple(word for run, han in runs for word in (run if han else (run,)))


def asked_runs(text: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The runs of a question, Chinese ones cut into words; words that say nothing are left out and end a run."""
    found: list[tuple[tuple[str, ...], bool]] = []
    for run, han in _runs(fold_text(text)):
        if not han:
            found.append(((run,), False))
            continue
        words: list[str] = []
        for word in (*_cut(run, GUESS), ""):
            if word and word not in STOP_WORDS:
                words.append(word)
            elif words:
                found.append((tuple(words), True))
                words = []
    telling = tuple(run for run in found if run[1] or run[0][0] not in STOP_WORDS)
    return telling or tuple(found)


def beginnings(words: Iterable[str]) -> tuple[str, ...]:
    """The beginnings of Latin words, for what is being typed."""
    return tuple(dict.fromkeys(word[:end] for word in words for end in range(1, min(len(word), MAX_PREFIX) + 1)))


def query_terms(text: str) -> tuple[QueryTerm, ...]:
    """The words of a question, each once; those that say nothing are left out unless there are no others."""
    terms: dict[str, QueryTerm] = {}
    for run, han in _runs(fold_text(text)):
        for term in _han_terms(run) if han else _latin_terms(run):
            terms.setdefault(term.text, term)
    telling = tuple(term for term in terms.values() if term.text not in STOP_WORDS)
    return telling or tuple(terms.values())


def whole(term: QueryTerm) -> QueryTerm:
    """A word that is found only as it stands, not by its parts here and there; a place also by its short name."""
    if term.text in SHORT_PLACES or not _HAN_CHARACTER.match(term.text):
        return term
    return replace(term, parts=(), marks=tuple(dict.fromkeys(_pairs(term.text))) or (term.text,))


def is_latin(char: str) -> bool:
    """Whether a character belongs to words of letters or digits; an empty text does not."""
    return char.isalnum() and not _HAN_CHARACTER.match(char)


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    """Runs of Chinese characters, and words or identifiers of any other letters and digits."""
    for match in _RUNS.finditer(folded):
        yield match.group(), match.lastgroup == "han"


def _pairs(run: str) -> list[str]:
    return list(map(add, run, run[1:]))


def _segments(words: Iterable[str]) -> list[tuple[str, bool]]:
    """Of a cut run what the dictionary knows, and between that what it does not, each with whether it is known."""
    found: list[tuple[str, bool]] = []
    unknown = ""
    for word in words:
        if len(word) == 1 and word not in STOP_CHARACTERS:
            unknown += word
            continue
        if unknown:
            found.append((unknown, False))
            unknown = ""
        found.append((word, True))
    if unknown:
        found.append((unknown, False))
    return found


def _index_words(words: Iterable[str]) -> list[str]:
    found: list[str] = []
    for word, known in _segments(words):
        found += with_subwords(word) if known else _pairs(word) or (word,)
    return found


@lru_cache(maxsize=65_536)
def with_subwords(word: str) -> tuple[str, ...]:
    """The word and the shorter words inside it."""
    if not PART_LENGTH < len(word) <= MAX_SUBWORD_SOURCE:
        return (word,)
    spans = ((i, i + n) for n in range(PART_LENGTH, len(word)) for i in range(len(word) - n + 1))
    return (word, *dict.fromkeys(word[i:j] for i, j in spans if _jieba.has_word(word[i:j])))


@lru_cache(maxsize=65_536)
def _latin_pieces(run: str) -> tuple[str, ...]:
    """An identifier whole, its parts between separators, and their letters and digits: pm2.5 gives pm and 2.5 too."""
    pieces = _PIECES.findall(run)
    acronym = ("".join(pieces),) if _is_acronym(pieces) else ()
    return tuple(dict.fromkeys((run, *pieces, *acronym, *_ALPHA_OR_DIGITS.findall(run))))


def _is_acronym(pieces: Sequence[str]) -> bool:
    return len(pieces) > 1 and all(len(piece) == 1 and piece.isalpha() for piece in pieces)


def _solid(run: str) -> tuple[str, ...]:
    """An identifier without its separators, as many write it: pm25 for pm2.5; none of a number."""
    solid = "".join(filter(str.isalnum, run))
    return (solid,) if len(run) > len(solid) <= MAX_SOLID and not solid.isdigit() else ()


def _latin_terms(run: str) -> Iterator[QueryTerm]:
    """A word or identifier whole; words that a hyphen or a slash joins one by one, U.S. as us."""
    pieces = _PIECES.findall(run)
    if _is_acronym(pieces):
        pieces = ["".join(pieces)]
    elif not (_JOINED_WORDS.fullmatch(run) and all(map(str.isalpha, pieces))):
        pieces = [run]
    yield from (QueryTerm(piece, (piece,), (), (piece,)) for piece in pieces)


def _han_terms(run: str) -> Iterator[QueryTerm]:
    for word, known in _segments(_cut(run, GUESS)):
        parts = _parts(word) if known else ()
        words = (word,) if known else tuple(_pairs(word)) or (word,)
        marks = tuple(dict.fromkeys(mark for part in parts or (word,) for mark in _pairs(part) or (part,)))
        yield QueryTerm(word, words, parts, marks)


@lru_cache(maxsize=16_384)
def _parts(word: str) -> tuple[str, ...]:
    """The shortest words that make up a compound, none for a simple word; a place gives its name without suffix."""
    if word in SHORT_PLACES:
        return (SHORT_PLACES[word],)
    if not 2 * PART_LENGTH <= len(word) <= MAX_SUBWORD_SOURCE:
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(PART_LENGTH, len(word) + 1):
        for start in range(max(0, end - len(word) + 1), end - PART_LENGTH + 1):
            before, part = best[start], word[start:end]
            if before is not None and _jieba.has_word(part) and len(before) + 1 > len(best[end] or ()):
                best[end] = (*before, part)
    return best[len(word)] or ()
