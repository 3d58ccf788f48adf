"""Understanding: what a question asks for, as data. Nothing of it is ever parsed by an engine.

Operators are few and forgiving (`search.asking.operators`); phrases of asking say nothing; a word may be called
otherwise (`search.asking.synonyms`); places and years are recognised, they raise what they fit and filter nothing
out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.analysis.dictionary.places import PLACE_ALIASES, PLACES, spelled_places
from search.analysis.dictionary.themes import THEMES, theme_code
from search.analysis.folding import fold_text
from search.analysis.pinyin import split
from search.analysis.segmentation import QueryTerm, is_latin, query_terms, whole
from search.asking.filler import PARTICLES, what_is_asked
from search.asking.operators import read_operators
from search.asking.periods import short_plans, without_spans, written_plan, years_of
from search.asking.synonyms import Synonyms, standard_synonyms
from search.document import is_division, region_path

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
        places: Division codes of the places that it names, in characters or in pinyin.
        theme: Code of the theme that it names, by itself or together with its neighbours.
    """

    term: QueryTerm
    alternatives: tuple[tuple[QueryTerm, ...], ...] = ()
    places: tuple[str, ...] = ()
    theme: str = ""

    @property
    def is_place(self) -> bool:
        """Whether it is a name of places and nothing more: what lies there fits without naming it."""
        text, parts = self.term.text, self.term.parts
        named = text in PLACES or text in PLACE_ALIASES or text in spelled_places()
        return named or (bool(parts) and all(part in PLACES for part in parts))


@dataclass(frozen=True, slots=True)
class AskedField:
    """What is asked of one field, as behind 机构: or 主题:.

    Attributes:
        name: `organization_name`, `items`, `title`, `code`, `region` or `theme`.
        text: What the field must hold, as it was typed.
        words: The same as words, with what means the same.
        codes: Of a region or theme the codes that are meant, any of them; none where the name is not known.
    """

    name: str
    text: str
    words: tuple[Word, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    Attributes:
        text: The free text: without excluded words and fields; quoted phrases are part of it, without their marks.
        asked: What of `text` says something: no phrases of asking, no spans of years; folded.
        words: What is asked for in `asked`, words of phrases among it.
        phrases: What stood in quotation marks: must stand as written. A filter; `words` carry the relevance.
        excluded: Words and phrases that must not occur.
        fields: What single fields must hold.
        places: Division codes of the places named; they raise, they do not filter.
        themes: Codes of the themes named; they raise, they do not filter.
        years: First and last year of the periods named; they raise, they do not filter.
    """

    text: str
    asked: str
    words: tuple[Word, ...]
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fields: tuple[AskedField, ...] = ()
    places: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    years: tuple[tuple[int, int], ...] = ()


def understand(text: str, synonyms: Synonyms | None = None) -> Question:
    """What a question asks for, with the dictionary's synonyms or others. Any text gives a question, never an error."""
    operators = read_operators(_cleaned(text))
    folded = short_plans(fold_text(operators.text))
    asked = _asked(folded)
    called = synonyms or standard_synonyms()
    words = tuple(_words(_terms(asked), called))
    return Question(
        text=operators.text,
        asked=asked,
        words=words,
        phrases=tuple(dict.fromkeys(phrase for phrase in operators.phrases if not written_plan(fold_text(phrase)))),
        excluded=tuple(dict.fromkeys(operators.excluded)),
        fields=tuple(dict.fromkeys(_field(name, text, called) for name, text in operators.fields)),
        places=tuple(dict.fromkeys(place for word in words for place in word.places))[:MAX_PLACES],
        themes=tuple(dict.fromkeys(word.theme for word in words if word.theme)),
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


def _asked(folded: str) -> str:
    asked = what_is_asked(without_spans(folded))
    return asked if any(map(str.isalnum, asked)) else folded


def _terms(asked: str) -> tuple[QueryTerm, ...]:
    """The words of what is asked, without 年 of a year and other single characters, unless there is nothing else."""
    terms = query_terms(asked)[:MAX_WORDS]
    return tuple(term for term in terms if term.text not in _EMPTY) or terms


def _words(terms: Sequence[QueryTerm], synonyms: Synonyms) -> Iterator[Word]:
    """The words with what they may be called and the themes they name, by themselves or with their neighbours."""
    called = _together(terms, synonyms.of)
    themes = _together(terms, lambda text: (THEMES[text],) if text in THEMES else ())
    for term, others, theme in zip(terms, called, themes, strict=True):
        alternatives = (*others, *_called(term, synonyms))
        yield Word(term, _alternatives(term, alternatives), _places(term), "".join(theme))


def _together(terms: Sequence[QueryTerm], known: Callable[[str], tuple[str, ...]]) -> list[tuple[str, ...]]:
    """For each word what is known of the words that it is one word with, as many as can be; or else of itself."""
    found: list[tuple[str, ...]] = []
    while len(found) < len(terms):
        rest = terms[len(found) : len(found) + LONGEST_JOIN]
        counts = (count for count in range(len(rest), 1, -1) if known(_joined(rest[:count])))
        count = next(counts, 1)
        found += [known(_joined(rest[:count]))] * count
    return found


def _joined(terms: Sequence[QueryTerm]) -> str:
    """Several words as one; a space stands between two of letters only."""
    text = terms[0].text
    for before, term in pairwise(terms):
        text += (" " if is_latin(before.text[-1]) and is_latin(term.text[0]) else "") + term.text
    return text


def _called(term: QueryTerm, synonyms: Synonyms) -> tuple[str, ...]:
    """What a word by itself may be called: what it means, or else what its parts may be called."""
    plan = written_plan(term.text)
    meant = (plan,) if plan else synonyms.of(term.text) or spelled_places().get(term.text, ())
    return meant or tuple(_with_other_parts(term, synonyms))


def _alternatives(term: QueryTerm, texts: Iterable[str]) -> tuple[tuple[QueryTerm, ...], ...]:
    found = (query_terms(text) for text in dict.fromkeys(texts))
    return tuple(tuple(map(whole, terms)) for terms in found if terms and terms != (term,))[:MAX_ALTERNATIVES]


def _with_other_parts(term: QueryTerm, synonyms: Synonyms) -> Iterator[str]:
    """A compound with one of its parts called otherwise: 公交票价 as 公共汽车票价."""
    if "".join(term.parts) == term.text:
        for part in term.parts:
            for other in synonyms.of(part)[:MAX_REPLACED]:
                yield term.text.replace(part, other)


def _places(term: QueryTerm) -> tuple[str, ...]:
    """Division codes of a name, of the names that an alias or pinyin stands for, or of the parts of a compound."""
    own = (term.text,) if term.text in PLACES else spelled_places().get(term.text, term.parts)
    names = PLACE_ALIASES.get(term.text, own)
    return tuple(dict.fromkeys(code for name in names for code in PLACES.get(name, ())))


def _field(name: str, text: str, synonyms: Synonyms) -> AskedField:
    """What is asked of a field; a code or an identifier stands for itself."""
    folded = fold_text(text)
    words = tuple(_words(_terms(folded), synonyms))
    codes: tuple[str, ...] = ()
    if name == "region":
        codes = (folded,) if is_division(folded) else _regions(words)
    elif name == "theme":
        codes = (folded,) if folded.isdigit() else tuple(filter(None, (theme_code(folded),)))
    return AskedField(name, text, words, codes)


def _regions(words: Sequence[Word]) -> tuple[str, ...]:
    """The divisions that words name, the innermost of those that lie in each other; none where one may mean several."""
    if not all(word.is_place and (len(word.places) == 1 or word.term.text not in PLACES) for word in words):
        return ()
    codes = tuple(dict.fromkeys(code for word in words for code in word.places))
    around = {above for code in codes for above in region_path(code)[:-1]}
    return tuple(code for code in codes if code not in around)
