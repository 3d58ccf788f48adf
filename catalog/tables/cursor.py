"""Cursors: the position after a row, bound to the query that made it.

A cursor holds the sort values and the row number of the last row shown, and a digest of the query. It carries no
right: whoever alters one only jumps elsewhere within what the same query shows anyway.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from catalog.errors import BadQuery
from catalog.tables import values
from catalog.tables.schema import ColumnType

_DIGEST_LENGTH = 16
_MAX_LENGTH = 8000


def bind(version: str, *parts: Any) -> str:
    """The digest of what a cursor depends on: the stored table, the order and the conditions."""
    document = json.dumps([version, *parts], ensure_ascii=False, default=values.to_json)
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]


def encode(binding: str, after: Sequence[Any]) -> str:
    """The cursor after a row: ``after`` holds its sort values, then its row number."""
    document = json.dumps([binding, *map(values.to_json, after)], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(document.encode()).rstrip(b"=").decode()


def decode(text: str, binding: str, kinds: Sequence[ColumnType]) -> tuple[Any, ...]:
    """The sort values and the row number in a cursor of the query with this ``binding``.

    Raises:
        BadQuery: the cursor is damaged, or of another query or another version of the table.
    """
    document = _document(text)
    if len(document) != len(kinds) + 2:
        raise BadQuery("cursor", _DAMAGED)
    if document[0] != binding:
        raise BadQuery("cursor", "不属于这个查询，或数据已更新；请去掉 cursor 从第一页开始")
    row = document[-1]
    if type(row) is not int or not 0 <= row < 2**63:
        raise BadQuery("cursor", _DAMAGED)
    return (*(_typed(value, kind) for value, kind in zip(document[1:-1], kinds, strict=True)), row)


_DAMAGED = "已损坏；请去掉 cursor 从第一页开始"


def _document(text: str) -> list[Any]:
    if len(text) > _MAX_LENGTH:
        raise BadQuery("cursor", _DAMAGED)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        document = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadQuery("cursor", _DAMAGED) from None
    if not isinstance(document, list):
        raise BadQuery("cursor", _DAMAGED)
    return document


def _typed(value: Any, kind: ColumnType) -> Any:
    """A sort value as the type of its column; JSON keeps numbers, flags and text, the rest is text."""
    if value is None:
        return None
    if kind in _NATIVE:
        if type(value) not in _NATIVE[kind] or not _sane(value):
            raise BadQuery("cursor", _DAMAGED)
        return value
    try:
        return values.parse(value, kind)
    except (ValueError, TypeError):
        raise BadQuery("cursor", _DAMAGED) from None


def _sane(value: str | float) -> bool:
    return values.storable(value) if isinstance(value, str) else abs(value) < 2**63


_NATIVE: dict[ColumnType, tuple[type, ...]] = {
    ColumnType.STRING: (str,),
    ColumnType.INTEGER: (int,),
    ColumnType.NUMBER: (int, float),
    ColumnType.BOOLEAN: (bool,),
}
