"""Every SELECT on table versions."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from catalog.base import ReadSession
from catalog.datasets.models import FileVersion, Item
from catalog.datasets.queries import file_version
from catalog.errors import Missing
from catalog.tables.models import TableVersion
from catalog.tables.schema import ColumnType, Declared

DECLARED_TYPES = {
    "string": ColumnType.STRING,
    "text": ColumnType.STRING,
    "integer": ColumnType.INTEGER,
    "number": ColumnType.NUMBER,
    "currency": ColumnType.NUMBER,
    "float": ColumnType.NUMBER,
    "double": ColumnType.NUMBER,
    "boolean": ColumnType.BOOLEAN,
    "date": ColumnType.DATE,
    "datetime": ColumnType.DATETIME,
}
"""Type of the row API for each code of scheme ``item-types``; ``binary`` has none."""


async def of_file(session: ReadSession, file_version_id: UUID) -> TableVersion | None:
    """The table of one file version."""
    return (
        await session.scalars(select(TableVersion).where(TableVersion.file_version_id == file_version_id))
    ).one_or_none()


async def waiting_file(session: ReadSession, file_version_id: UUID) -> FileVersion:
    """A file version that is to be looked into.

    Raises:
        Missing: there is no such file version.
    """
    found = await file_version(session, file_version_id)
    if found is None:
        raise Missing("file", str(file_version_id))
    return found


async def declared(session: ReadSession, dataset_id: UUID) -> Declared:
    """What the dictionary of a dataset says of its table: types, and the columns that identify a record."""
    items = list(await session.scalars(select(Item).where(Item.dataset_id == dataset_id).order_by(Item.position)))
    types = {item.name: DECLARED_TYPES[item.data_type] for item in items if item.data_type in DECLARED_TYPES}
    return Declared(types=types, key=tuple(item.name for item in items if item.is_key))


async def profiles(session: ReadSession, file_version_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """The profiles of the tables of these file versions; without those that are no table."""
    query = select(TableVersion.file_version_id, TableVersion.profile)
    found = await session.execute(query.where(TableVersion.file_version_id.in_(file_version_ids)))
    return {row.file_version_id: row.profile for row in found}


async def known_keys(session: ReadSession, keys: Sequence[str]) -> set[str]:
    """Which of these keys of the store belong to a table version."""
    return set(await session.scalars(select(TableVersion.parquet_key).where(TableVersion.parquet_key.in_(keys))))
