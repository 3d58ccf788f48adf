"""Table of table versions: what the row API reads of one uploaded file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, new_id


class TableVersion(Base):
    """One file version as a table: schema, number of rows, profile, rejected rows, and the key of its Parquet."""

    __tablename__ = "table_versions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    file_version_id: Mapped[UUID] = mapped_column(ForeignKey("file_versions.id"), unique=True)
    schema: Mapped[list[dict[str, Any]]]
    row_count: Mapped[int] = mapped_column(BigInteger)
    profile: Mapped[dict[str, Any]]
    rejected: Mapped[dict[str, Any]]
    parquet_key: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
