"""Everything that is read of accounts, sessions, tokens and failed sign-ins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from catalog.acting.actor import Actor, Person, Post, Role
from catalog.base import ReadSession, WriteSession
from catalog.identity.models import Account, ApiToken, BrowserSession, LoginFailure, Membership, PasswordReset
from catalog.identity.policies import accounts_visible_to, tokens_visible_to


@dataclass(frozen=True)
class TokenState:
    """A token with its owner as they stand at this moment."""

    token: ApiToken
    owner: Person
    owner_active: bool


async def account_by_email(session: ReadSession, email: str) -> Account | None:
    """The account of ``email`` (in lower case)."""
    return await session.scalar(select(Account).where(Account.email == email))


async def account_seen(session: ReadSession, actor: Actor, account_id: UUID) -> Account | None:
    """The account, where ``actor`` may see it."""
    return await session.scalar(select(Account).where(Account.id == account_id, accounts_visible_to(actor)))


async def accounts_seen(session: ReadSession, actor: Actor, *, after: UUID | None, size: int) -> list[Account]:
    """At most ``size`` accounts that ``actor`` may see, in the order of creation, after ``after``."""
    statement = select(Account).where(accounts_visible_to(actor)).order_by(Account.id).limit(size)
    if after is not None:
        statement = statement.where(Account.id > after)
    return list(await session.scalars(statement))


async def account_locked(session: WriteSession, account_id: UUID) -> Account | None:
    """The account, locked against every other writer until the transaction ends."""
    statement = select(Account).where(Account.id == account_id).with_for_update()
    return await session.scalar(statement, execution_options={"populate_existing": True})


async def person_by_id(session: ReadSession, account_id: UUID) -> Person | None:
    """The active account as an actor with its posts."""
    rows = (await session.execute(_with_posts().where(Account.id == account_id, Account.active))).all()
    return _person(rows) if rows else None


async def person_of_session(session: ReadSession, secret_hash: bytes, now: datetime) -> Person | None:
    """The person whose live browser session has ``secret_hash``: one statement, posts included."""
    statement = (
        _with_posts()
        .join(BrowserSession, BrowserSession.account_id == Account.id)
        .where(BrowserSession.secret_hash == secret_hash, BrowserSession.expires_at > now, Account.active)
    )
    rows = (await session.execute(statement)).all()
    return _person(rows) if rows else None


async def token_state(session: ReadSession, secret_hash: bytes) -> TokenState | None:
    """The token that has ``secret_hash``, whatever its state, with its owner: one statement, posts included."""
    statement = (
        _with_posts(ApiToken)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(ApiToken.secret_hash == secret_hash)
    )
    rows = (await session.execute(statement)).all()
    return TokenState(rows[0].ApiToken, _person(rows), rows[0].Account.active) if rows else None


async def tokens_seen(session: ReadSession, actor: Actor, *, after: UUID | None, size: int) -> list[ApiToken]:
    """At most ``size`` tokens of the caller, newest first, older than ``after``."""
    statement = select(ApiToken).where(tokens_visible_to(actor)).order_by(ApiToken.id.desc()).limit(size)
    if after is not None:
        statement = statement.where(ApiToken.id < after)
    return list(await session.scalars(statement))


async def token_locked(session: WriteSession, actor: Actor, token_id: UUID) -> ApiToken | None:
    """The caller's token, locked until the transaction ends."""
    statement = select(ApiToken).where(ApiToken.id == token_id, tokens_visible_to(actor)).with_for_update()
    return await session.scalar(statement)


async def memberships_of(session: ReadSession, account_ids: Sequence[UUID]) -> list[Membership]:
    """The memberships of these accounts (a page of them), oldest first."""
    statement = select(Membership).where(Membership.account_id.in_(account_ids)).order_by(Membership.id)
    return list(await session.scalars(statement))


async def membership_locked(session: WriteSession, membership_id: UUID) -> Membership | None:
    """The membership, locked until the transaction ends."""
    return await session.scalar(select(Membership).where(Membership.id == membership_id).with_for_update())


async def membership_held(
    session: ReadSession, account_id: UUID, role: Role, organization_id: UUID | None
) -> Membership | None:
    """The membership of this account, role and organization."""
    return await session.scalar(
        select(Membership).where(
            Membership.account_id == account_id,
            Membership.role == role,
            Membership.organization_id.is_not_distinct_from(organization_id),
        )
    )


async def reset_locked(session: WriteSession, secret_hash: bytes) -> PasswordReset | None:
    """The reset whose code has ``secret_hash``, locked, so that it works once."""
    return await session.scalar(select(PasswordReset).where(PasswordReset.secret_hash == secret_hash).with_for_update())


async def failures(session: ReadSession, key: bytes, since: datetime) -> tuple[int, datetime | None]:
    """How many sign-ins by ``key`` failed since ``since``, and when the oldest of them was."""
    statement = select(func.count(), func.min(LoginFailure.at)).where(LoginFailure.key == key, LoginFailure.at > since)
    count, oldest = (await session.execute(statement)).one()
    return count, oldest


def _with_posts(*more: type[ApiToken]) -> Select[*tuple[Any, ...]]:
    """Accounts with one row a post; ``more`` is loaded beside them."""
    return select(Account, Membership.role, Membership.organization_id, *more).outerjoin(
        Membership, Membership.account_id == Account.id
    )


def _person(rows: Sequence[Row[Any]]) -> Person:
    account: Account = rows[0].Account
    return Person(
        account_id=account.id,
        name=account.display_name,
        posts=frozenset(Post(Role(row.role), row.organization_id) for row in rows if row.role is not None),
        real_name=account.real_name_confirmed_at is not None,
        must_change_password=account.must_change_password,
    )
