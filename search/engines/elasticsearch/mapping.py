"""How an index is laid out, made from the table of fields. It relies on nothing but the server's core."""

import hashlib
import json
from typing import Any

from search.asking.query import MAX_OFFSET, MAX_SIZE
from search.document import FACETS
from search.indexing.record import INDEX_FIELDS, RECORD_VERSION, FieldKind

REVISION = 2
"""Raised with every change of this engine that changes what is stored."""

ID = "id"
REMOVED = "removed"
TIE = "tie"
WEIGHT = "weight"
"""What a score is multiplied by: the embedded engine's formula, log2(2 + weight), worked out beforehand."""
SHOWN = "shown"

MAX_TERM = 255
"""Longest term of a text field in characters: the server's analyzer cuts a longer one in pieces."""

NO_WORDS = "\u2400"
"""Stands where a field of a document holds no word: so rarity is counted among all documents, not among those that
fill the field in. Nobody can ask for it, as it is no letter."""

SETTINGS: dict[str, Any] = {
    # one shard holds tens of millions of metadata records, and its word counts are everybody's: no two scores differ by
    # where a document lies
    "number_of_shards": 1,
    # a copy as soon as there is a second node, and a green cluster where there is none
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    # the page behind the deepest cursor, and one row more that says whether there is another
    "max_result_window": MAX_OFFSET + MAX_SIZE + 1,
    # what was swept is forgotten at once; its version is kept by nobody
    "gc_deletes": "0s",
}


def _field(name: str, kind: FieldKind) -> dict[str, Any]:
    match kind:
        case FieldKind.WORDS:
            return {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
        case FieldKind.SET:
            return {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False}
        case FieldKind.ORDERED:
            return {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
        case FieldKind.EXACT:
            return {"type": "keyword", "doc_values": name in FACETS}
        case FieldKind.NUMBER:
            return {"type": "long"}


MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    # terms are made anew at every rebuild: only what is shown is kept as it came
    "_source": {"includes": [SHOWN]},
    "properties": {
        **{name: _field(name, kind) for name, kind in INDEX_FIELDS.items()},
        ID: {"type": "keyword"},
        REMOVED: {"type": "boolean"},
        TIE: {"type": "integer", "index": False},
        WEIGHT: {"type": "double", "index": False},
        SHOWN: {"type": "object", "enabled": False},
    },
}

SCHEMA_VERSION = hashlib.sha256(
    json.dumps([REVISION, RECORD_VERSION, SETTINGS, MAPPINGS], sort_keys=True).encode()
).hexdigest()[:12]
"""What an index was built with: this engine, and what is stored of a document."""


def mappings() -> dict[str, Any]:
    """The mapping of every new index, with its version inside."""
    return {**MAPPINGS, "_meta": {"schema_version": SCHEMA_VERSION}}
