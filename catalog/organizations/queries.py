"""Every SELECT on organizations. They are public: an agency that owns data is no secret."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from catalog.base import ReadSession
from catalog.errors import Missing
from catalog.organizations.models import Organization

LISTING_LIMIT = 1000


async def by_code(session: ReadSession, code: str) -> Organization:
    """The organization with this code.

    Raises:
        Missing: there is none.
    """
    found = (await session.scalars(select(Organization).where(Organization.code == code))).one_or_none()
    if found is None:
        raise Missing("organization", code)
    return found


async def is_registered(session: ReadSession, code: str) -> bool:
    """Whether there is an organization with this code."""
    found = await session.execute(select(Organization.id).where(Organization.code == code))
    return found.one_or_none() is not None


async def listing(session: ReadSession, *, after: str = "", size: int = LISTING_LIMIT) -> list[Organization]:
    """Organizations in the order of their codes, after ``after``."""
    query = select(Organization).where(Organization.code > after).order_by(Organization.code).limit(size)
    return list(await session.scalars(query))


async def by_ids(session: ReadSession, ids: Iterable[UUID]) -> dict[UUID, Organization]:
    """Organizations by identity."""
    query = select(Organization).where(Organization.id.in_(list(ids)))
    return {found.id: found for found in await session.scalars(query)}


async def names(session: ReadSession, codes: Iterable[str]) -> dict[str, str]:
    """Short names by code."""
    query = select(Organization.code, Organization.short_name).where(Organization.code.in_(list(codes)))
    return dict((await session.execute(query)).all())


async def ancestors(session: ReadSession) -> dict[UUID, tuple[str, ...]]:
    """For every organization the codes of those above it, the root first."""
    rows = (await session.execute(select(Organization.id, Organization.code, Organization.parent_id))).all()
    parents = {identity: (code, parent) for identity, code, parent in rows}
    return {identity: tuple(_above(identity, parents)) for identity in parents}


def _above(identity: UUID, parents: dict[UUID, tuple[str, UUID | None]]) -> list[str]:
    path: list[str] = []
    parent = parents[identity][1]
    while parent is not None and parents[parent][0] not in path:
        path.insert(0, parents[parent][0])
        parent = parents[parent][1]
    return path


@dataclass(frozen=True)
class Owner:
    """How an organization is called, and the code of the one above it (empty: none)."""

    name: str
    parent: str


async def owners(session: ReadSession, codes: Iterable[str]) -> dict[str, Owner]:
    """Organizations by code."""
    above = aliased(Organization)
    query = (
        select(Organization.code, Organization.short_name, above.code)
        .outerjoin(above, above.id == Organization.parent_id)
        .where(Organization.code.in_(list(codes)))
    )
    return {code: Owner(name, parent or "") for code, name, parent in await session.execute(query)}


async def desks(session: ReadSession) -> list[str]:
    """Whom citizens may ask for data: the contacts of the topmost data authorities."""
    query = (
        select(Organization.contact)
        .where(
            Organization.parent_id.is_(None), Organization.id == Organization.authority_id, Organization.contact != ""
        )
        .order_by(Organization.code)
        .limit(3)
    )
    return list(await session.scalars(query))
