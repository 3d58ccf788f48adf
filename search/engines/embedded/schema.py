"""The index's schema, made from the table of fields, and the names of the columns that the engine itself needs."""

import hashlib
import json
from dataclasses import astuple
from importlib.metadata import version

import tantivy

from search.analysis import segmentation
from search.document import FIELDS, Analysis, Field

REVISION = 1
"""Raised with every change of this engine that changes what is stored."""

ID = "id"
ID_HEAD = "id_head"
VERSION = "version"
REMOVED = "removed"
SCOPE = "scope"
MARKS = "marks"
TITLE_MARKS = "title_marks"
WHOLE_TITLE = "whole_title"
ORDER_UPDATED = "order_updated"
ORDER_PUBLISHED = "order_published"
WEIGHT = "weight"
BODY = "body"

SCHEMA_VERSION = hashlib.sha256(
    json.dumps([REVISION, version("tantivy"), segmentation.VERSION, [astuple(field) for field in FIELDS]]).encode()
).hexdigest()[:12]
"""What an index was built with: this engine, the library, the analysis with its dictionary, the fields."""


def build_schema() -> tantivy.Schema:
    """The schema of every new index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(ID, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (SCOPE, WHOLE_TITLE):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in (MARKS, TITLE_MARKS):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for field in FIELDS:
        _add_field(builder, field)
    for name in (ID_HEAD, ORDER_UPDATED, ORDER_PUBLISHED):
        builder.add_integer_field(name, fast=True, indexed=True)
    builder.add_integer_field(VERSION, fast=True)
    builder.add_integer_field(REMOVED, fast=True, indexed=True)
    builder.add_float_field(WEIGHT, fast=True)
    builder.add_bytes_field(BODY, stored=True)
    return builder.build()


def _add_field(builder: tantivy.SchemaBuilder, field: Field) -> None:
    match field.analysis:
        case Analysis.WORDS:
            builder.add_text_field(field.name, tokenizer_name="whitespace", index_option="freq")
        case Analysis.IDENTIFIER:
            builder.add_text_field(field.name, tokenizer_name="raw", index_option="basic")
        case Analysis.KEYWORD:
            builder.add_text_field(field.name, fast=field.facet, tokenizer_name="raw", index_option="basic")
        case Analysis.NUMBER:
            builder.add_integer_field(field.name, fast=True, indexed=True)
