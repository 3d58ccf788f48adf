"""Positions: where a page of rows goes on, bound to the query that made it.

A position is plain values, for whoever makes the text of a cursor of it: the digest of its query, the sort values of
the last row shown, its row number. It carries no right: whoever alters one only jumps elsewhere within what the same
query shows anyway.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from catalog.errors import BadQuery
from catalog.messages import message
from catalog.tables import values
from catalog.tables.schema import ColumnType

Unpack = Callable[[str], Sequence[Any]]
"""Gives the values in the text of a cursor; none where it is no cursor of rows."""

_DIGEST_LENGTH = 16


def no_cursor(_text: str) -> Sequence[Any]:
    """No values: where no cursor is given out, none is read."""
    return ()


def bind(version: str, *parts: Any) -> str:
    """The digest of what a position depends on: the stored table, the order and the conditions."""
    document = json.dumps([version, *parts], ensure_ascii=False, default=values.to_json)
    return hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_LENGTH]


def values_of(binding: str, after: Sequence[Any]) -> tuple[Any, ...]:
    """The position after a row as values of JSON: ``after`` holds its sort values, then its row number."""
    return (binding, *map(values.to_json, after))


def after_of(given: Sequence[Any], binding: str, kinds: Sequence[ColumnType]) -> tuple[Any, ...]:
    """The sort values and the row number in a position of the query with this ``binding``.

    Raises:
        BadQuery: the position is damaged, or of another query or another version of the table.
    """
    if len(given) != len(kinds) + 2:
        raise BadQuery("cursor", _DAMAGED)
    if given[0] != binding:
        raise BadQuery("cursor", message("rows.cursor.other"))
    row = given[-1]
    if type(row) is not int or not 0 <= row < 2**63:
        raise BadQuery("cursor", _DAMAGED)
    return (*(_typed(value, kind) for value, kind in zip(given[1:-1], kinds, strict=True)), row)


_DAMAGED = message("rows.cursor.damaged")


def _typed(value: Any, kind: ColumnType) -> Any:
    """A sort value as the type of its column; JSON keeps numbers, flags and text, the rest is text."""
    if value is None:
        return None
    if kind in _NATIVE:
        if type(value) not in _NATIVE[kind] or not _sane(value):
            raise BadQuery("cursor", _DAMAGED)
        return value
    try:
        return values.parse(_text(value), kind)
    except (ValueError, TypeError):
        raise BadQuery("cursor", _DAMAGED) from None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _sane(value: str | float) -> bool:
    return values.storable(value) if isinstance(value, str) else abs(value) < 2**63


_NATIVE: dict[ColumnType, tuple[type, ...]] = {
    ColumnType.STRING: (str,),
    ColumnType.INTEGER: (int,),
    ColumnType.NUMBER: (int, float),
    ColumnType.BOOLEAN: (bool,),
}
