"""Understanding: what a question asks for, as data. Nothing of it is ever parsed by an engine.

Operators are few and forgiving (`search.analysis.operators`); phrases of asking say nothing; a word may be called
otherwise (`search.analysis.synonyms`); places and years are recognised, they raise what they fit and filter nothing
out.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.analysis.asking import PARTICLES, what_is_asked
from search.analysis.dictionary.places import PLACE_ALIASES, PLACES
from search.analysis.dictionary.themes import theme_code
from search.analysis.folding import fold_text
from search.analysis.operators import read_operators
from search.analysis.periods import short_plans, without_spans, written_plan, years_of
from search.analysis.pinyin import split
from search.analysis.segmentation import QueryTerm, is_latin, query_terms
from search.analysis.synonyms import Synonyms, standard_synonyms

MAX_LENGTH = 200
"""Characters of a question that are looked at; the parser of queries refuses longer ones before."""
MAX_WORDS = 48
"""Words of a question that are asked for; those behind them take no part."""
MAX_ALTERNATIVES = 6
"""Alternatives of one word."""
MAX_REPLACED = 2
"""Alternatives of one part of a compound."""
MAX_PLACES = 8
LONGEST_JOIN = 4
"""Most words of a question that together may be one word with synonyms: 最低 生活 保障."""
_EMPTY = PARTICLES | {"年"}
"""What says nothing as a word of its own."""
_UMLAUT = re.compile("[a-z]*[nl]ü[a-zü]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question.

    Attributes:
        term: The word as it was asked.
        alternatives: What means the same: each a sequence of terms that must all match.
        places: Division codes, where the word is the name of a place; what lies there fits without naming it.
    """

    term: QueryTerm
    alternatives: tuple[tuple[QueryTerm, ...], ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    Attributes:
        text: The free text: without excluded words and fields; quoted phrases are part of it, without their marks.
        words: What is asked for in `text`, words of phrases among it.
        phrases: What stood in quotation marks: must stand as written. A filter; `words` carry the relevance.
        excluded: Words and phrases that must not occur.
        fields: Name of a field or facet, and what it must hold: `organization_name`, `items` and `title` as text,
            `code` as an identifier, `region` and `theme` as codes where they are known, else as text.
        places: Division codes of the places named; they raise, they do not filter.
        years: First and last year of the periods named; they raise, they do not filter.
    """

    text: str
    words: tuple[Word, ...]
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()


def understand(text: str, synonyms: Synonyms | None = None) -> Question:
    """What a question asks for, with the dictionary's synonyms or others. Any text gives a question, never an error."""
    operators = read_operators(_cleaned(text))
    folded = short_plans(fold_text(operators.text))
    words = tuple(_words(_terms(folded), synonyms or standard_synonyms()))
    return Question(
        text=operators.text,
        words=words,
        phrases=tuple(dict.fromkeys(phrase for phrase in operators.phrases if not written_plan(fold_text(phrase)))),
        excluded=tuple(dict.fromkeys(operators.excluded)),
        fields=tuple(dict.fromkeys(map(_field, operators.fields))),
        places=tuple(dict.fromkeys(place for word in words for place in word.places))[:MAX_PLACES],
        years=years_of(folded),
    )


def _cleaned(text: str) -> str:
    """NFKC, with whatever is no character of a text as a space, spaces joined; the ü of pinyin as v."""
    folded = unicodedata.normalize("NFKC", text[:MAX_LENGTH])[:MAX_LENGTH]
    kept = (" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in folded)
    return _UMLAUT.sub(_typed, " ".join("".join(kept).split()))


def _typed(word: re.Match[str]) -> str:
    """Pinyin as it is typed and stored; any other word as it stands."""
    typed = word.group().lower().replace("ü", "v")
    return typed if split(typed) else word.group()


def _terms(folded: str) -> tuple[QueryTerm, ...]:
    """What is asked for: no phrases of asking, no spans of years, no 年 of a year, unless there is nothing else."""
    asked = what_is_asked(without_spans(folded))
    terms = query_terms(asked if any(map(str.isalnum, asked)) else folded)[:MAX_WORDS]
    return tuple(term for term in terms if term.text not in _EMPTY) or terms


def _words(terms: Sequence[QueryTerm], synonyms: Synonyms) -> Iterator[Word]:
    """The words with what they may be called, by themselves or together with their neighbours."""
    together: list[tuple[str, ...]] = [()] * len(terms)
    at = 0
    while at < len(terms):
        count, others = _together(terms[at : at + LONGEST_JOIN], synonyms)
        together[at : at + count] = [others] * count
        at += count
    for term, others in zip(terms, together, strict=True):
        yield Word(term, _alternatives(term, others, synonyms), _places(term))


def _together(terms: Sequence[QueryTerm], synonyms: Synonyms) -> tuple[int, tuple[str, ...]]:
    """How many of the words are one word with synonyms, two at least, and these; else one and none."""
    for count in range(len(terms), 1, -1):
        others = synonyms.of(_joined(terms[:count]))
        if others:
            return count, others
    return 1, ()


def _joined(terms: Sequence[QueryTerm]) -> str:
    """Several words as one; a space stands between two of letters only."""
    text = terms[0].text
    for before, term in pairwise(terms):
        text += (" " if is_latin(before.text[-1]) and is_latin(term.text[0]) else "") + term.text
    return text


def _alternatives(term: QueryTerm, others: tuple[str, ...], synonyms: Synonyms) -> tuple[tuple[QueryTerm, ...], ...]:
    """What a word may be called, after what it may be called together with others, or else what its parts may be."""
    plan = written_plan(term.text)
    own = (plan,) if plan else synonyms.of(term.text) or tuple(_with_other_parts(term, synonyms))
    found = (query_terms(text) for text in dict.fromkeys((*others, *own)))
    return tuple(terms for terms in found if terms and terms != (term,))[:MAX_ALTERNATIVES]


def _with_other_parts(term: QueryTerm, synonyms: Synonyms) -> Iterator[str]:
    """A compound with one of its parts called otherwise: 公交票价 as 公共汽车票价."""
    if "".join(term.parts) == term.text:
        for part in term.parts:
            for other in synonyms.of(part)[:MAX_REPLACED]:
                yield term.text.replace(part, other)


def _places(term: QueryTerm) -> tuple[str, ...]:
    """Division codes of a name, of the names an alias stands for, or of the parts of a compound."""
    names = PLACE_ALIASES.get(term.text, (term.text,) if term.text in PLACES else term.parts)
    return tuple(dict.fromkeys(code for name in names for code in PLACES.get(name, ())))


def _field(field: tuple[str, str]) -> tuple[str, str]:
    """A field with its text; a region or theme as its code where there is only one of this name."""
    name, text = field
    folded = fold_text(text)
    if name == "region":
        codes = PLACES.get(folded, ())
        return (name, codes[0]) if len(codes) == 1 else field
    return (name, theme_code(folded) or text) if name == "theme" else field
