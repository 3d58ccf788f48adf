"""A document as the index stores it, and back; pure but for the library's own types."""

from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson
import tantivy

from search.analysis.folding import fold_text
from search.analysis.segmentation import index_terms, latin_prefixes
from search.document import FACETS, PRIOR_WEIGHT, WORD_FIELDS, SearchDocument, facet_values, texts_of
from search.engines.embedded import schema

TIE_BITS = 30
"""Bits of an order key that tell apart what has the same second."""
MAX_SECONDS = 2**33 - 1
"""The last second an order key can tell apart, in the year 2242."""
TIE_WEIGHT = 1e-4
"""How far apart equal scores are set, so that their order is the same in every copy of the index."""
MAX_TERM_BYTES = 4_000
"""A longer word or value takes no part; the library's own limit is 65,530 bytes."""


def identity_head(identity: str) -> int:
    """The first 63 bits of a UUID: a number in the order of identities."""
    return UUID(identity).int >> 65


def tie_of(identity: str) -> int:
    """Which of two with the same second comes first; the same everywhere."""
    return int.from_bytes(blake2b(identity.encode(), digest_size=4).digest()) >> (32 - TIE_BITS)


def order_key(seconds: int, identity: str) -> int:
    """A time and an identity as one number, in the order of times."""
    return (min(max(seconds, 0), MAX_SECONDS) << TIE_BITS) | tie_of(identity)


def record_of(document: SearchDocument) -> tantivy.Document:
    """The record of a document.

    Raises:
        ValueError: The identity is no UUID.
    """
    record = _identified(document.id, document.version, removed=False)
    _add_texts(record, document)
    for facet in FACETS:
        _add_whole(record, facet, facet_values(document, facet))
    _add_whole(record, schema.SCOPE, document.scopes)
    record.add_integer("updated_at", document.updated_at)
    record.add_integer("published_at", document.published_at)
    record.add_integer(schema.ORDER_UPDATED, order_key(document.updated_at, document.id))
    record.add_integer(schema.ORDER_PUBLISHED, order_key(document.published_at, document.id))
    tie = tie_of(document.id) / 2**TIE_BITS * TIE_WEIGHT
    record.add_float(schema.WEIGHT, min(max(document.prior, 0.0), 1.0) * PRIOR_WEIGHT + tie)
    record.add_bytes(schema.BODY, _body(document))
    return record


def tombstone_of(identity: str, version: int) -> tantivy.Document:
    """The record of a removal: without a scope no search can reach it.

    Raises:
        ValueError: The identity is no UUID.
    """
    return _identified(identity, version, removed=True)


def read_body(record: tantivy.Document) -> dict[str, Any]:
    """What `record_of` stored for showing."""
    body: dict[str, Any] = orjson.loads(record.get_first(schema.BODY) or b"{}")
    return body


def _identified(identity: str, version: int, *, removed: bool) -> tantivy.Document:
    record = tantivy.Document()
    record.add_integer(schema.ID_HEAD, identity_head(identity))
    record.add_text(schema.ID, identity)
    record.add_integer(schema.VERSION, version)
    record.add_integer(schema.REMOVED, int(removed))
    return record


def _add_texts(record: tantivy.Document, document: SearchDocument) -> None:
    """Words into their fields; marks of everything into one, of the title into another."""
    marks: dict[str, None] = {}
    for field in WORD_FIELDS:
        for text in texts_of(document, field.name):
            terms = index_terms(text)
            record.add_text(field.name, " ".join(filter(_fits, terms.words)))
            marks.update(dict.fromkeys(terms.marks))
    marks.update(dict.fromkeys(index_terms(document.code).marks))
    record.add_text(schema.MARKS, " ".join(filter(_fits, marks)))
    title_marks = (*index_terms(document.title).marks, *latin_prefixes(document.title))
    record.add_text(schema.TITLE_MARKS, " ".join(filter(_fits, dict.fromkeys(title_marks))))
    _add_whole(record, schema.WHOLE_TITLE, (fold_text(document.title),))
    _add_whole(record, "code", (fold_text(document.code),))


def _add_whole(record: tantivy.Document, name: str, values: tuple[str, ...]) -> None:
    for value in values:
        if value and _fits(value):
            record.add_text(name, value)


def _fits(term: str) -> bool:
    return len(term) * 4 <= MAX_TERM_BYTES


def _body(document: SearchDocument) -> bytes:
    body = {
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
        "formats": document.formats,
        "cycle": document.cycle,
        "published_at": document.published_at,
        "updated_at": document.updated_at,
    }
    return orjson.dumps(body)
