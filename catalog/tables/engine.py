"""What the domain asks of a table engine, and what it answers."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from catalog.tables.query import TableQuery
from catalog.tables.schema import TableSchema

Row = tuple[Any, ...]
"""One row: the values in the order of ``TableQuery.columns``."""


@dataclass(frozen=True)
class RowsPage:
    """One page of rows.

    ``next`` is where the next page goes on, as plain values, or None at the end; ``count`` is what the query asked for,
    or None; ``truncated`` says that more rows match than this page shows.
    """

    rows: list[Row]
    next: tuple[Any, ...] | None
    count: int | None

    @property
    def truncated(self) -> bool:
        """More rows match than this page shows; ``next`` leads to them."""
        return self.next is not None


class TableEngine(Protocol):
    """Reads stored tables. Masks of the query are applied inside, so that no clear value leaves the engine.

    Every method raises ``catalog.errors.Unavailable`` where the table cannot be read now and
    ``catalog.errors.BadQuery`` where the query takes longer than the engine allows.
    """

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Wait until it is the caller's turn; entered before the database is asked, so that nobody waits here with it.

        Raises:
            Unavailable: the engine is busy.
        """
        ...

    async def page(self, parquet_key: str, schema: TableSchema, query: TableQuery) -> RowsPage:
        """One page of ``query``."""
        ...

    async def count(self, parquet_key: str, query: TableQuery) -> int:
        """The exact number of rows that match ``query``."""
        ...

    def stream(self, parquet_key: str, schema: TableSchema, query: TableQuery) -> AsyncIterator[list[Row]]:
        """All rows of ``query`` in batches, whatever its page size; memory stays bounded."""
        ...


def parquet_key(sha256: str) -> str:
    """The store's key of a stored table with this digest (hexadecimal)."""
    return f"tables/{sha256[:2]}/{sha256}.parquet"
