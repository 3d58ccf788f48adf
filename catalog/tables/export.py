"""Rows as CSV and JSON, batch by batch; values are written exactly, also those a spreadsheet takes for formulas."""

import csv
import io
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from catalog.tables import values
from catalog.tables.schema import Column

BOM = "\ufeff"
"""Lets Excel read the CSV as UTF-8."""


async def csv_chunks(
    columns: Sequence[Column], batches: AsyncIterator[list[tuple[Any, ...]]], *, bom: bool = True, titles: bool = True
) -> AsyncIterator[bytes]:
    """CSV after RFC 4180 in UTF-8: a header of titles (or of names), then every batch of rows.

    Nulls are empty cells, flags are ``true`` and ``false``. No value is altered; what guards a reader whose program
    runs formulas is that program's own protection, and the notice beside the link.
    """
    header = [column.title if titles else column.name for column in columns]
    yield ((BOM if bom else "") + _csv([header])).encode()
    async for batch in batches:
        yield _csv([[_cell(value) for value in row] for row in batch]).encode()


async def json_chunks(columns: Sequence[Column], batches: AsyncIterator[list[tuple[Any, ...]]]) -> AsyncIterator[bytes]:
    """One JSON array with an object a row, keyed by column names."""
    names = [column.name for column in columns]
    lead = "["
    async for batch in batches:
        objects = (as_object(names, row) for row in batch)
        yield (lead + ",\n".join(json.dumps(o, ensure_ascii=False, separators=(",", ":")) for o in objects)).encode()
        lead = ",\n"
    yield b"]" if lead != "[" else b"[]"


def as_object(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """A row as a JSON object."""
    return {name: values.to_json(value) for name, value in zip(names, row, strict=True)}


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return values.to_json(value)
