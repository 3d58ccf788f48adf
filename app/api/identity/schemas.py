"""What goes in and out over HTTP of accounts, roles and tokens. No schema ever holds a hash."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from catalog.acting.actor import Actor, Machine, Person, Role, person_of
from catalog.acting.permissions import Permission, permissions_of
from catalog.identity.api_tokens import TokenRequest
from catalog.identity.models import Account, AccountKind, ApiToken, Membership
from catalog.identity.service import Registration
from catalog.organizations.models import Organization

Line = Annotated[str, Field(max_length=254, pattern=r"^[^\x00-\x1f\x7f]*$")]
Secret = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class In(BaseModel):
    """A payload: what it does not know it refuses."""

    model_config = ConfigDict(extra="forbid")


class RegistrationIn(In):
    """What somebody gives to open an account."""

    email: Line
    display_name: Line
    kind: AccountKind
    password: Secret

    def registration(self) -> Registration:
        """The same in terms of the domain."""
        return Registration(self.email, self.display_name, self.kind, self.password)


class CredentialsIn(In):
    """E-mail and password of a sign-in."""

    email: Line
    password: Secret


class PasswordChangeIn(In):
    """The current password and the new one."""

    current_password: Secret
    new_password: Secret


class ResetIn(In):
    """A one-time code of an operator and the new password."""

    code: Line
    new_password: Secret


class MembershipIn(In):
    """A role to give, with the code of an organization where the role is held for one."""

    role: Role
    organization: Line | None = None


class TokenIn(In):
    """A token to issue: name, scopes, and an end (90 days from now where none is given)."""

    name: Line
    scopes: set[Permission] = Field(max_length=len(Permission))
    expires_at: AwareDatetime | None = None

    def request(self) -> TokenRequest:
        """The same in terms of the domain."""
        return TokenRequest(self.name, frozenset(self.scopes), self.expires_at)


class PostOut(BaseModel):
    """A role held, in the organization with this code or (null) in the whole system."""

    role: Role
    organization: str | None


class MeOut(BaseModel):
    """Who the caller is to us: ``kind`` is person or machine."""

    kind: str
    account_id: UUID
    name: str
    real_name_confirmed: bool
    must_change_password: bool
    posts: list[PostOut]
    permissions: list[str]
    grant_id: UUID | None

    @classmethod
    def of(cls, actor: Person | Machine, organizations: Mapping[UUID, Organization]) -> Self:
        """The caller, with the organizations of the posts by identity."""
        person = actor.owner if isinstance(actor, Machine) else actor
        held = permissions_of(person)
        posts = [_post(post.role, post.organization_id, organizations) for post in person.posts]
        return cls(
            kind="machine" if isinstance(actor, Machine) else "person",
            account_id=person.account_id,
            name=person.name,
            real_name_confirmed=person.real_name,
            must_change_password=person.must_change_password,
            posts=sorted(posts, key=lambda post: (post.role, post.organization or "")),
            permissions=sorted(held & actor.scopes if isinstance(actor, Machine) else held),
            grant_id=actor.grant_id if isinstance(actor, Machine) else None,
        )


class MembershipOut(BaseModel):
    """A role of an account, with the identity by which it is taken back."""

    id: UUID
    role: Role
    organization: str | None
    granted_at: datetime


class AccountOut(BaseModel):
    """An account as its holder and operators see it."""

    id: UUID
    email: str
    display_name: str
    kind: AccountKind
    active: bool
    must_change_password: bool
    real_name_confirmed_at: datetime | None
    created_at: datetime
    memberships: list[MembershipOut]

    @classmethod
    def of(
        cls, account: Account, memberships: Iterable[Membership], organizations: Mapping[UUID, Organization]
    ) -> Self:
        """The account with its roles."""
        return cls(
            id=account.id,
            email=account.email,
            display_name=account.display_name,
            kind=AccountKind(account.kind),
            active=account.active,
            must_change_password=account.must_change_password,
            real_name_confirmed_at=account.real_name_confirmed_at,
            created_at=account.created_at,
            memberships=[membership_out(held, organizations) for held in memberships if held.account_id == account.id],
        )


class SessionOut(BaseModel):
    """A session just opened: its secret is in the cookie, ``csrf_token`` goes into ``X-CSRF-Token``."""

    csrf_token: str
    expires_at: datetime
    must_change_password: bool


class ResetOut(BaseModel):
    """A one-time code, shown once: hand it to the holder in person."""

    code: str


class TokenOut(BaseModel):
    """A token without its secret."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    grant_id: UUID | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> Self:
        """The token as its owner sees it."""
        return cls.model_validate(token, from_attributes=True)


class IssuedTokenOut(BaseModel):
    """A token just issued; ``secret`` is shown this once."""

    secret: str
    token: TokenOut


def membership_out(membership: Membership, organizations: Mapping[UUID, Organization]) -> MembershipOut:
    """The membership with the code of its organization."""
    post = _post(Role(membership.role), membership.organization_id, organizations)
    return MembershipOut(
        id=membership.id, role=post.role, organization=post.organization, granted_at=membership.granted_at
    )


def organization_ids(actor: Actor) -> set[UUID]:
    """The organizations in which ``actor`` holds posts."""
    person = person_of(actor)
    return {post.organization_id for post in person.posts if post.organization_id} if person else set()


def _post(role: Role, organization_id: UUID | None, organizations: Mapping[UUID, Organization]) -> PostOut:
    found = organizations.get(organization_id) if organization_id else None
    return PostOut(role=role, organization=found.code if found else None)
