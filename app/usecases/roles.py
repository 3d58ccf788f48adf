"""Giving a role, with the organization by the code that people know it by."""

from uuid import UUID

from catalog.acting.act import Act
from catalog.acting.actor import Role
from catalog.base import WriteSession
from catalog.identity import service
from catalog.identity.models import Membership
from catalog.organizations.models import Organization
from catalog.organizations.queries import by_code


async def give_role(
    session: WriteSession, act: Act, account_id: UUID, role: Role, code: str | None
) -> tuple[Membership, Organization | None]:
    """Give the account ``role``, in the organization ``code`` where the role is held for one.

    Raises:
        Missing: there is no such organization, or no such account.
        Forbidden, Invalid, Duplicate: as ``catalog.identity.service.grant_membership``.
    """
    organization = await by_code(session, code) if code else None
    place = organization.id if organization else None
    return await service.grant_membership(session, act, account_id, role, place), organization
