"""What a table is: columns with names, types and the titles their publisher gave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from catalog.messages import Message, message

ROW_NUMBER = "file_row_number"
"""The place of a row in its stored table, from 0; the engine knows it without storing it, so no column is called so."""


class ColumnType(StrEnum):
    """Types of the row API; dates and times carry no zone, they are local times as the publisher wrote them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"

    @property
    def label(self) -> Message:
        """What people call it."""
        return message(f"column-type.{self}")


@dataclass(frozen=True)
class Column:
    """One column: ``name`` stands in queries and is unique in its table, ``title`` is the header as published."""

    name: str
    type: ColumnType
    title: str

    def to_json(self) -> dict[str, Any]:
        """The column as it is stored and shown."""
        return {"name": self.name, "type": self.type.value, "title": self.title}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Column":
        """Read what ``to_json`` wrote."""
        return cls(document["name"], ColumnType(document["type"]), document.get("title") or document["name"])


@dataclass(frozen=True)
class TableSchema:
    """The columns of a table, in the order of its file."""

    columns: tuple[Column, ...]
    _by_name: dict[str, Column] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {column.name: column for column in self.columns})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(self._by_name)

    def get(self, name: str) -> Column | None:
        """The column called ``name``, or None."""
        return self._by_name.get(name)

    def __getitem__(self, name: str) -> Column:
        return self._by_name[name]

    def only(self, names: Sequence[str]) -> "TableSchema":
        """The schema of those of ``names`` that exist, in the order given."""
        return TableSchema(tuple(self._by_name[name] for name in names if name in self._by_name))

    def to_json(self) -> list[dict[str, Any]]:
        """The columns as they are stored (``TableVersion.schema``) and shown."""
        return [column.to_json() for column in self.columns]

    @classmethod
    def from_json(cls, documents: Sequence[Mapping[str, Any]]) -> "TableSchema":
        """Read what ``to_json`` wrote."""
        return cls(tuple(Column.from_json(document) for document in documents))


@dataclass(frozen=True)
class Declared:
    """What the data dictionary says of a table before it is read.

    ``types`` maps titles or names of columns to the type that the publisher wants, stronger than inference;
    ``key`` lists titles or names of the columns that identify a record.
    """

    types: Mapping[str, ColumnType] = field(default_factory=dict)
    key: tuple[str, ...] = ()
