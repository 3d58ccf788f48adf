"""Signing in and out: throttled attempts, browser sessions, and change of passwords.

An attempt that fails must be remembered although it is refused; so ``sign_in`` does not raise but answers with a
``SignInRefused``, which the edge turns into an error after the commit.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from catalog.acting.act import Act
from catalog.acting.actor import Anonymous, Person
from catalog.audit.actions import Action
from catalog.audit.entry import Result, Target
from catalog.audit.service import record
from catalog.base import ReadSession, WriteSession
from catalog.errors import CatalogError, FieldProblem, Invalid, Missing, Throttled, Unauthenticated
from catalog.identity import passwords, queries, tokens
from catalog.identity.duties import OWN_ACCOUNT
from catalog.identity.models import Account, BrowserSession, LoginFailure
from catalog.identity.service import close_all_sessions, normal_email
from catalog.messages import message

WINDOW = timedelta(minutes=15)
FORGOTTEN = timedelta(days=1)
MAX_ACCOUNT_FAILURES = 8
MAX_ADDRESS_FAILURES = 60
"""Within ``WINDOW``. An address may stand for a whole office, an account never does."""


@dataclass(frozen=True)
class SignInRefused:
    """Why a sign-in was refused; ``account_id`` is None where there is no such account."""

    error: CatalogError
    account_id: UUID | None = None


@dataclass(frozen=True)
class OpenedSession:
    """A browser session just opened: ``secret`` goes into the cookie and is kept nowhere."""

    secret: str
    account_id: UUID
    expires_at: datetime
    must_change_password: bool


async def sign_in(
    session: WriteSession, act: Act, email: str, password: str, lifetime: timedelta
) -> OpenedSession | SignInRefused:
    """Open a browser session of ``lifetime``, or say why none is opened; both are recorded."""
    visit = replace(act, actor=Anonymous())
    account = await authenticate(session, visit, email, password)
    if isinstance(account, SignInRefused):
        target, detail = Target("account", account.account_id or "unknown"), {"reason": account.error.slug}
        await record(session, visit, Action.LOGIN, target, OWN_ACCOUNT, result=Result.REFUSED, detail=detail)
        return account
    opened = await open_session(session, account, act.at, lifetime)
    known = replace(act, actor=Person(account.id, account.display_name))
    await record(session, known, Action.LOGIN, Target("account", account.id), OWN_ACCOUNT)
    return opened


async def authenticate(session: WriteSession, act: Act, email: str, password: str) -> Account | SignInRefused:
    """The account that ``email`` and ``password`` open, or why they open none.

    Failures are counted by account and by address. Unknown, closed and wrong are told alike and take the same work;
    whether an account is closed is told only to who knows its password. A few attempts that arrive at the same moment
    may pass the count together: never more than the connections of the pool.
    """
    email = normal_email(email)
    keys = (_key("account", email), _key("address", act.address))
    wait = await _seconds_to_wait(session, keys, act.at)
    if wait:
        return SignInRefused(Throttled(wait))
    account = await queries.account_by_email(session, email) if "\x00" not in email else None
    if not await passwords.matches(password, account.password_hash if account else None) or account is None:
        await _remember_failure(session, keys, act.at)
        return SignInRefused(Unauthenticated("credentials"), account.id if account else None)
    if not account.active:
        return SignInRefused(Unauthenticated("inactive"), account.id)
    await session.execute(delete(LoginFailure).where(LoginFailure.key == keys[0]))
    if passwords.needs_renewal(account.password_hash):
        account.password_hash = await passwords.hash_password(password)
    return account


async def open_session(session: WriteSession, account: Account, now: datetime, lifetime: timedelta) -> OpenedSession:
    """Sign ``account`` in at a browser for ``lifetime``; sessions of it that have expired are swept."""
    await session.execute(
        delete(BrowserSession).where(BrowserSession.account_id == account.id, BrowserSession.expires_at <= now)
    )
    secret = tokens.new_secret()
    session.add(
        BrowserSession(
            account_id=account.id, secret_hash=tokens.digest(secret), created_at=now, expires_at=now + lifetime
        )
    )
    await session.flush()
    return OpenedSession(secret, account.id, now + lifetime, account.must_change_password)


async def sign_out(session: WriteSession, act: Act, secret: str) -> None:
    """Sign the browser out that holds ``secret``; an unknown session is closed already."""
    await session.execute(delete(BrowserSession).where(BrowserSession.secret_hash == tokens.digest(secret)))
    await record(session, act, Action.LOGOUT, Target("account", act.person.account_id), OWN_ACCOUNT)


async def session_actor(session: ReadSession, secret: str, now: datetime) -> Person | None:
    """The person whose browser holds ``secret``, or None where the session has ended or the account is closed."""
    return await queries.person_of_session(session, tokens.digest(secret), now)


async def change_password(session: WriteSession, act: Act, current: str, new: str, *, keep_session: str = "") -> None:
    """Change the caller's password; every other browser is signed out.

    Raises:
        Invalid: the current password is wrong, or the new one is not accepted.
        Missing: the account is gone.
    """
    account_id = act.person.account_id
    account = await queries.account_locked(session, account_id)
    if account is None:
        raise Missing("account", str(account_id))
    if not await passwords.matches(current, account.password_hash):
        raise Invalid([FieldProblem("/current_password", message("password.current"), "credentials")])
    if current == new:
        raise Invalid([FieldProblem("/new_password", message("password.same"), "same")])
    await _set_password(session, account, new)
    await close_all_sessions(session, account.id, keep=tokens.digest(keep_session) if keep_session else b"")
    await record(session, act, Action.PASSWORD_CHANGE, Target("account", account.id), OWN_ACCOUNT)


async def use_reset(session: WriteSession, act: Act, secret: str, new: str) -> Account:
    """Set a new password with a one-time code; every browser is signed out.

    Raises:
        Invalid: the code is unknown, used or expired, or the password is not accepted (the code stays usable then).
    """
    reset = await queries.reset_locked(session, tokens.digest(secret))
    account = await queries.account_locked(session, reset.account_id) if reset else None
    if reset is None or account is None or not account.active or reset.used_at or reset.expires_at <= act.at:
        raise Invalid([FieldProblem("/code", message("password.reset-code"), "code")])
    await _set_password(session, account, new)
    reset.used_at = act.at
    await close_all_sessions(session, account.id)
    detail = {"step": "used"}
    await record(session, act, Action.PASSWORD_RESET, Target("account", account.id), OWN_ACCOUNT, detail=detail)
    return account


async def _set_password(session: WriteSession, account: Account, new: str) -> None:
    problems = passwords.problems(new, account.email, "/new_password")
    if problems:
        raise Invalid(problems)
    account.password_hash = await passwords.hash_password(new)
    account.must_change_password = False
    await session.flush()


async def _seconds_to_wait(session: ReadSession, keys: tuple[bytes, bytes], now: datetime) -> int:
    waits = [0]
    for key, most in zip(keys, (MAX_ACCOUNT_FAILURES, MAX_ADDRESS_FAILURES), strict=True):
        count, oldest = await queries.failures(session, key, now - WINDOW)
        if count >= most and oldest is not None:
            waits.append(int((oldest + WINDOW - now).total_seconds()) + 1)
    return max(waits)


async def _remember_failure(session: WriteSession, keys: tuple[bytes, bytes], now: datetime) -> None:
    await session.execute(delete(LoginFailure).where(LoginFailure.key.in_(keys), LoginFailure.at < now - FORGOTTEN))
    session.add_all(LoginFailure(key=key, at=now) for key in keys)
    await session.flush()


def _key(kind: str, value: str) -> bytes:
    """What is kept of an account or address that was tried: its hash, so that the table names nobody."""
    return tokens.digest(f"{kind}:{value}")
