"""Clean rows to Parquet, through a DuckDB that sees one scratch folder and nothing else."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from app.adapters.sniff_encoding import MAX_LINE, problem
from app.adapters.table_sql import literal, quoted
from catalog.messages import message
from catalog.tables import values
from catalog.tables.schema import Column, ColumnType, TableSchema
from catalog.tables.shapes import SAMPLE, SHAPES, shape_of

ROW_GROUP = 32_768
"""Rows of one row group: small enough that a point query reads a thirtieth of a million rows."""

_RECORD = "__record"  # no column holds two underscores in a row
SQL_TYPES = {
    ColumnType.STRING: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.DATETIME: "TIMESTAMP",
}


@dataclass(frozen=True)
class Written:
    """What was written: number of rows, and the profile of every column by name."""

    rows: int
    profile: dict[str, dict[str, Any]]


def write(
    rows: Iterable[Sequence[str]], schema: TableSchema, key: Sequence[str], scratch: Path, target: Path
) -> Written:
    """Write ``rows`` (row number first, then canonical texts, empty for null) as ``target`` inside ``scratch``.

    More rows than one row group are sorted by ``key``, so that questions after it read few groups; few rows, rows
    without a key and rows with an equal one keep the order of the file. The number itself is not stored: the place
    in the Parquet says it. Blocking.

    Raises:
        Invalid: a record is longer than what can be stored.
    """
    clean = scratch / "clean.csv"
    with clean.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        count = sum(1 for row in rows if writer.writerow(row))
    with _connection(scratch) as connection:
        try:
            connection.execute(_copy(clean, schema, key if count > ROW_GROUP else (), target))
        except duckdb.InvalidInputException as error:
            raise problem(message("file.record-too-long"), "record-too-long") from error
        clean.unlink()
        return _profile(connection, schema, target)


def _connection(scratch: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "512MB"})
    for statement in (
        f"SET temp_directory = {literal(str(scratch / 'spill'))}",
        "SET max_temp_directory_size = '20GB'",
        f"SET allowed_directories = [{literal(str(scratch))}]",
        "SET autoinstall_known_extensions = false",
        "SET autoload_known_extensions = false",
        "SET enable_external_access = false",
        "SET lock_configuration = true",
    ):
        connection.execute(statement)
    return connection


def _copy(clean: Path, schema: TableSchema, key: Sequence[str], target: Path) -> str:
    fields = [(_RECORD, "BIGINT"), *((column.name, SQL_TYPES[column.type]) for column in schema.columns)]
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in fields)
    order = f"ORDER BY {', '.join(map(quoted, (*key, _RECORD)))}" if key else ""
    kept = ", ".join(quoted(column.name) for column in schema.columns)
    return (
        # Names and paths are quoted.
        f"COPY (SELECT {kept} FROM read_csv({literal(str(clean))}, columns = {{{columns}}}, auto_detect = false, "  # noqa: S608
        f"header = false, delim = ',', quote = '\"', escape = '\"', new_line = '\\r\\n', nullstr = '', "
        f"parallel = false, max_line_size = {4 * MAX_LINE}) {order}) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
    )


def _profile(connection: duckdb.DuckDBPyConnection, schema: TableSchema, target: Path) -> Written:
    """Count, and per column nulls, distinct values (approximate), extremes and, where there is one, the shape.

    Of text only the lengths are told: the smallest of all names is still somebody's name.
    """
    parts = ", ".join(expression for column in schema.columns for expression in _measures(column))
    source = f"read_parquet({literal(str(target))})"
    # Names and paths are quoted; an aggregate without groups has one row.
    (found,) = connection.execute(f"SELECT count(*), {parts} FROM {source}").fetchall()  # noqa: S608
    rows, measures = found[0], iter(found[1:])
    shapes = _shapes(connection, schema, source)
    profile = {}
    for column in schema.columns:
        filled, distinct, low, high = (next(measures) for _ in range(4))
        names = ("min_length", "max_length") if column.type is ColumnType.STRING else ("min", "max")
        extremes = dict(zip(names, (values.to_json(low), values.to_json(high)), strict=True))
        shape = {"shape": shapes[column.name]} if shapes.get(column.name) else {}
        profile[column.name] = {"nulls": rows - filled, "distinct": min(distinct, filled), **extremes, **shape}
    return Written(rows, profile)


def _shapes(connection: duckdb.DuckDBPyConnection, schema: TableSchema, source: str) -> dict[str, str]:
    """What the values of texts and whole numbers look like, of the first rows."""
    columns = [column for column in schema.columns if column.type in {ColumnType.STRING, ColumnType.INTEGER}]
    if not columns:
        return {}
    parts = ", ".join(expression for column in columns for expression in _matches(column))
    first = f"(SELECT * FROM {source} LIMIT {SAMPLE})"  # noqa: S608 - names, paths and patterns are quoted
    (found,) = connection.execute(f"SELECT {parts} FROM {first}").fetchall()  # noqa: S608 - so they are here
    counts = iter(found)
    return {
        column.name: shape_of(next(counts), dict(zip(SHAPES, (next(counts) for _ in SHAPES), strict=True)))
        for column in columns
    }


def _matches(column: Column) -> tuple[str, ...]:
    """How many values there are, and how many of each shape."""
    text = f"CAST({quoted(column.name)} AS VARCHAR)"
    matching = (f"count_if(regexp_full_match({text}, {literal(pattern)}))" for pattern in SHAPES.values())
    return f"count({text})", *matching


def _measures(column: Column) -> tuple[str, str, str, str]:
    name = quoted(column.name)
    extent = f"length({name})" if column.type is ColumnType.STRING else name
    return f"count({name})", f"approx_count_distinct({name})", f"min({extent})", f"max({extent})"
