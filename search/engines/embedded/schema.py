"""The index's schema, made from the table of fields, and the names of the columns that the engine itself needs."""

import hashlib
import json
from importlib.metadata import version

import tantivy

from search.document import FACETS, SORTED_BY
from search.indexing.record import INDEX_FIELDS, RECORD_VERSION, FieldKind

REVISION = 3
"""Raised with every change of this engine that changes what is stored."""

ID = "id"
ID_HEAD = "id_head"
VERSION = "version"
REMOVED = "removed"
ORDERS = {sort: f"order_{sort}" for sort in SORTED_BY}
"""The number of each order that is not relevance: its value, then a tie."""
WEIGHT = "weight"
BODY = "body"

SCHEMA_VERSION = hashlib.sha256(json.dumps([REVISION, version("tantivy"), RECORD_VERSION]).encode()).hexdigest()[:12]
"""What an index was built with: this engine, the library, and what is stored of a document."""


def build_schema() -> tantivy.Schema:
    """The schema of every new index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, fast=True, tokenizer_name="raw", index_option="basic")
    for name, kind in INDEX_FIELDS.items():
        _add_field(builder, name, kind)
    for name in (ID_HEAD, *ORDERS.values()):
        builder.add_integer_field(name, fast=True)
    builder.add_integer_field(VERSION, fast=True)
    builder.add_integer_field(REMOVED, fast=True, indexed=True)
    builder.add_float_field(WEIGHT, fast=True)
    builder.add_bytes_field(BODY, stored=True)
    return builder.build()


def _add_field(builder: tantivy.SchemaBuilder, name: str, kind: FieldKind) -> None:
    match kind:
        case FieldKind.WORDS:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
        case FieldKind.SET:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
        case FieldKind.ORDERED:
            builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
        case FieldKind.EXACT:
            builder.add_text_field(name, fast=name in FACETS, tokenizer_name="raw", index_option="basic")
        case FieldKind.NUMBER:
            builder.add_integer_field(name, fast=True)  # bounds and orders read the column, terms would help none
