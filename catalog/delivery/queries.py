"""Every SELECT of the gate: what a distribution is in the revision that the public reads."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, select

from catalog.base import ReadSession
from catalog.datasets.document import FileShown, Place, RevisionDocument, read
from catalog.datasets.models import Dataset, Distribution, FileVersion, Revision
from catalog.datasets.policies import live
from catalog.datasets.queries import find_live_revision
from catalog.datasets.stored import carries_file
from catalog.errors import Missing
from catalog.tables.models import TableVersion
from catalog.tables.queries import of_file
from catalog.tables.schema import TableSchema


@dataclass(frozen=True)
class Source:
    """One distribution as published: the document of the revision, and what it says of the file."""

    document: RevisionDocument
    file: FileShown

    @property
    def dataset_id(self) -> UUID:
        """The dataset that the distribution belongs to."""
        return self.document.id

    @property
    def distribution_id(self) -> UUID:
        """The distribution itself."""
        return self.file.id

    @property
    def open_class(self) -> str:
        """How the data are open (a code of ``datasets.grading``)."""
        return self.document.open_class

    @property
    def open_fields(self) -> tuple[str, ...]:
        """Names of the items that are open."""
        return self.document.open_items

    @property
    def basis_id(self) -> str:
        """What open access rests on: the code in the catalogue and the number of the revision."""
        return f"{self.document.code or self.dataset_id}@{self.document.revision}"


@dataclass(frozen=True)
class StoredTable:
    """The table of a distribution: its schema, its number of rows, and the key of its Parquet."""

    schema: TableSchema
    rows: int
    parquet_key: str


# Made once: putting them together would cost as much as asking them.
_SOURCE = (
    select(Revision.as_stored, Revision.number, Revision.published_at)
    .join(Dataset, live())
    .join(Distribution, Distribution.dataset_id == Dataset.id)
    .where(Distribution.id == bindparam("distribution_id"))
)
_SOURCE_AND_TABLE = (
    _SOURCE.outerjoin(FileVersion, and_(FileVersion.distribution_id == Distribution.id, carries_file()))
    .outerjoin(TableVersion, TableVersion.file_version_id == FileVersion.id)
    .add_columns(TableVersion.schema, TableVersion.row_count, TableVersion.parquet_key)
)


async def source(session: ReadSession, distribution_id: UUID) -> Source:
    """A distribution by its identity, where it belongs to a live revision: one indexed select.

    Raises:
        Missing: nothing public carries this distribution.
    """
    found = (await session.execute(_SOURCE, {"distribution_id": distribution_id})).one_or_none()
    return _source(distribution_id, found)


async def source_and_table(session: ReadSession, distribution_id: UUID) -> tuple[Source, StoredTable | None]:
    """A distribution as ``source`` finds it, and the table of its published file where that is one: one select.

    Raises:
        Missing: nothing public carries this distribution.
    """
    found = (await session.execute(_SOURCE_AND_TABLE, {"distribution_id": distribution_id})).one_or_none()
    published = _source(distribution_id, found)
    if found is None or found.parquet_key is None:
        return published, None
    return published, StoredTable(TableSchema.from_json(found.schema), found.row_count, found.parquet_key)


def required(published: Source, table: StoredTable | None) -> StoredTable:
    """The table of the published file.

    Raises:
        Missing: the file is not a table.
    """
    if table is None:
        raise Missing("table", str(published.distribution_id))
    return table


def _source(distribution_id: UUID, found: Row[Any] | None) -> Source:
    if found is not None:
        document = read(found.as_stored, Place(found.number, found.published_at))
        for file in document.distributions:
            if file.id == distribution_id:
                return Source(document, file)
    raise Missing("distribution", str(distribution_id))


async def live_table(session: ReadSession, dataset_id: UUID) -> StoredTable | None:
    """The table of the first file of a dataset's live revision; None where there is none."""
    revision = await find_live_revision(session, dataset_id)
    file = revision.document.file if revision else None
    found = await of_file(session, file.file_version) if file else None
    return None if found is None else _stored(found)


def _stored(version: TableVersion) -> StoredTable:
    return StoredTable(TableSchema.from_json(version.schema), version.row_count, version.parquet_key)
