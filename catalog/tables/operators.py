"""The operators of the row API: one table that feeds parser, SQL, documentation and pages."""

from dataclasses import dataclass
from enum import StrEnum

from catalog.messages import Message, message
from catalog.tables.schema import ColumnType

SEPARATOR = "__"
"""Stands between column and operator in a parameter name: ``year__gte=2020``."""

DEFAULT = "eq"
"""The operator of a parameter that names only a column."""


class Operand(StrEnum):
    """What an operator takes: one value, a list of values, or yes and no."""

    ONE = "one"
    MANY = "many"
    FLAG = "flag"


@dataclass(frozen=True)
class Operator:
    """One operator: key, the types it works on, what it takes, and its SQL.

    In ``sql`` stand ``{column}`` for the quoted name and ``{value}`` for the placeholders; where the operand is a
    flag, ``sql`` is the condition for yes and its negation the one for no.
    """

    key: str
    types: frozenset[ColumnType]
    sql: str
    operand: Operand = Operand.ONE

    @property
    def label(self) -> Message:
        """What it asks."""
        return message(f"operator.{self.key}")

    @property
    def example(self) -> Message:
        """A parameter that uses it."""
        return message(f"operator.{self.key}.example")


_ALL = frozenset(ColumnType)
_ORDERED = _ALL - {ColumnType.BOOLEAN}
_TEXT = frozenset({ColumnType.STRING})

OPERATORS: dict[str, Operator] = {
    operator.key: operator
    for operator in (
        Operator("eq", _ALL, "{column} = {value}"),
        Operator("ne", _ALL, "{column} <> {value}"),
        Operator("gt", _ORDERED, "{column} > {value}"),
        Operator("gte", _ORDERED, "{column} >= {value}"),
        Operator("lt", _ORDERED, "{column} < {value}"),
        Operator("lte", _ORDERED, "{column} <= {value}"),
        Operator("in", _ALL, "{column} IN ({value})", Operand.MANY),
        Operator("contains", _TEXT, "contains(lower({column}), lower({value}))"),
        Operator("startswith", _TEXT, "starts_with({column}, {value})"),
        Operator("endswith", _TEXT, "suffix({column}, {value})"),
        Operator("isnull", _ALL, "{column} IS NULL", Operand.FLAG),
    )
}


def for_type(kind: ColumnType) -> tuple[Operator, ...]:
    """The operators that work on columns of ``kind``, in the order of the table."""
    return tuple(operator for operator in OPERATORS.values() if kind in operator.types)
