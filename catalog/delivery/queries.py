"""Every SELECT of the gate: what a distribution is in the revision that the public reads."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, select

from catalog.acting.actor import Actor
from catalog.base import ReadSession
from catalog.datasets.document import FileShown, Place, RevisionDocument, read
from catalog.datasets.models import Dataset, Distribution, FileVersion, Revision
from catalog.datasets.policies import live, workable_by
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


@dataclass(frozen=True)
class UnderReview:
    """A working copy as its reviewers read it: its owner, its version, and the table of its latest file, if any."""

    organization_id: UUID
    version: int
    table: StoredTable | None


_TABLE = (TableVersion.schema, TableVersion.row_count, TableVersion.parquet_key)
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
    .add_columns(*_TABLE)
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
    return _source(distribution_id, found), _table(found)


def required(published: Source, table: StoredTable | None) -> StoredTable:
    """The table of the published file.

    Raises:
        Missing: the file is not a table.
    """
    if table is None:
        raise Missing("table", str(published.distribution_id))
    return table


def _table(found: Row[Any] | None) -> StoredTable | None:
    """The table of a row with the columns of ``_TABLE``, which an outer join leaves empty where there is none."""
    if found is None or found.parquet_key is None:
        return None
    return StoredTable(TableSchema.from_json(found.schema), found.row_count, found.parquet_key)


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


async def under_review(session: ReadSession, actor: Actor, dataset_id: UUID) -> UnderReview:
    """The working copy of a dataset with the table of its latest file, where that was found to be one: one select.

    Raises:
        Missing: there is none, or ``actor`` may not see it.
    """
    latest = (
        select(FileVersion.id)
        .join(Distribution, Distribution.id == FileVersion.distribution_id)
        .where(Distribution.dataset_id == dataset_id)
        .order_by(Distribution.id, FileVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Dataset.organization_id, Dataset.version, *_TABLE)
        .select_from(Dataset)
        .outerjoin(FileVersion, and_(FileVersion.id == latest, FileVersion.state == "ready"))
        .outerjoin(TableVersion, TableVersion.file_version_id == FileVersion.id)
        .where(Dataset.id == dataset_id, workable_by(actor))
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise Missing("dataset", str(dataset_id))
    return UnderReview(found.organization_id, found.version, _table(found))


def _stored(version: TableVersion) -> StoredTable:
    return StoredTable(TableSchema.from_json(version.schema), version.row_count, version.parquet_key)
