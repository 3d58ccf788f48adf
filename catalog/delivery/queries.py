"""Every SELECT of the gate: what a distribution is in the revision that the public reads."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, and_, bindparam, cast, func, select

from catalog.base import ReadSession
from catalog.datasets.models import Dataset, Distribution, FileVersion, Revision
from catalog.errors import Missing
from catalog.tables.models import TableVersion
from catalog.tables.queries import of_file
from catalog.tables.schema import TableSchema


@dataclass(frozen=True)
class Source:
    """One distribution as published: its dataset, the revision, and what the revision says of the file."""

    dataset_id: UUID
    distribution_id: UUID
    revision: int
    document: dict[str, Any]
    file: dict[str, Any]

    @property
    def open_class(self) -> str:
        """How the data are open (a code of ``datasets.grading``)."""
        return str(self.document["open_class"])

    @property
    def open_fields(self) -> tuple[str, ...]:
        """Names of the items that are open."""
        return tuple(item["name"] for item in self.document["items"] if item["is_open"])

    @property
    def basis_id(self) -> str:
        """What open access rests on: the code in the catalogue and the number of the revision."""
        return f"{self.document['code'] or self.dataset_id}@{self.revision}"


@dataclass(frozen=True)
class StoredTable:
    """The table of a distribution: its schema, its number of rows, and the key of its Parquet."""

    schema: TableSchema
    rows: int
    parquet_key: str


# Made once: putting them together would cost as much as asking them.
_SOURCE = (
    select(Dataset.id, Revision.number, Revision.document)
    .join(Distribution, Distribution.dataset_id == Dataset.id)
    .join(Revision, and_(Revision.dataset_id == Dataset.id, Revision.number == Dataset.live_revision))
    .where(Distribution.id == bindparam("distribution_id"))
)
_PUBLISHED = Revision.document["distributions"].contains(
    func.jsonb_build_array(func.jsonb_build_object("file_version", cast(FileVersion.id, Text)))
)
_SOURCE_AND_TABLE = (
    _SOURCE.outerjoin(FileVersion, and_(FileVersion.distribution_id == Distribution.id, _PUBLISHED))
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
        dataset_id, number, document = found.id, found.number, found.document
        for file in document["distributions"]:
            if file["id"] == str(distribution_id):
                return Source(dataset_id, distribution_id, number, document, file)
    raise Missing("distribution", str(distribution_id))


async def live_table(session: ReadSession, dataset_id: UUID) -> StoredTable | None:
    """The table of the first file of a dataset's live revision; None where there is none."""
    query = (
        select(Revision.document)
        .join(Dataset, and_(Dataset.id == Revision.dataset_id, Dataset.live_revision == Revision.number))
        .where(Dataset.id == dataset_id)
    )
    document = await session.scalar(query)
    files = document["distributions"] if document else []
    found = await of_file(session, UUID(files[0]["file_version"])) if files else None
    return None if found is None else _stored(found)


def _stored(version: TableVersion) -> StoredTable:
    return StoredTable(TableSchema.from_json(version.schema), version.row_count, version.parquet_key)
