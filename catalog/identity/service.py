"""Accounts: registration, and the acts of an operator.

Acts take ``now`` from the caller's clock and write no audit entry themselves, because ``catalog.audit`` stands above
this slice: the edge (``app/security/acts.py``) performs the act and records it in the same transaction.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update

from catalog.acting.actor import Actor, Role, person_of
from catalog.acting.permissions import Permission, demand
from catalog.base import WriteSession
from catalog.errors import Conflict, Duplicate, FieldProblem, Invalid, Missing
from catalog.identity import passwords, queries, tokens
from catalog.identity.models import Account, AccountKind, ApiToken, BrowserSession, Membership, PasswordReset

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


async def register(session: WriteSession, registration: Registration, now: datetime) -> Account:
    """Open an account with role ``user``; its real name counts only once an operator has confirmed it.

    Raises:
        Invalid: a field is wrong, or the e-mail address has an account already.
    """
    email = normal_email(registration.email)
    problems = _registration_problems(registration, email)
    if not problems and await queries.account_by_email(session, email):
        problems = [FieldProblem("/email", "该邮箱已注册，请直接登录或联系系统管理员重置密码。", "duplicate")]
    if problems:
        raise Invalid(problems)
    account = Account(
        email=email,
        display_name=registration.display_name.strip(),
        kind=registration.kind,
        password_hash=await passwords.hash_password(registration.password),
        created_at=now,
    )
    session.add(account)
    await session.flush()
    session.add(Membership(account_id=account.id, role=Role.USER, organization_id=None, granted_at=now))
    await session.flush()
    return account


async def confirm_real_name(session: WriteSession, actor: Actor, account_id: UUID, now: datetime) -> Account:
    """Confirm that the account belongs to the person or enterprise it names; never by the holder.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Conflict: it is confirmed already, or it is the caller's own.
    """
    account = await _managed(session, actor, account_id)
    if account.real_name_confirmed_at is not None:
        raise Conflict(note="该账号已通过实名核验。")
    account.real_name_confirmed_at = now
    account.real_name_confirmed_by = _operator_id(actor)
    return account


async def deactivate(session: WriteSession, actor: Actor, account_id: UUID, now: datetime) -> Account:
    """Close the account: its browsers are signed out and its tokens revoked at once.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Conflict: it is closed already, or it is the caller's own.
    """
    account = await _managed(session, actor, account_id)
    if not account.active:
        raise Conflict(note="该账号已停用。")
    account.active = False
    account.deactivated_at = now
    await close_all_sessions(session, account_id)
    await session.execute(
        update(ApiToken).where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None)).values(revoked_at=now)
    )
    return account


async def issue_reset(session: WriteSession, actor: Actor, account_id: UUID, now: datetime) -> str:
    """A code with which the holder sets a new password once, within 24 hours; earlier codes stop working.

    Until then the old password still signs in, but nothing else can be done before it is changed.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Conflict: the account is closed, or the caller's own.
    """
    account = await _managed(session, actor, account_id)
    if not account.active:
        raise Conflict(note="该账号已停用，不能重置密码。")
    account.must_change_password = True
    await session.execute(delete(PasswordReset).where(PasswordReset.account_id == account_id))
    secret = tokens.new_secret()
    session.add(
        PasswordReset(
            account_id=account_id,
            secret_hash=tokens.digest(secret),
            issued_by=_operator_id(actor),
            issued_at=now,
            expires_at=now + RESET_LIFETIME,
        )
    )
    return secret


async def grant_membership(
    session: WriteSession, actor: Actor, account_id: UUID, role: Role, organization_id: UUID | None, now: datetime
) -> Membership:
    """Give the account ``role`` in the organization, or in the whole system where none is given.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such account.
        Invalid: the role needs an organization, or does not go with one.
        Duplicate: the role is held already.
    """
    demand(actor, Permission.MANAGE_MEMBERSHIPS)
    return await add_membership(session, account_id, role, organization_id, now)


async def add_membership(
    session: WriteSession, account_id: UUID, role: Role, organization_id: UUID | None, now: datetime
) -> Membership:
    """As ``grant_membership``, for the command line of the machine's owner, who needs no account.

    Raises:
        Missing: there is no such account.
        Invalid: the role needs an organization, or does not go with one.
        Duplicate: the role is held already.
    """
    if await queries.account_locked(session, account_id) is None:
        raise Missing("account", str(account_id))
    if role in SYSTEM_ROLES and organization_id is not None:
        raise Invalid([FieldProblem("/organization", "该角色面向全系统，不属于某个机构。", "organization")])
    if role in ORGANIZATION_ROLES and organization_id is None:
        raise Invalid([FieldProblem("/organization", "该角色须指定机构。", "organization")])
    if await queries.membership_held(session, account_id, role, organization_id):
        raise Duplicate(note="该账号已担任此角色。")
    membership = Membership(account_id=account_id, role=role, organization_id=organization_id, granted_at=now)
    session.add(membership)
    await session.flush()
    return membership


async def end_membership(session: WriteSession, actor: Actor, membership_id: UUID) -> Membership:
    """Take a role back; it ends with the next request of its holder.

    Raises:
        Forbidden: the caller is no operator.
        Missing: there is no such membership.
        Conflict: an operator would take the role from themselves.
    """
    demand(actor, Permission.MANAGE_MEMBERSHIPS)
    membership = await queries.membership_locked(session, membership_id)
    if membership is None:
        raise Missing("membership", str(membership_id))
    if membership.role == Role.OPERATOR and membership.account_id == _operator_id(actor):
        raise Conflict(note="不能撤销自己的系统管理员角色，请由另一位系统管理员办理。")
    await session.delete(membership)
    await session.flush()
    return membership


async def close_all_sessions(session: WriteSession, account_id: UUID, keep: bytes = b"") -> None:
    """Sign the account out of every browser, except the session whose hash is ``keep``."""
    await session.execute(
        delete(BrowserSession).where(BrowserSession.account_id == account_id, BrowserSession.secret_hash != keep)
    )


async def _managed(session: WriteSession, actor: Actor, account_id: UUID) -> Account:
    """The account an operator acts on, locked; never their own."""
    demand(actor, Permission.MANAGE_ACCOUNTS)
    account = await queries.account_locked(session, account_id)
    if account is None:
        raise Missing("account", str(account_id))
    if account_id == _operator_id(actor):
        raise Conflict(note="不能对自己的账号执行此操作，请由另一位系统管理员办理。")
    return account


def _operator_id(actor: Actor) -> UUID:
    """The account of the caller, who has passed ``demand`` and so is a person."""
    person = person_of(actor)
    if person is None:
        raise Missing("account")
    return person.account_id


def _registration_problems(registration: Registration, email: str) -> list[FieldProblem]:
    problems = []
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        problems.append(FieldProblem("/email", "邮箱地址格式不正确，例如 name@example.org。", "email"))
    name = registration.display_name.strip()
    if not name or len(name) > MAX_NAME or not name.isprintable():
        problems.append(FieldProblem("/display_name", f"姓名或单位名称须为 1 至 {MAX_NAME} 个可见字符。", "name"))
    return problems + passwords.problems(registration.password, email)
