"""Tables of datasets: the relational working copy, its files, and the immutable revisions that the public reads."""

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, new_id
from catalog.datasets.document import Place, RevisionDocument, read


class Dataset(Base):
    """A public data resource of one organization.

    ``state`` is the state of the working copy (see ``lifecycle``). ``live_revision`` is the number of the revision that
    the public reads, empty where nothing is public; it stays while a change is under review. ``version`` rises with
    every edit (ETag), ``index_version`` with every change of what search shows.
    """

    __tablename__ = "datasets"
    __table_args__ = (
        Index("ix_datasets_live", "published_at", "id", postgresql_where=text("live_revision IS NOT NULL")),
        Index("ix_datasets_organization_state", "organization_id", "state"),
        Index("ix_datasets_code_parts", text("string_to_array(upper(code), '/')"), postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    index_version: Mapped[int] = mapped_column(BigInteger, default=1)
    live_revision: Mapped[int | None]
    last_revision: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text, default="")
    theme: Mapped[str] = mapped_column(String(20), default="")
    keywords: Mapped[list[str]]
    region: Mapped[str] = mapped_column(String(12), default="")
    open_class: Mapped[str] = mapped_column(String(20), default="")
    open_condition: Mapped[str] = mapped_column(Text, default="")
    share_type: Mapped[str] = mapped_column(String(20), default="")
    cycle: Mapped[str] = mapped_column(String(20), default="")
    licence: Mapped[str] = mapped_column(String(40), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    items: Mapped[list["Item"]] = relationship(
        back_populates="dataset", lazy="raise", order_by="Item.position", cascade="all, delete-orphan"
    )
    distributions: Mapped[list["Distribution"]] = relationship(
        back_populates="dataset", lazy="raise", order_by="Distribution.created_at"
    )


class Item(Base):
    """A data item (信息项): one column of the resource, with its own open flag and level."""

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("dataset_id", "name", name="uq_items_dataset_name", deferrable=True, initially="DEFERRED"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(100))
    data_type: Mapped[str] = mapped_column(String(20))
    length: Mapped[int | None]
    is_key: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=True)
    level: Mapped[int] = mapped_column(SmallInteger, default=1)
    description: Mapped[str] = mapped_column(Text, default="")
    dataset: Mapped[Dataset] = relationship(back_populates="items", lazy="raise")


class StoredFile(Base):
    """Bytes in the object store, once for equal bytes: the key is made of the checksum."""

    __tablename__ = "stored_files"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class Distribution(Base):
    """A way the dataset is carried: here a file, with its versions."""

    __tablename__ = "distributions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    format: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    dataset: Mapped[Dataset] = relationship(back_populates="distributions", lazy="raise")
    versions: Mapped[list["FileVersion"]] = relationship(
        back_populates="distribution", lazy="raise", order_by="FileVersion.number"
    )


class FileVersion(Base):
    """One upload of a distribution's file.

    ``state`` tells how far its table has come (received, ready, failed); ``columns`` and ``row_count`` say what was
    found.
    """

    __tablename__ = "file_versions"
    __table_args__ = (UniqueConstraint("distribution_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    distribution_id: Mapped[UUID] = mapped_column(ForeignKey("distributions.id"), index=True)
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_files.sha256"), index=True)
    filename: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    problem: Mapped[dict[str, Any]]
    columns: Mapped[list[str]]
    row_count: Mapped[int | None] = mapped_column(BigInteger)
    uploaded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    uploaded_at: Mapped[datetime]
    distribution: Mapped[Distribution] = relationship(back_populates="versions", lazy="raise")
    stored: Mapped[StoredFile] = relationship(lazy="raise")


class Revision(Base):
    """What was published: one immutable JSON document with metadata, dictionary and file digests.

    ``as_stored`` is the document in the form of its time, ``document`` in the present one.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("dataset_id", "number"),
        Index("ix_revisions_title_grams", text("minshu_grams(document ->> 'title')"), postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"))
    number: Mapped[int]
    as_stored: Mapped[dict[str, Any]] = mapped_column("document")
    note: Mapped[str] = mapped_column(Text, default="")
    published_at: Mapped[datetime]
    published_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))

    @cached_property
    def document(self) -> RevisionDocument:
        """The document, typed; read once, for a revision never changes."""
        return read(self.as_stored, Place(self.number, self.published_at))


class DatasetEvent(Base):
    """The append-only history of a dataset: which command, by whom, from which state to which, and why.

    ``order`` is the database's own count, so that events of one instant keep their order.
    """

    __tablename__ = "dataset_events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"), index=True)
    command: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
