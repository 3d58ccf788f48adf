"""What becomes of an uploaded file: a table, or the reasons why not. Both may be told twice without harm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from catalog.base import WriteSession
from catalog.datasets.models import FileVersion
from catalog.tables import queries
from catalog.tables.models import TableVersion
from catalog.tables.schema import TableSchema


@dataclass(frozen=True)
class Ingested:
    """A file read as a table: schema, rows, profile, rejected rows, notes in Chinese, and the key of its Parquet."""

    schema: TableSchema
    rows: int
    profile: dict[str, Any]
    rejected: dict[str, Any]
    notes: tuple[str, ...]
    parquet_key: str


@dataclass(frozen=True)
class FileFault:
    """Why a file is no table: the code for programs, and the words that are kept with the file and shown beside it."""

    code: str
    words: str


async def accept(session: WriteSession, file_version_id: UUID, found: Ingested, now: datetime) -> None:
    """The file is a table: record it, and let the dataset's gates see its columns."""
    version = await queries.waiting_file(session, file_version_id)
    if await queries.of_file(session, file_version_id) is not None:
        return
    session.add(
        TableVersion(
            file_version_id=file_version_id,
            schema=found.schema.to_json(),
            row_count=found.rows,
            profile=found.profile,
            rejected=found.rejected,
            parquet_key=found.parquet_key,
            created_at=now,
        )
    )
    version.columns = [column.name for column in found.schema.columns]
    version.row_count = found.rows
    _settle(version, "ready", {"notes": list(found.notes), "rejected": found.rejected})


async def reject(session: WriteSession, file_version_id: UUID, faults: Sequence[FileFault]) -> None:
    """The file is no table: keep why, for the person who sent it."""
    version = await queries.waiting_file(session, file_version_id)
    _settle(version, "failed", {"errors": [{"message": fault.words, "code": fault.code} for fault in faults]})


def _settle(version: FileVersion, state: str, problem: dict[str, Any]) -> None:
    version.state = state
    version.problem = problem
