"""Table of organizations: never deleted, closed by ``valid_to`` and followed by ``successor_id``."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from catalog.base import Base, new_id


class Organization(Base):
    """An agency or public enterprise that owns data, or a data authority that governs a tier.

    ``kind`` is a term of scheme ``organization-kinds``, ``tier`` of ``tiers``, ``region`` a GB/T 2260 code;
    ``uscc`` is the unified social credit code (GB 32100-2015). ``department`` is the number of the agency inside its
    tier (目) and ``last_sequence`` the last number given to one of its datasets (standards.md §1.2). ``authority_id``
    names the data authority (数据管理部门) that checks and publishes what the organization submits.
    """

    __tablename__ = "organizations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    tier: Mapped[str] = mapped_column(String(20))
    region: Mapped[str] = mapped_column(String(12))
    department: Mapped[str] = mapped_column(String(3))
    last_sequence: Mapped[int] = mapped_column(default=0)
    contact: Mapped[str] = mapped_column(String(200), default="")
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_id: Mapped[UUID | None] = mapped_column(ForeignKey("organizations.id"))
