"""What a grant leaves of a query: granted fields, a row filter, and masks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from catalog.errors import AccessRequired, BadQuery
from catalog.messages import message
from catalog.tables.masking import Mask
from catalog.tables.operators import DEFAULT, SEPARATOR
from catalog.tables.query import Condition, TableQuery, condition
from catalog.tables.schema import TableSchema


def row_filter(documents: Sequence[Mapping[str, Any]], schema: TableSchema) -> tuple[Condition, ...]:
    """The row filter of a grant (``Grant.row_filter``: ``{"field", "operator", "value"}`` each) as conditions.

    Values are written as in a query's parameters; lists may also be lists.

    Raises:
        BadQuery: the filter does not fit the schema; the caller must then refuse the read, never drop the filter.
    """
    return tuple(
        condition(f"{entry['field']}{SEPARATOR}{entry.get('operator', DEFAULT)}", _written(entry["value"]), schema)
        for entry in documents
    )


def _written(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join('"' + str(item).replace('"', '""') + '"' for item in value)
    return str(value)


def outside(query: TableQuery, fields: Sequence[str]) -> tuple[str, ...]:
    """The columns that ``query`` names in its selection, conditions or order and that are not among ``fields``."""
    named = dict.fromkeys((*query.select, *(c.column for c in query.conditions), *(k.column for k in query.sort)))
    granted = frozenset(fields)
    return tuple(name for name in named if name not in granted)


def restrict(
    query: TableQuery,
    dataset_id: str,
    *,
    fields: Sequence[str],
    rows: Sequence[Condition] = (),
    masks: Mapping[str, Mask] | None = None,
) -> TableQuery:
    """``query`` limited to the granted ``fields``, to the ``rows`` of the grant, and masked.

    Where the caller named no columns, the answer has those of the grant. The row filter may look at columns outside
    ``fields``: it belongs to the grant, not to the caller.

    Raises:
        AccessRequired: the query names a field outside the grant, or none of its fields exists in this table.
        BadQuery: the query filters or sorts by a masked column, which would let its clear values be guessed.
    """
    granted = frozenset(fields)
    select = tuple(name for name in query.select if name in granted) if query.everything else query.select
    narrowed = replace(query, select=select)
    if not select or outside(narrowed, fields):
        raise AccessRequired(dataset_id, "fields")
    _refuse_probing(query, masks or {})
    hidden = {name: mask for name, mask in (masks or {}).items() if name in select}
    return replace(narrowed, conditions=(*query.conditions, *rows), masks=MappingProxyType(hidden))


def _refuse_probing(query: TableQuery, masks: Mapping[str, Mask]) -> None:
    for used in query.conditions:
        if used.column in masks:
            raise BadQuery(used.column, message("rows.masked-condition"))
    for key in query.sort:
        if key.column in masks:
            raise BadQuery("sort", message("rows.masked-sort", column=key.column))
