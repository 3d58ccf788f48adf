"""A document as the cluster stores it; pure."""

from math import log2
from typing import Any
from uuid import UUID

from search.document import SearchDocument
from search.engines.elasticsearch.mapping import ID, MAX_TERM, NO_WORDS, REMOVED, SHOWN, TIE, WEIGHT
from search.engines.ties import tie_of, tie_weight
from search.indexing.record import Record, shown_of


def require_identity(identity: str) -> None:
    """See that an identity can be one.

    Raises:
        ValueError: It is no UUID.
    """
    UUID(identity)


def source_of(document: SearchDocument, terms: Record) -> dict[str, Any]:
    """The body of a document's record."""
    return {
        ID: document.id,
        REMOVED: False,
        TIE: tie_of(document.id),
        WEIGHT: log2(2.0 + terms.weight + tie_weight(document.id)),
        SHOWN: shown_of(document),
        **{name: _bounded(text) or NO_WORDS for name, text in terms.texts.items()},
        **terms.values,
        **terms.numbers,
    }


def tombstone_of(identity: str) -> dict[str, Any]:
    """The body of a removal: without a scope no search can reach it."""
    return {ID: identity, REMOVED: True}


def _bounded(text: str) -> str:
    """The text without terms that would be cut; nobody can ask for them, a question is shorter."""
    terms = text.split(" ")
    return " ".join(term for term in terms if len(term) <= MAX_TERM) if max(map(len, terms)) > MAX_TERM else text
