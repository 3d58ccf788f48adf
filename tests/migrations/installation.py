"""A recorded installation: written back into a database, and what its tables hold."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from psycopg import Connection, sql

Rows = list[dict[str, Any]]
Content = Mapping[str, Rows]
"""The rows of each table, by its name."""

RECORDED = sorted((Path(__file__).parent / "installations").glob("*.sql.gz"))
"""What earlier releases left, each as SQL under the name of its commit (``record.py``)."""


def restore(connection: Connection[Any], recorded: Path) -> None:
    """Write ``recorded`` into the empty database of ``connection``, a superuser's: rows first, then their guards."""
    connection.execute(gzip.decompress(recorded.read_bytes()))
    connection.execute("RESET ALL")


def content(connection: Connection[Any]) -> Content:
    """Every row of every table."""
    question = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return {name: _rows(connection, name) for (name,) in connection.execute(question).fetchall()}


def _rows(connection: Connection[Any], table: str) -> Rows:
    question = sql.SQL("SELECT to_jsonb(told) FROM {} AS told").format(sql.Identifier(table))
    return [row for (row,) in connection.execute(question)]


def columns_gone(before: Content, after: Content) -> set[str]:
    """Tables, and columns as ``table.column``, that are there no more."""
    gone = {name for name, rows in before.items() if rows and name not in after}
    for name in before.keys() - gone:
        held = before[name][0] if before[name] else {}
        gone |= {f"{name}.{column}" for column in held.keys() - _columns(after[name])}
    return gone


def rows_gone(before: Content, after: Content) -> list[str]:
    """The rows that are there no more, or hold something else in a column that is still there; each as JSON."""
    lost = []
    for name in before.keys() & after.keys():
        shared = _columns(before[name]) & _columns(after[name])
        lost += [f"{name}: {row}" for row in (_told(before[name], shared) - _told(after[name], shared)).elements()]
    return lost


def _columns(rows: Rows) -> set[str]:
    return set(rows[0]) if rows else set()


def _told(rows: Rows, columns: set[str]) -> Counter[str]:
    shown = ({name: row[name] for name in columns} for row in rows)
    return Counter(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in shown)
