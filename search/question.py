"""Understanding: what a question asks for, as data. Nothing of it is ever parsed by an engine.

Operators are few and forgiving (`search.analysis.operators`); places and years are recognised, they raise what they
fit and filter nothing out.
"""

import unicodedata
from dataclasses import dataclass

from search.analysis.folding import fold_text
from search.analysis.operators import read_operators
from search.analysis.periods import years_of
from search.analysis.segmentation import QueryTerm, query_terms

MAX_LENGTH = 200
"""Characters of a question that are looked at; the parser of queries refuses longer ones before."""
MAX_WORDS = 48
"""Words of a question that are asked for; those behind them take no part."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a question.

    Attributes:
        term: The word as it was asked.
        alternatives: What means the same: each a sequence of terms that must all match.
    """

    term: QueryTerm
    alternatives: tuple[tuple[QueryTerm, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    Attributes:
        text: The free text: without excluded words and fields; quoted phrases are part of it, without their marks.
        words: The words of `text`, those of phrases among them.
        phrases: What stood in quotation marks: must stand as written. A filter; `words` carry the relevance.
        excluded: Words and phrases that must not occur.
        fields: Name of a field or facet, and what it must hold: `organization_name`, `items`, `title` and `theme`
            as text, `code` as an identifier, `region` as a division code where the place is known.
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


def understand(text: str) -> Question:
    """What a question asks for. Any text gives a question, never an error."""
    operators = read_operators(_cleaned(text))
    terms = query_terms(operators.text)[:MAX_WORDS]
    return Question(
        text=operators.text,
        words=tuple(Word(term) for term in terms),
        phrases=tuple(dict.fromkeys(operators.phrases)),
        excluded=tuple(dict.fromkeys(operators.excluded)),
        fields=tuple(dict.fromkeys(operators.fields)),
        years=years_of(fold_text(operators.text)),
    )


def _cleaned(text: str) -> str:
    """NFKC, with whatever is no character of a text as a space, spaces joined."""
    folded = unicodedata.normalize("NFKC", text[:MAX_LENGTH])[:MAX_LENGTH]
    kept = (" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in folded)
    return " ".join("".join(kept).split())
