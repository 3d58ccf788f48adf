"""Terms of the controlled vocabularies."""

from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base


class Term(Base):
    """One code of one scheme. ``shipped`` is what the loader wrote last, so an operator's change shows itself."""

    __tablename__ = "terms"

    scheme: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    label_zh: Mapped[str] = mapped_column(String(200))
    label_en: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]
    broader: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(300))
    confirmed: Mapped[bool] = mapped_column(default=False)
    valid: Mapped[bool] = mapped_column(default=True)
    shipped: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
