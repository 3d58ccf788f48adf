"""A small province for stories: two agencies under one data authority, and an account for every role."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from app.container import Services
from catalog.acting.actor import Person, Post, Role
from catalog.acting.permissions import TOKEN_SCOPES, permissions_of
from catalog.base import WriteSession
from catalog.identity import api_tokens, queries, service
from catalog.identity.api_tokens import TokenRequest
from catalog.identity.models import AccountKind
from catalog.identity.service import Registration
from catalog.organizations.service import OrganizationDraft
from catalog.organizations.service import register as register_organization
from tests.factories.acting import act, by_platform
from tests.factories.organizations import organization_draft

PASSWORD = "a-long-password-for-tests-7"
AUTHORITY, AGENCY, OTHER_AGENCY = "t-data", "t-reform", "t-civil"
ROLES: dict[str, tuple[Role, str | None]] = {
    "operator": (Role.OPERATOR, None),
    "auditor": (Role.AUDITOR, None),
    "data-admin": (Role.DATA_ADMIN, AUTHORITY),
    "second-data-admin": (Role.DATA_ADMIN, AUTHORITY),
    "cataloguer": (Role.CATALOGUER, AGENCY),
    "reviewer": (Role.AGENCY_REVIEWER, AGENCY),
    "second-reviewer": (Role.AGENCY_REVIEWER, AGENCY),
    "other-cataloguer": (Role.CATALOGUER, OTHER_AGENCY),
    "other-reviewer": (Role.AGENCY_REVIEWER, OTHER_AGENCY),
    "user": (Role.USER, None),
    "second-user": (Role.USER, None),
    "unconfirmed": (Role.USER, None),
}


def _organization(code: str, name: str, department: str) -> OrganizationDraft:
    return organization_draft(
        code=code,
        name=name,
        short_name=name,
        kind="data-authority" if code == AUTHORITY else "department",
        region="350000",
        department=department,
        contact=f"{name}办公室",
        parent=None if code == AUTHORITY else AUTHORITY,
        authority=AUTHORITY,
    )


ORGANIZATIONS = (
    _organization(AUTHORITY, "数据管理部门", "001"),
    _organization(AGENCY, "发展改革部门", "002"),
    _organization(OTHER_AGENCY, "民政部门", "003"),
)


@dataclass(frozen=True)
class Settled:
    """Who and what was registered: accounts by name, organizations by code."""

    accounts: dict[str, UUID] = field(default_factory=dict)
    organizations: dict[str, UUID] = field(default_factory=dict)


async def settle(session: WriteSession, now: datetime) -> Settled:
    """Register all organizations and accounts in ``session``."""
    made = Settled()
    made.accounts["operator"] = await _account(session, "operator", now)
    founder = Person(made.accounts["operator"], "系统管理员", frozenset({Post(Role.OPERATOR, None)}))
    for draft in ORGANIZATIONS:
        made.organizations[draft.code] = (await register_organization(session, act(founder, now), draft)).id
    for name, (role, organization) in ROLES.items():
        if name not in made.accounts:
            made.accounts[name] = await _account(session, name, now)
        if role is not Role.USER:
            place = None if organization is None else made.organizations[organization]
            await service.grant_membership(session, by_platform(now), made.accounts[name], role, place)
        if name not in {"unconfirmed", "operator"}:
            await session.flush()
            await service.confirm_real_name(session, act(founder, now), made.accounts[name])
    await session.flush()
    return made


async def _account(session: WriteSession, name: str, now: datetime) -> UUID:
    registration = Registration(f"{name}@test.invalid", f"{name} 测试账号", AccountKind.PERSON, PASSWORD)
    return (await service.register(session, by_platform(now), registration)).id


@dataclass(frozen=True)
class People:
    """Those who are settled in the database of ``services``: as actors, and with tokens."""

    services: Services
    settled: Settled

    @property
    def accounts(self) -> dict[str, UUID]:
        """The accounts by name."""
        return self.settled.accounts

    @property
    def organizations(self) -> dict[str, UUID]:
        """The organizations by code."""
        return self.settled.organizations

    async def person(self, session: WriteSession, name: str) -> Person:
        """The account called ``name`` as an actor."""
        found = await queries.person_by_id(session, self.accounts[name])
        assert found is not None
        return found

    async def token(self, name: str, *scopes: str) -> str:
        """A fresh token of the account called ``name``: with ``scopes``, or with all it may have."""
        async with self.services.database.unit_of_work() as session:
            owner = await self.person(session, name)
            asked = frozenset(scopes) or permissions_of(owner) & TOKEN_SCOPES
            request = TokenRequest(name="测试", scopes=frozenset(str(scope) for scope in asked))
            issued = await api_tokens.issue_token(session, act(owner, self.services.clock.now()), owner, request)
        return issued.secret
