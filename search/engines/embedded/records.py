"""A document as the index stores it, and back; pure but for the library's own types."""

from typing import Any
from uuid import UUID

import orjson
import tantivy

from search.document import SORTED_BY, SearchDocument
from search.engines.embedded import schema
from search.engines.ties import TIE_BITS, tie_of, tie_weight
from search.indexing.record import Record, shown_of

MAX_ORDERED = 2**33 - 1
"""The highest value an order key can tell apart; as a time it lies in the year 2242."""


def identity_head(identity: str) -> int:
    """The first 63 bits of a UUID: a number in the order of identities."""
    return UUID(identity).int >> 65


def order_key(value: int, identity: str) -> int:
    """A time or a count and an identity as one number, in the order of values."""
    return (min(max(value, 0), MAX_ORDERED) << TIE_BITS) | tie_of(identity)


def document_of(document: SearchDocument, terms: Record) -> tantivy.Document:
    """The library's record of a document with its terms.

    Raises:
        ValueError: The identity is no UUID.
    """
    made = _identified(document.id, document.version, removed=False)
    for name, text in terms.texts.items():
        made.add_text(name, text)
    for name, values in terms.values.items():
        for value in values:
            made.add_text(name, value)
    for name, number in terms.numbers.items():
        made.add_integer(name, number)
    for sort, name in SORTED_BY.items():
        made.add_integer(schema.ORDERS[sort], order_key(terms.numbers[name], document.id))
    made.add_float(schema.WEIGHT, terms.weight + tie_weight(document.id))
    made.add_bytes(schema.BODY, orjson.dumps(shown_of(document)))
    return made


def tombstone_of(identity: str, version: int) -> tantivy.Document:
    """The record of a removal: without a scope no search can reach it.

    Raises:
        ValueError: The identity is no UUID.
    """
    return _identified(identity, version, removed=True)


def read_body(record: tantivy.Document) -> dict[str, Any]:
    """What `document_of` stored for showing."""
    body: dict[str, Any] = orjson.loads(record.get_first(schema.BODY) or b"{}")
    return body


def _identified(identity: str, version: int, *, removed: bool) -> tantivy.Document:
    record = tantivy.Document()
    record.add_integer(schema.ID_HEAD, identity_head(identity))
    record.add_text(schema.ID, identity)
    record.add_integer(schema.VERSION, version)
    record.add_integer(schema.REMOVED, int(removed))
    return record
