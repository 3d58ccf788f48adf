"""Tables of applications, their history, agreements and grants."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.base import Base, new_id


class Application(Base):
    """A request for a dataset that is open on request; ``state`` is one of ``workflow.State``.

    ``fields`` are names of items of the revision applied for; ``deadline`` is the day by which the next step is due,
    counted in working days from the parameters. ``terms`` are what the agency approved (until, fields, rows, masks,
    quota), empty before. A person has at most one open application for a dataset: the database refuses a second.
    """

    __tablename__ = "applications"
    __table_args__ = (
        Index("ix_applications_state_deadline", "state", "deadline"),
        Index(
            "uq_applications_open",
            "applicant_id",
            "dataset_id",
            unique=True,
            postgresql_where=text("state IN ('submitted', 'returned', 'form_ok', 'agreement_pending')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"), index=True)
    revision: Mapped[int]
    applicant_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), index=True)
    state: Mapped[str] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)
    purpose: Mapped[str] = mapped_column(Text)
    fields: Mapped[list[str]]
    mode: Mapped[str] = mapped_column(String(20))
    use_until: Mapped[date]
    answers: Mapped[dict[str, Any]]
    terms: Mapped[dict[str, Any]]
    deadline: Mapped[date | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    agreement: Mapped["Agreement | None"] = relationship(back_populates="application", lazy="raise")


class ApplicationEvent(Base):
    """The append-only history of an application; ``basis`` is the article of law that a rejection names."""

    __tablename__ = "application_events"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    command: Mapped[str] = mapped_column(String(30))
    from_state: Mapped[str] = mapped_column(String(30))
    to_state: Mapped[str] = mapped_column(String(30))
    actor_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")


class Agreement(Base):
    """The text that binds the applicant: its digest is fixed when offered, its signature says who agreed, when."""

    __tablename__ = "agreements"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), unique=True)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    offered_at: Mapped[datetime]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    application: Mapped[Application] = relationship(back_populates="agreement", lazy="raise")


class Grant(Base):
    """The right to read: who, which dataset, which fields and rows, from when until when, on which basis.

    ``row_filter`` is a list of {field, operator, value}, ``masks`` a rule by field, ``quota`` the number of calls a day
    (None: without limit), and ``used`` how many were made on the day ``used_on`` (days in China).
    """

    __tablename__ = "grants"
    __table_args__ = (Index("ix_grants_live", "holder_id", "dataset_id", postgresql_where=text("revoked_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    holder_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"), index=True)
    fields: Mapped[list[str]]
    row_filter: Mapped[list[dict[str, Any]]]
    masks: Mapped[dict[str, Any]]
    mode: Mapped[str] = mapped_column(String(20))
    quota: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    used_on: Mapped[date | None]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    basis: Mapped[str] = mapped_column(String(200))
    issued_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    revoke_reason: Mapped[str] = mapped_column(Text, default="")
