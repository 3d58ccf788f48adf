"""The way of those who review: the first rows of what is not public yet, read by office and recorded beforehand."""

from dataclasses import dataclass
from uuid import UUID

from catalog.acting.act import Act
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.service import record
from catalog.base import WriteSession
from catalog.delivery import queries
from catalog.tables.engine import Row, TableEngine
from catalog.tables.query import parse
from catalog.tables.schema import Column


@dataclass(frozen=True)
class RowsUnderReview:
    """The first rows of the table that would be published, of ``total`` in all; already recorded."""

    columns: tuple[Column, ...]
    rows: list[Row]
    total: int


async def preview_for_review(
    session: WriteSession, engine: TableEngine, act: Act, dataset_id: UUID, size: int
) -> RowsUnderReview | None:
    """At most ``size`` rows of the working copy's latest file; None where it has no table, or none yet.

    Whoever may see the working copy sees them as they stand: masks and row filters are terms of grants, and a reviewer
    decides on what would be published.

    Raises:
        Missing: there is no such dataset, or the actor may not see its working copy.
        Unavailable: the table cannot be read now.
    """
    async with engine.turn():
        copy = await queries.under_review(session, act.actor, dataset_id)
        table = copy.table
        if table is None:
            return None
        query = parse([("size", str(size))], table.schema, table.parquet_key)
        page = await engine.page(table.parquet_key, table.schema, query)
        await record(
            session,
            act,
            Action.ROWS_READ,
            Target("dataset", dataset_id, copy.version),
            Basis(BasisType.DUTY, str(copy.organization_id)),
            fields=table.schema.names,
            rows=len(page.rows),
        )
    return RowsUnderReview(table.schema.columns, page.rows, table.rows)
