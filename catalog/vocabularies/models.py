"""Terms of the controlled vocabularies."""

from typing import ClassVar

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base
from catalog.parameters.following import Following


class Term(Following, Base):
    """One code of one scheme; ``note`` says what it means in plain words, ``valid`` whether it may be chosen anew."""

    __tablename__ = "terms"
    FOLLOWED: ClassVar[tuple[str, ...]] = (
        "label_zh",
        "label_en",
        "note",
        "position",
        "broader",
        "source",
        "confirmed",
        "valid",
    )

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
