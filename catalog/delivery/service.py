"""THE GATE: every byte of data leaves through here. Visible? Granted? Recorded? Then the port is told what to read.

Each function decides and records in the caller's transaction and answers with a plan. The endpoint streams the plan
after the commit, so no byte leaves without its entry; the plan knows nothing of the session.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from uuid import UUID

from catalog.access import grants
from catalog.acting.act import Act
from catalog.audit.actions import Action
from catalog.audit.entry import Target
from catalog.audit.service import record
from catalog.base import ReadSession, WriteSession
from catalog.datasets.files import key_of
from catalog.delivery import gate, queries
from catalog.delivery.gate import Pass
from catalog.delivery.queries import StoredTable
from catalog.delivery.ranges import ByteRange
from catalog.errors import AccessRequired, BadQuery, Forbidden, TooLarge
from catalog.messages import message
from catalog.ports import ObjectStore
from catalog.tables.engine import Row, RowsPage, TableEngine
from catalog.tables.position import Unpack, no_cursor
from catalog.tables.query import TableQuery
from catalog.tables.schema import Column, TableSchema

EXPORT_ROWS_MAX = 5_000_000
"""Rows of one export, beside the limits of queries in ``catalog.tables.query``."""

PAGING = frozenset({"size", "cursor", "count"})

Parameters = Iterable[tuple[str, str]]
"""Names and values of a query, as they stand in the address."""


@dataclass(frozen=True)
class FilePlan:
    """A file that may leave: key in the store, size of the whole in bytes, and the part that was asked for."""

    key: str
    sha256: str
    size: int
    media_type: str
    filename: str
    start: int
    length: int

    @property
    def partial(self) -> bool:
        """Whether only a part of the file leaves."""
        return self.length != self.size

    def stream(self, store: ObjectStore) -> AsyncIterator[bytes]:
        """The bytes, chunk by chunk; to be called after the commit."""
        return store.read(self.key, self.start, self.length)


@dataclass(frozen=True)
class RowsPlan:
    """A page of rows that may leave, already fetched and recorded."""

    columns: tuple[Column, ...]
    page: RowsPage


@dataclass(frozen=True)
class ExportPlan:
    """All rows of a query that may leave, counted and recorded, not yet read."""

    columns: tuple[Column, ...]
    rows: int
    title: str
    schema: TableSchema
    parquet_key: str
    query: TableQuery

    def batches(self, engine: TableEngine) -> AsyncIterator[list[Row]]:
        """The rows, batch by batch; to be called after the commit."""
        return engine.stream(self.parquet_key, self.schema, self.query)


@dataclass(frozen=True)
class TableFacts:
    """What is public of a table, and the ``readable`` columns of this caller (none: access must be applied for)."""

    schema: TableSchema
    rows: int
    open_class: str
    readable: tuple[str, ...]
    version: str


async def find_file(session: ReadSession, act: Act, distribution_id: UUID, wanted: ByteRange | None = None) -> FilePlan:
    """The file, as ``open_file`` finds it, but without a record: for HEAD and conditional requests, that get no bytes.

    Raises:
        Missing, Forbidden, AccessRequired, RangeUnsatisfiable: as ``open_file``.
    """
    return (await _file(session, act, distribution_id, wanted))[0]


async def open_file(
    session: WriteSession, act: Act, distribution_id: UUID, wanted: ByteRange | None = None
) -> FilePlan:
    """Open the original file of a distribution, whole or in part, and record that it left.

    Raises:
        Missing: nothing public carries this distribution.
        Forbidden: the data are not given out, or the token may not read them.
        AccessRequired: the data are open on request and no live grant covers the whole file.
        RangeUnsatisfiable: the range lies outside the file.
    """
    plan, admitted = await _file(session, act, distribution_id, wanted)
    await _leave(session, act, Action.FILE_READ, admitted, fields=admitted.fields, size=plan.length)
    return plan


async def _file(
    session: ReadSession, act: Act, distribution_id: UUID, wanted: ByteRange | None
) -> tuple[FilePlan, Pass]:
    source = await queries.source(session, distribution_id)
    admitted = await gate.admit(session, act, source)
    file = source.file
    gate.require_whole(admitted, file.columns)
    start, length = (0, file.size) if wanted is None else wanted.within(file.size)
    plan = FilePlan(
        key=key_of(file.sha256),
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        filename=file.filename,
        start=start,
        length=length,
    )
    return plan, admitted


async def describe_table(session: ReadSession, act: Act, distribution_id: UUID) -> TableFacts:
    """What everybody may know of a table, and which columns this caller may read.

    Raises:
        Missing: nothing public carries this distribution, or its file is no table.
    """
    source, found = await queries.source_and_table(session, distribution_id)
    table = queries.required(source, found)
    try:
        admitted = await gate.admit(session, act, source)
    except (AccessRequired, Forbidden):
        readable: tuple[str, ...] = ()
    else:
        readable = tuple(name for name in table.schema.names if name in admitted.fields)
    return TableFacts(table.schema, table.rows, source.open_class, readable, table.parquet_key)


async def read_rows(
    session: WriteSession,
    engine: TableEngine,
    act: Act,
    distribution_id: UUID,
    parameters: Parameters,
    unpack: Unpack = no_cursor,
) -> RowsPlan:
    """One page of rows, limited to what the caller may have, and the record of it; ``unpack`` reads a cursor.

    Raises:
        Missing: nothing public carries this distribution, or its file is no table.
        Forbidden: the data are not given out, or the token may not read them.
        AccessRequired: no live grant, a field outside it, or no call left today.
        BadQuery: the query names what does not exist or breaks a limit.
        Unavailable: the table cannot be read now.
    """
    async with engine.turn():
        admitted, table, query = await _narrowed(session, act, distribution_id, parameters, unpack)
        page = await engine.page(table.parquet_key, table.schema, query)
        await _leave(session, act, Action.ROWS_READ, admitted, fields=query.select, rows=len(page.rows))
    return RowsPlan(query.columns(table.schema), page)


async def prepare_export(
    session: WriteSession, engine: TableEngine, act: Act, distribution_id: UUID, parameters: Parameters, form: str
) -> ExportPlan:
    """All rows of a query as a file of the form ``form`` (csv, json): counted and recorded, streamed after the commit.

    Raises:
        TooLarge: more rows than one export may hold.
        Missing, Forbidden, AccessRequired, BadQuery, Unavailable: as ``read_rows``.
    """
    pairs = list(parameters)
    for name, _ in pairs:
        if name in PAGING:
            raise BadQuery(name, message("delivery.export-not-paged"))
    async with engine.turn():
        admitted, table, query = await _narrowed(session, act, distribution_id, pairs)
        rows = await engine.count(table.parquet_key, query)
        if rows > EXPORT_ROWS_MAX:
            raise TooLarge(EXPORT_ROWS_MAX, message("unit.rows"))
        await _leave(session, act, Action.EXPORT_READ, admitted, fields=query.select, rows=rows, form=form)
    columns = query.columns(table.schema)
    return ExportPlan(columns, rows, admitted.source.document.title, table.schema, table.parquet_key, query)


async def _narrowed(
    session: ReadSession, act: Act, distribution_id: UUID, parameters: Parameters, unpack: Unpack = no_cursor
) -> tuple[Pass, StoredTable, TableQuery]:
    source, found = await queries.source_and_table(session, distribution_id)
    admitted = await gate.admit(session, act, source)
    table = queries.required(source, found)
    return admitted, table, gate.narrowed(admitted, parameters, table.schema, table.parquet_key, unpack)


async def _leave(
    session: WriteSession,
    act: Act,
    action: Action,
    admitted: Pass,
    *,
    fields: tuple[str, ...],
    rows: int | None = None,
    size: int | None = None,
    form: str = "",
) -> None:
    """Spend a call of the grant where there is one, and record what leaves."""
    if admitted.grant is not None:
        await grants.spend(session, admitted.grant, act.at)
    source = admitted.source
    detail = {"distribution": str(source.distribution_id)} | ({"form": form} if form else {})
    await record(
        session,
        act,
        action,
        Target("dataset", source.dataset_id, source.document.revision),
        admitted.basis,
        fields=fields,
        rows=rows,
        bytes=size,
        detail=detail,
    )
