"""What an index stores of a document: its fields with their terms. Every engine stores exactly this."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from math import log2
from typing import Any, NamedTuple

from search.analysis.blanks import blanks_within
from search.analysis.folding import fold_text
from search.analysis.repetition import numbered
from search.analysis.segmentation import VERSION, IndexTerms, beginnings, index_terms, repeated_terms
from search.analysis.sounding import sounds
from search.analysis.stemming import stem
from search.document import FACETS, NUMBER_FIELDS, WORD_FIELDS, SearchDocument, facet_values, texts_of
from search.hit import SHOWN

REVISION = 4
"""Raised with every change of this module that changes what is stored of the same document."""
MAX_VALUE = 1_000
"""Characters; a longer value takes no part, the engines' own limits lie at 32,766 and 65,530 bytes."""
SHORTEST_BEGINNING, LONGEST_BEGINNING = 2, 12
"""Characters of the beginnings of a title that are stored."""
PRIOR = 0.05
"""Weight of the prior. An engine multiplies a score by log2(2 + the weight of a document), at most by 1.05: the order
of what is near each other."""
BREVITY = 0.02
"""Weight of the shortness of a title: of titles that hold as much of a question, the one that says least besides."""
BETWEEN = "\u241e"
"""Stands between the texts of a document where their words have positions: no phrase goes from one into the next."""
UNIQUE = frozenset({"title", "summary"})
"""Fields whose texts hardly ever stand in two documents."""
SCORED_ALONE = ("title", "keywords", "items", "organization_name")
"""Fields of words that weigh by themselves beside `text`; a summary does not."""


class FieldKind(StrEnum):
    """How an engine stores a field."""

    WORDS = "words"
    """Terms between spaces with their frequencies, to be scored."""
    SET = "set"
    """Terms between spaces, each once, without frequencies or lengths: only for constant scores."""
    ORDERED = "ordered"
    """Terms between spaces with their positions, for phrases."""
    EXACT = "exact"
    """Values kept whole, one or many; some of them are counted as facets."""
    NUMBER = "number"
    """One integer, for bounds and orders."""


INDEX_FIELDS: Mapping[str, FieldKind] = {
    **dict.fromkeys(SCORED_ALONE, FieldKind.WORDS),
    "text": FieldKind.WORDS,
    "stems": FieldKind.WORDS,
    "ordered": FieldKind.ORDERED,
    "marks": FieldKind.SET,
    "title_marks": FieldKind.WORDS,
    "title_prefixes": FieldKind.SET,
    "title_begins": FieldKind.SET,
    "title_blanks": FieldKind.SET,
    "title_syllables": FieldKind.SET,
    "title_joins": FieldKind.SET,
    "title_initials": FieldKind.SET,
    "whole_title": FieldKind.EXACT,
    "column": FieldKind.EXACT,
    "code": FieldKind.EXACT,
    "scope": FieldKind.EXACT,
    **dict.fromkeys(FACETS, FieldKind.EXACT),
    **dict.fromkeys(NUMBER_FIELDS, FieldKind.NUMBER),
}
"""Every field of an index with its kind.

```
text             the words of every text              stems            Latin words of every text, stemmed
ordered          characters and Latin words in order  marks            what every text is found by, beside characters
title_marks      what the title is found by           title_prefixes   beginnings of its Latin words
title_blanks     words with one character blanked     title_syllables  syllables
title_joins      neighbouring syllables as one word   title_initials   first letters of neighbours
whole_title      letters, digits and characters, nothing between
title_begins     its beginnings                       column           every name of a column, as whole_title
```
"""


_STORED = (REVISION, VERSION, INDEX_FIELDS, PRIOR, BREVITY, SHOWN)
RECORD_VERSION = hashlib.sha256(json.dumps(_STORED).encode()).hexdigest()[:12]
"""What documents are stored with: this module, the analysis with its dictionary, the fields, the fixed weights, and the
fields that are shown."""


class Record(NamedTuple):
    """The terms of one document.

    Attributes:
        texts: Field of words, set or ordered terms to the terms, between spaces.
        values: Exact field to its values.
        numbers: Field to its integer.
        weight: What a score is weighed by whatever is asked: the prior and the shortness of the title.
    """

    texts: dict[str, str]
    values: dict[str, tuple[str, ...]]
    numbers: dict[str, int]
    weight: float


def record_of(document: SearchDocument) -> Record:
    """The terms of a document."""
    title = whole(document.title)
    values = {facet: facet_values(document, facet) for facet in FACETS}
    values |= {
        "scope": document.scopes,
        "whole_title": (title,),
        "column": tuple(dict.fromkeys(map(repeated_whole, document.items))),
        "code": (fold_text(document.code),),
    }
    texts = _texts(document)
    texts["title_begins"] = " ".join(_beginnings(title))
    return Record(
        texts=texts,
        values={name: tuple([v for v in found if 0 < len(v) <= MAX_VALUE]) for name, found in values.items()},
        numbers={name: getattr(document, name) for name in NUMBER_FIELDS},
        weight=PRIOR * min(max(document.prior, 0.0), 1.0) + BREVITY * _brevity(document.title),
    )


def shown_of(document: SearchDocument) -> dict[str, Any]:
    """What is stored of a document for showing it in a list of results."""
    return {name: getattr(document, name) for name in SHOWN}


def whole(text: str) -> str:
    """A text as it is compared whole: folded, without spaces and punctuation."""
    folded = fold_text(text)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded)) or folded


@lru_cache(maxsize=8_192)
def repeated_whole(text: str) -> str:
    """`whole` of a text that stands in many documents."""
    return whole(text)


def beginning(text: str) -> str:
    """As much of a text, as it is compared whole, as is stored of the beginning of a title."""
    return whole(text)[:LONGEST_BEGINNING]


def _beginnings(title: str) -> list[str]:
    return [title[:end] for end in range(SHORTEST_BEGINNING, min(len(title), LONGEST_BEGINNING) + 1)]


def _brevity(title: str) -> float:
    """The shortness of a title: from 1 for none by an eighth with every doubling to 0."""
    return max(0.0, 1.0 - log2(1 + len(title)) / 8)


def _texts(document: SearchDocument) -> dict[str, str]:
    """Words in their fields, everything together in one, and the forms of the title."""
    found: dict[str, list[IndexTerms]] = {}
    for field in WORD_FIELDS:
        analyse = index_terms if field.name in UNIQUE else repeated_terms
        found[field.name] = [analyse(text) for text in texts_of(document, field.name)]
    every = [terms for all_terms in found.values() for terms in all_terms]
    texts = {name: " ".join([terms.words for terms in found[name]]) for name in SCORED_ALONE}
    texts["text"] = " ".join([terms.words for terms in every])
    texts["stems"] = " ".join([stem(word) for terms in every for word in terms.latin])
    texts["ordered"] = f" {BETWEEN} ".join([terms.ordered for terms in every])
    texts["marks"] = " ".join([*[terms.marks for terms in every], index_terms(document.code).marks])
    return texts | _title_texts(*(found["title"] or [index_terms("")]))


def _title_texts(title: IndexTerms) -> dict[str, str]:
    spoken = sounds(title.runs)
    characters = numbered(char for words in title.runs for word in words for char in word)
    return {
        "title_marks": " ".join((title.marks, *characters)),
        "title_prefixes": " ".join(beginnings(title.latin)),
        "title_blanks": " ".join([blank for words in title.runs for word in words for blank in blanks_within(word)]),
        "title_syllables": spoken.syllables,
        "title_joins": spoken.joins,
        "title_initials": spoken.initials,
    }
