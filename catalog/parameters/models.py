"""Parameters (every limit, with what it rests on) and the days that differ from the ordinary week."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base
from catalog.parameters.following import Following


class Parameter(Following, Base):
    """One limit: value, unit, the rule it comes from, and whether that rule is confirmed for Fujian."""

    __tablename__ = "parameters"
    FOLLOWED: ClassVar[tuple[str, ...]] = ("value", "unit", "label", "source", "article", "confirmed", "valid_from")

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSONB)
    unit: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    article: Mapped[str] = mapped_column(String(200), default="")
    confirmed: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date | None]


class Holiday(Following, Base):
    """A day that differs from the ordinary week: a day off (``holiday``), or a worked weekend day (``workday``)."""

    __tablename__ = "holidays"
    __table_args__ = (CheckConstraint("kind IN ('holiday', 'workday')", name="kind"),)
    FOLLOWED: ClassVar[tuple[str, ...]] = ("kind", "name", "source")

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(300))
