"""Typed queries as DuckDB SQL: names are quoted, values are parameters, no text of a caller stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.tables.operators import Operand
from catalog.tables.query import Condition, SortKey, TableQuery
from catalog.tables.schema import ROW_NUMBER

_ESTIMATE = 16
"""An estimated count looks at one row in so many."""


@dataclass
class Statement:
    """SQL with its parameters, in the order of their placeholders."""

    sql: str
    parameters: list[Any] = field(default_factory=list)


def quoted(name: str) -> str:
    """``name`` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """``text`` as an SQL string, for places that take no parameter."""
    return "'" + text.replace("'", "''") + "'"


def page(path: Path, query: TableQuery) -> Statement:
    """One row more than the page holds: the selected columns, then the sort columns and the row number.

    A query that sorts nothing asks for no order: rows then come as they are stored, and reading ends with the page.
    """
    parameters: list[Any] = []
    conditions = [_condition(condition, parameters) for condition in query.conditions]
    if query.after is not None:
        conditions.append(_after(query.sort, query.after, parameters))
    columns = ", ".join(map(quoted, (*query.select, *(key.column for key in query.sort), ROW_NUMBER)))
    # Names are quoted, values are parameters.
    sql = f"SELECT {columns} FROM {_table(path)}{_where(conditions)}{_order(query.sort)} LIMIT {query.size + 1}"  # noqa: S608
    return Statement(sql, parameters)


def count(path: Path, query: TableQuery) -> Statement:
    """The number of all rows that match, whatever the page."""
    parameters: list[Any] = []
    conditions = [_condition(condition, parameters) for condition in query.conditions]
    # Names are quoted, values are parameters.
    return Statement(f"SELECT count(*) FROM {_table(path)}{_where(conditions)}", parameters)  # noqa: S608


def estimate(path: Path, query: TableQuery) -> Statement:
    """About the number of all rows that match, from every sixteenth row; exact where there is no condition."""
    if not query.conditions:
        return count(path, query)
    parameters: list[Any] = []
    sampled = f"{quoted(ROW_NUMBER)} % {_ESTIMATE} = 0"
    conditions = [sampled, *(_condition(condition, parameters) for condition in query.conditions)]
    # Names are quoted, values are parameters.
    return Statement(f"SELECT count(*) * {_ESTIMATE} FROM {_table(path)}{_where(conditions)}", parameters)  # noqa: S608


def _table(path: Path) -> str:
    return f"read_parquet({literal(str(path))}, {ROW_NUMBER} = true)"


def _order(sort: Sequence[SortKey]) -> str:
    keys = [f"{quoted(key.column)} {'DESC' if key.descending else 'ASC'} NULLS LAST" for key in sort]
    return f" ORDER BY {', '.join([*keys, quoted(ROW_NUMBER)])}" if keys else ""


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(f'({condition})' for condition in conditions)}" if conditions else ""


def _condition(condition: Condition, parameters: list[Any]) -> str:
    operator, column = condition.operator, quoted(condition.column)
    if operator.operand is Operand.FLAG:
        sql = operator.sql.format(column=column)
        return sql if condition.value else f"NOT ({sql})"
    operands = condition.value if operator.operand is Operand.MANY else (condition.value,)
    parameters.extend(operands)
    return operator.sql.format(column=column, value=", ".join("?" * len(operands)))


def _after(sort: Sequence[SortKey], after: Sequence[Any], parameters: list[Any]) -> str:
    """The rows behind a position: equal in the first keys and behind in the next, or equal in all with a higher number.

    Nulls come last, so behind a value stand also the nulls, and behind a null nothing.
    """
    equal: list[str] = []
    held: list[Any] = []
    branches: list[str] = []
    for key, value in zip(sort, after, strict=False):
        column = quoted(key.column)
        if value is not None:
            sign = "<" if key.descending else ">"
            branches.append(" AND ".join([*equal, f"({column} {sign} ? OR {column} IS NULL)"]))
            parameters.extend([*held, value])
            held.append(value)
        equal.append(f"{column} IS NULL" if value is None else f"{column} = ?")
    branches.append(" AND ".join([*equal, f"{quoted(ROW_NUMBER)} > ?"]))
    parameters.extend([*held, after[-1]])
    return " OR ".join(f"({branch})" for branch in branches)
