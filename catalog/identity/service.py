"""Accounts: registration, and the acts of an operator. Each leaves an entry in the record.

No entry names an e-mail address or holds a secret.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update

from catalog.acting.act import Act
from catalog.acting.actor import Role, person_of
from catalog.acting.permissions import Permission, demand
from catalog.audit.actions import Action
from catalog.audit.entry import Target
from catalog.audit.service import record
from catalog.base import WriteSession
from catalog.errors import Conflict, Duplicate, FieldProblem, Invalid, Missing
from catalog.identity import passwords, queries, tokens
from catalog.identity.duties import OFFICE, OWN_ACCOUNT
from catalog.identity.models import Account, AccountKind, ApiToken, BrowserSession, Membership, PasswordReset
from catalog.messages import message

RESET_LIFETIME = timedelta(hours=24)
MAX_EMAIL = 254
MAX_NAME = 100
_EMAIL = re.compile(r"[^\s@\x00-\x1f<>\"',;:\\()\[\]]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.[a-z]{2,}")

SYSTEM_ROLES = frozenset({Role.USER, Role.OPERATOR})
"""Roles that are held for the whole system only."""

ORGANIZATION_ROLES = frozenset({Role.CATALOGUER, Role.AGENCY_REVIEWER, Role.DATA_ADMIN})
"""Roles that are held for one organization only; an auditor or a security officer may be either."""


@dataclass(frozen=True)
class Registration:
    """What somebody gives to open an account."""

    email: str
    display_name: str
    kind: AccountKind
    password: str


def normal_email(email: str) -> str:
    """``email`` as it is kept: without blanks around it, in lower case."""
    return email.strip().lower()


async def register(session: WriteSession, act: Act, registration: Registration) -> Account:
    """Open an account with role ``user``; its real name counts only once an operator has confirmed it.

    Raises:
        Invalid: a field is wrong, or the e-mail address has an account already.
    """
    email = normal_email(registration.email)
    problems = _registration_problems(registration, email)
    if not problems and await queries.account_by_email(session, email):
        problems = [FieldProblem("/email", message("account.email-taken"), "duplicate")]
    if problems:
        raise Invalid(problems)
    account = Account(
        email=email,
        display_name=registration.display_name.strip(),
        kind=registration.kind,
        password_hash=await passwords.hash_password(registration.password),
        created_at=act.at,
    )
    session.add(account)
    await session.flush()
    session.add(Membership(account_id=account.id, role=Role.USER, organization_id=None, granted_at=act.at))
    await session.flush()
    detail = {"kind": registration.kind}
    await record(session, act, Action.ACCOUNT_REGISTER, Target("account", account.id), OWN_ACCOUNT, detail=detail)
    return account


async def confirm_real_name(session: WriteSession, act: Act, account_id: UUID) -> Account:
    """Confirm that the account belongs to the person or enterprise it names; never by the holder.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Conflict: it is confirmed already, or it is the caller's own.
    """
    account = await _managed(session, act, account_id)
    if account.real_name_confirmed_at is not None:
        raise Conflict(note=message("account.confirmed"))
    account.real_name_confirmed_at = act.at
    account.real_name_confirmed_by = _account_id(act)
    await record(session, act, Action.ACCOUNT_CONFIRM, Target("account", account_id), OFFICE)
    return account


async def deactivate(session: WriteSession, act: Act, account_id: UUID) -> Account:
    """Close the account: its browsers are signed out and its tokens revoked at once.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Conflict: it is closed already, or it is the caller's own.
    """
    account = await _managed(session, act, account_id)
    if not account.active:
        raise Conflict(note=message("account.inactive"))
    account.active = False
    account.deactivated_at = act.at
    await close_all_sessions(session, account_id)
    live = ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None)
    await session.execute(update(ApiToken).where(*live).values(revoked_at=act.at))
    await record(session, act, Action.ACCOUNT_DEACTIVATE, Target("account", account_id), OFFICE)
    return account


async def issue_reset(session: WriteSession, act: Act, account_id: UUID) -> str:
    """A code with which the holder sets a new password once, within 24 hours; earlier codes stop working.

    Until then the old password still signs in, but nothing else can be done before it is changed.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Conflict: the account is closed, or the caller's own.
    """
    account = await _managed(session, act, account_id)
    if not account.active:
        raise Conflict(note=message("account.inactive-no-reset"))
    account.must_change_password = True
    await session.execute(delete(PasswordReset).where(PasswordReset.account_id == account_id))
    secret = tokens.new_secret()
    session.add(
        PasswordReset(
            account_id=account_id,
            secret_hash=tokens.digest(secret),
            issued_by=act.person.account_id,
            issued_at=act.at,
            expires_at=act.at + RESET_LIFETIME,
        )
    )
    detail = {"step": "issued"}
    await record(session, act, Action.PASSWORD_RESET, Target("account", account_id), OFFICE, detail=detail)
    return secret


async def grant_membership(
    session: WriteSession, act: Act, account_id: UUID, role: Role, organization_id: UUID | None
) -> Membership:
    """Give the account ``role`` in the organization, or in the whole system where none is given.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Invalid: the role needs an organization, or does not go with one.
        Duplicate: the role is held already.
    """
    demand(act.actor, Permission.MANAGE_MEMBERSHIPS)
    if await queries.account_locked(session, account_id) is None:
        raise Missing("account", str(account_id))
    if role in SYSTEM_ROLES and organization_id is not None:
        raise Invalid([FieldProblem("/organization", message("membership.system-role"), "organization")])
    if role in ORGANIZATION_ROLES and organization_id is None:
        raise Invalid([FieldProblem("/organization", message("membership.organization-role"), "organization")])
    if await queries.membership_held(session, account_id, role, organization_id):
        raise Duplicate(note=message("membership.held"))
    membership = Membership(account_id=account_id, role=role, organization_id=organization_id, granted_at=act.at)
    session.add(membership)
    await session.flush()
    await _record_membership(session, act, Action.MEMBERSHIP_GIVE, membership)
    return membership


async def end_membership(session: WriteSession, act: Act, membership_id: UUID) -> Membership:
    """Take a role back; it ends with the next request of its holder.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such membership.
        Conflict: an operator would take the role from themselves.
    """
    demand(act.actor, Permission.MANAGE_MEMBERSHIPS)
    membership = await queries.membership_locked(session, membership_id)
    if membership is None:
        raise Missing("membership", str(membership_id))
    if membership.role == Role.OPERATOR and membership.account_id == _account_id(act):
        raise Conflict(note=message("membership.own-operator"))
    await session.delete(membership)
    await session.flush()
    await _record_membership(session, act, Action.MEMBERSHIP_TAKE, membership)
    return membership


async def _record_membership(session: WriteSession, act: Act, action: Action, membership: Membership) -> None:
    organization = str(membership.organization_id) if membership.organization_id else ""
    detail = {"account": str(membership.account_id), "role": str(membership.role), "organization": organization}
    await record(session, act, action, Target("membership", membership.id), OFFICE, detail=detail)


async def close_all_sessions(session: WriteSession, account_id: UUID, keep: bytes = b"") -> None:
    """Sign the account out of every browser, except the session whose hash is ``keep``."""
    await session.execute(
        delete(BrowserSession).where(BrowserSession.account_id == account_id, BrowserSession.secret_hash != keep)
    )


async def _managed(session: WriteSession, act: Act, account_id: UUID) -> Account:
    """The account an operator acts on, locked; never their own."""
    demand(act.actor, Permission.MANAGE_ACCOUNTS)
    account = await queries.account_locked(session, account_id)
    if account is None:
        raise Missing("account", str(account_id))
    if account_id == _account_id(act):
        raise Conflict(note=message("account.own"))
    return account


def _account_id(act: Act) -> UUID | None:
    """The account of who acts; None where the platform does."""
    person = person_of(act.actor)
    return person.account_id if person else None


def _registration_problems(registration: Registration, email: str) -> list[FieldProblem]:
    problems = []
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        problems.append(FieldProblem("/email", message("account.email"), "email"))
    name = registration.display_name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        problems.append(FieldProblem("/display_name", message("account.name", most=MAX_NAME), "name"))
    return problems + passwords.problems(registration.password, email)
