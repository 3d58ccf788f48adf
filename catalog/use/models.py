"""Tables of use: what every day counted, and how each dataset stands as search was last told."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base


class DailyUse(Base):
    """How many callers took files (``downloads``) or read rows (``reads``) of a dataset on one day in Beijing.

    Counted from the record when the day is over. A caller counts once a day: a download in parts, or in a loop, is one.
    """

    __tablename__ = "daily_use"

    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    downloads: Mapped[int]
    reads: Mapped[int]


class Standing(Base):
    """How a dataset stands: all ``downloads``, ``recent`` uses, and what search was last told.

    ``prior`` is in thousandths (``weighing.prior_of``), ``freshness`` a ``freshness.Level``.
    """

    __tablename__ = "standings"

    dataset_id: Mapped[UUID] = mapped_column(ForeignKey("datasets.id"), primary_key=True)
    downloads: Mapped[int] = mapped_column(BigInteger)
    recent: Mapped[int] = mapped_column(BigInteger)
    prior: Mapped[int] = mapped_column(SmallInteger)
    freshness: Mapped[str] = mapped_column(String(20))
    weighed_at: Mapped[datetime]
