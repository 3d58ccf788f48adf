"""Tables of discovery: how the index was kept, what is searched for, and synonyms that operators accept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, new_id


class IndexRun(Base):
    """One act of keeping the index: ``act`` is check, rebuild or roll-back, ``result`` is ok or why it failed.

    What a check found are the counts; a failed rebuild leaves the old index serving. The oldest rows go.
    """

    __tablename__ = "index_runs"
    __table_args__ = (Index("ix_index_runs_act_at", "act", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime]
    act: Mapped[str] = mapped_column(String(20))
    result: Mapped[str] = mapped_column(String(20))
    missing: Mapped[int]
    stale: Mapped[int]
    surplus: Mapped[int]
    ahead: Mapped[int]
    complete: Mapped[bool]
    healed: Mapped[int]
    swept: Mapped[int]


class QueryTrace(Base):
    """That a client asked a question on a day: both only as keyed hashes, which no day shares with another.

    ``asked``, ``viewed``, ``empty`` and ``opened`` count how often it was asked, asked on a page, found nothing, and
    led to a dataset. Rows of past days go after two days.
    """

    __tablename__ = "query_traces"

    day: Mapped[date] = mapped_column(primary_key=True)
    query_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    client_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    asked: Mapped[int]
    viewed: Mapped[int] = mapped_column(server_default="0")
    empty: Mapped[int]
    opened: Mapped[int]


class QueryDay(Base):
    """A question in clear that enough clients asked on one day, with the counts of that day.

    ``viewers`` are the clients that asked it on a page; only they can be among the ``openers``.
    """

    __tablename__ = "query_days"
    __table_args__ = (Index("ix_query_days_text", "text"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(60), primary_key=True)
    clients: Mapped[int]
    viewers: Mapped[int] = mapped_column(server_default="0")
    asked: Mapped[int]
    empty: Mapped[int]
    openers: Mapped[int]


class SynonymProposal(Base):
    """That ``word`` also means ``meaning``: proposed, accepted, declined, or withdrawn after it was accepted."""

    __tablename__ = "synonym_proposals"
    __table_args__ = (UniqueConstraint("word", "meaning"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    word: Mapped[str] = mapped_column(String(60))
    meaning: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(20))
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
