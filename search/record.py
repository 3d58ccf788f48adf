"""What an index stores of a document: its fields with their terms. Every engine stores exactly this."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from search.analysis.folding import fold_text
from search.analysis.segmentation import VERSION, index_terms, latin_prefixes
from search.document import FACETS, NUMBER_FIELDS, WORD_FIELDS, SearchDocument, facet_values, texts_of

REVISION = 1
"""Raised with every change of this module that changes what is stored of the same document."""
MAX_TERM_BYTES = 4_000
"""A longer word or value takes no part; the engines' own limits lie at 32,766 and 65,530 bytes."""


class Kind(StrEnum):
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


INDEX_FIELDS: Mapping[str, Kind] = {
    **{field.name: Kind.WORDS for field in WORD_FIELDS},
    "marks": Kind.SET,
    "title_marks": Kind.SET,
    "whole_title": Kind.EXACT,
    "code": Kind.EXACT,
    "scope": Kind.EXACT,
    **dict.fromkeys(FACETS, Kind.EXACT),
    **dict.fromkeys(NUMBER_FIELDS, Kind.NUMBER),
}
"""Every field of an index with its kind."""


RECORD_VERSION = hashlib.sha256(json.dumps([REVISION, VERSION, INDEX_FIELDS]).encode()).hexdigest()[:12]
"""What documents are stored with: this module, the analysis with its dictionary, the fields."""


@dataclass(frozen=True, slots=True)
class Record:
    """The terms of one document.

    Attributes:
        texts: Field of words, set or ordered terms to the terms, between spaces.
        values: Exact field to its values.
        numbers: Field to its integer.
        prior: Use, freshness and completeness as one number from 0 to 1.
    """

    texts: dict[str, str]
    values: dict[str, tuple[str, ...]]
    numbers: dict[str, int]
    prior: float


def record_of(document: SearchDocument) -> Record:
    """The terms of a document."""
    values = {facet: facet_values(document, facet) for facet in FACETS}
    values |= {
        "scope": document.scopes,
        "whole_title": (fold_text(document.title),),
        "code": (fold_text(document.code),),
    }
    return Record(
        texts=_texts(document),
        values={name: tuple(value for value in found if value and _fits(value)) for name, found in values.items()},
        numbers={name: getattr(document, name) for name in NUMBER_FIELDS},
        prior=min(max(document.prior, 0.0), 1.0),
    )


def shown_of(document: SearchDocument) -> dict[str, Any]:
    """What is stored of a document for showing it in a list of results."""
    return {
        "id": document.id,
        "version": document.version,
        "code": document.code,
        "title": document.title,
        "summary": document.summary,
        "items": document.items,
        "organization": document.organization,
        "organization_name": document.organization_name,
        "theme": document.theme,
        "region": document.region,
        "open_class": document.open_class,
        "carriers": document.carriers,
        "formats": document.formats,
        "cycle": document.cycle,
        "freshness": document.freshness,
        "published_at": document.published_at,
        "updated_at": document.updated_at,
        "file_size": document.file_size,
        "downloads": document.downloads,
    }


def _texts(document: SearchDocument) -> dict[str, str]:
    """Words in their fields; marks of everything in one, of the title in another."""
    texts: dict[str, str] = {}
    marks: dict[str, None] = {}
    for field in WORD_FIELDS:
        words: list[str] = []
        for text in texts_of(document, field.name):
            terms = index_terms(text)
            words.extend(terms.words)
            marks.update(dict.fromkeys(terms.marks))
        texts[field.name] = " ".join(filter(_fits, words))
    marks.update(dict.fromkeys(index_terms(document.code).marks))
    title_marks = (*index_terms(document.title).marks, *latin_prefixes(document.title))
    texts["marks"] = " ".join(filter(_fits, marks))
    texts["title_marks"] = " ".join(filter(_fits, dict.fromkeys(title_marks)))
    return texts


def _fits(term: str) -> bool:
    return len(term) * 4 <= MAX_TERM_BYTES
