"""Parameters (every limit, with what it rests on) and the days that differ from the ordinary week."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base


class Parameter(Base):
    """One limit; ``shipped`` is the value that the loader wrote last, so a row that an operator changed shows."""

    __tablename__ = "parameters"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    shipped: Mapped[Any] = mapped_column(JSONB)
    unit: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    article: Mapped[str] = mapped_column(String(200), default="")
    confirmed: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]

    @property
    def edited(self) -> bool:
        """Whether an operator changed the value; the loader then leaves the row alone for good."""
        return bool(self.value != self.shipped)


class Holiday(Base):
    """A day that differs from the ordinary week: a day off, or a weekend day that is worked."""

    __tablename__ = "holidays"
    __table_args__ = (CheckConstraint("kind IN ('holiday', 'workday')", name="kind"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    shipped: Mapped[str | None] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(300))

    @property
    def edited(self) -> bool:
        """Whether an operator entered or changed the day; the loader then leaves it alone."""
        return self.kind != self.shipped
