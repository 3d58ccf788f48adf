"""Queries of the row API: typed, checked against a schema, and never SQL.

``parse`` reads the parameters of a request, ``restrict`` narrows a query to what a grant allows.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, cast

from catalog.errors import BadQuery
from catalog.messages import Message, message
from catalog.tables import position, values
from catalog.tables.masking import Mask
from catalog.tables.operators import DEFAULT, OPERATORS, SEPARATOR, Operand, Operator, for_type
from catalog.tables.schema import Column, ColumnType, TableSchema

Count = Literal["exact", "estimate", "none"]

DEFAULT_SIZE = 100
MAX_SIZE = 1000
MAX_CONDITIONS = 50
MAX_SORT_KEYS = 5
MAX_LIST = 200
MAX_VALUE_LENGTH = 1000

RESERVED: Mapping[str, Message] = {
    "select": message("rows.parameter.select"),
    "sort": message("rows.parameter.sort", most=MAX_SORT_KEYS),
    "size": message("rows.parameter.size", most=MAX_SIZE, default=DEFAULT_SIZE),
    "cursor": message("rows.parameter.cursor"),
    "count": message("rows.parameter.count"),
}
"""Parameter names that are not columns, with their meaning; no column is ever called like one of them."""


@dataclass(frozen=True)
class Condition:
    """One condition: column, operator and its typed operand (a tuple where the operator takes a list)."""

    column: str
    operator: Operator
    value: Any


@dataclass(frozen=True)
class SortKey:
    """One key of the order; nulls come last in both directions."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class TableQuery:
    """A checked query.

    ``everything`` says that the caller named no columns, ``after`` is the position of the last row of the page
    before, ``masks`` hide values, ``binding`` is the digest that its positions carry.
    """

    select: tuple[str, ...]
    everything: bool = False
    conditions: tuple[Condition, ...] = ()
    sort: tuple[SortKey, ...] = ()
    size: int = DEFAULT_SIZE
    after: tuple[Any, ...] | None = None
    count: Count = "none"
    masks: Mapping[str, Mask] = field(default_factory=lambda: MappingProxyType({}))
    binding: str = ""

    def columns(self, schema: TableSchema) -> tuple[Column, ...]:
        """The columns of the answer; a masked column is text."""
        chosen = (schema[name] for name in self.select)
        return tuple(replace(c, type=ColumnType.STRING) if c.name in self.masks else c for c in chosen)

    def place_after(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """The position of the page that follows the row with these sort values and row number; plain values."""
        return position.values_of(self.binding, row)


def parse(
    parameters: Iterable[tuple[str, str]],
    schema: TableSchema,
    version: str = "",
    unpack: position.Unpack = position.no_cursor,
) -> TableQuery:
    """Read the parameters of a request.

    ``version`` names the stored table (its Parquet key): a cursor is refused once the table is another one. ``unpack``
    gives the values in the text of a cursor.

    Raises:
        BadQuery: a parameter names what does not exist, is malformed or breaks a limit; it says what exists.
    """
    reserved, conditions = _split(parameters, schema)
    if len(conditions) > MAX_CONDITIONS:
        raise BadQuery(conditions[MAX_CONDITIONS].column, message("rows.conditions", most=MAX_CONDITIONS))
    sort = _sort(reserved.get("sort", ""), schema)
    binding = position.bind(
        version, [(k.column, k.descending) for k in sort], [(c.column, c.operator.key, c.value) for c in conditions]
    )
    kinds = [schema[key.column].type for key in sort]
    return TableQuery(
        select=_select(reserved.get("select"), schema),
        everything="select" not in reserved,
        conditions=conditions,
        sort=sort,
        size=_size(reserved.get("size")),
        after=position.after_of(unpack(reserved["cursor"]), binding, kinds) if "cursor" in reserved else None,
        count=_count(reserved.get("count", "none")),
        binding=binding,
    )


def _split(parameters: Iterable[tuple[str, str]], schema: TableSchema) -> tuple[dict[str, str], tuple[Condition, ...]]:
    reserved: dict[str, str] = {}
    conditions: list[Condition] = []
    for name, text in parameters:
        if name not in RESERVED:
            conditions.append(condition(name, text, schema))
        elif name in reserved:
            raise BadQuery(name, message("rows.once"))
        else:
            reserved[name] = text
    return reserved, tuple(conditions)


def condition(name: str, text: str, schema: TableSchema) -> Condition:
    """One condition from a parameter ``column__operator=text`` (or ``column=text``).

    Raises:
        BadQuery: as ``parse`` does.
    """
    column_name, _, key = name.partition(SEPARATOR)
    column = schema.get(column_name)
    if column is None:
        raise BadQuery(name, message("rows.column", name=column_name), (*schema.names, *RESERVED))
    operator = OPERATORS.get(key if SEPARATOR in name else DEFAULT)
    usable = for_type(column.type)
    if operator is None or operator not in usable:
        said = message("rows.operator", type=column.type.label, name=column.name, operator=key)
        raise BadQuery(name, said, tuple(o.key for o in usable))
    return Condition(column.name, operator, _operand(name, text, column, operator))


def _operand(name: str, text: str, column: Column, operator: Operator) -> Any:
    if operator.operand is Operand.FLAG:
        return _value(name, text, ColumnType.BOOLEAN)
    if operator.operand is Operand.ONE:
        return _value(name, text, column.type)
    items = _items(name, text)
    if len(items) > MAX_LIST:
        raise BadQuery(name, message("rows.list", most=MAX_LIST))
    return tuple(_value(name, item, column.type) for item in items)


def _value(name: str, text: str, kind: ColumnType) -> Any:
    if len(text) > MAX_VALUE_LENGTH:
        raise BadQuery(name, message("rows.value-too-long", most=MAX_VALUE_LENGTH))
    if not values.storable(text):
        raise BadQuery(name, message("rows.value-no-text"))
    try:
        return values.parse(text, kind)
    except ValueError:
        raise BadQuery(name, message("rows.value-type", text=text, type=kind.label)) from None


def _items(name: str, text: str) -> list[str]:
    """The values of a list: separated by commas, quoted as in CSV where they hold one."""
    try:
        rows = list(csv.reader([text], strict=True))
    except csv.Error:
        raise BadQuery(name, message("rows.list-quotes")) from None
    return rows[0] if rows else [""]


def _select(text: str | None, schema: TableSchema) -> tuple[str, ...]:
    if text is None:
        return schema.names
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if schema.get(name) is None:
            raise BadQuery("select", message("rows.column", name=name), schema.names)
    if len(set(names)) < len(names):
        raise BadQuery("select", message("rows.select-once"))
    return names


def _sort(text: str, schema: TableSchema) -> tuple[SortKey, ...]:
    parts = [part.strip() for part in text.split(",")] if text else []
    keys = tuple(SortKey(part.removeprefix("-"), part.startswith("-")) for part in parts)
    for key in keys:
        if schema.get(key.column) is None:
            raise BadQuery("sort", message("rows.column", name=key.column), schema.names)
    if len({key.column for key in keys}) < len(keys):
        raise BadQuery("sort", message("rows.sort-once"))
    if len(keys) > MAX_SORT_KEYS:
        raise BadQuery("sort", message("rows.sort", most=MAX_SORT_KEYS))
    return keys


def _size(text: str | None) -> int:
    if text is None:
        return DEFAULT_SIZE
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_SIZE)) and 1 <= int(text) <= MAX_SIZE):
        raise BadQuery("size", message("rows.size", most=MAX_SIZE))
    return int(text)


def _count(text: str) -> Count:
    if text not in {"exact", "estimate", "none"}:
        raise BadQuery("count", message("rows.count", text=text), ("exact", "estimate", "none"))
    return cast("Count", text)
