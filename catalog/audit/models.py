"""Tables of the record: entries, seals, signed checkpoints. The database refuses UPDATE, DELETE and TRUNCATE."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, new_id


class AuditEntry(Base):
    """One act or access: who, what, on which version, on which legal basis, how much, with which result.

    Source: Fujian plan demand "用必有据，全程留痕" (standards.md §2.8); an entry without a basis is refused.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        CheckConstraint("basis_type <> ''", name="basis_type_given"),
        CheckConstraint("basis_id <> ''", name="basis_id_given"),
        Index("ix_audit_entries_object", "object_type", "object_id"),
        Index("ix_audit_entries_basis", "basis_type", "basis_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_type: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str] = mapped_column(String(40), index=True)
    token_id: Mapped[str | None] = mapped_column(String(40))
    ip: Mapped[str] = mapped_column(String(45))
    action: Mapped[str] = mapped_column(String(80))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(80))
    object_version: Mapped[str] = mapped_column(String(40))
    basis_type: Mapped[str] = mapped_column(String(40))
    basis_id: Mapped[str] = mapped_column(String(80))
    fields: Mapped[list[str]]
    rows: Mapped[int | None] = mapped_column(BigInteger)
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    result: Mapped[str] = mapped_column(String(40))
    request_id: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]]


class AuditSeal(Base):
    """The place of an entry in the chain: sequence without gaps, hash of the one before, own hash (SHA-256)."""

    __tablename__ = "audit_seals"

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), unique=True)
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]
    sealed_at: Mapped[datetime]


class AuditPending(Base):
    """The queue of entries that wait for their seal: filled by a trigger of the database, emptied by the sealer.

    It lets the sealer find its work without reading the whole record every second; ``audit verify`` does not trust it.
    """

    __tablename__ = "audit_pending"

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class AuditCheckpoint(Base):
    """A public, signed statement of the chain's head (Ed25519)."""

    __tablename__ = "audit_checkpoints"

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]
    signature: Mapped[bytes]
    public_key: Mapped[bytes]
    at: Mapped[datetime]
