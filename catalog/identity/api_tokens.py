"""Tokens of the API: issued once, told apart when refused, revoked at once. No entry of the record holds a secret."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from catalog.acting.act import Act
from catalog.acting.actor import Machine, Person
from catalog.acting.permissions import GRANT_SCOPES, TOKEN_SCOPES, permissions_of
from catalog.audit.actions import Action
from catalog.audit.entry import Target
from catalog.audit.service import record
from catalog.base import ReadSession, WriteSession
from catalog.errors import FieldProblem, Invalid, Missing, Unauthenticated
from catalog.identity import queries, tokens
from catalog.identity.duties import OWN_ACCOUNT
from catalog.identity.models import ApiToken
from catalog.messages import message

LIFETIME = timedelta(days=90)
MAX_LIFETIME = timedelta(days=366)
USE_STEP = timedelta(minutes=1)
"""``last_used_at`` is written at most this often, so that reading stays reading."""
MAX_NAME = 100


@dataclass(frozen=True)
class TokenRequest:
    """What a token shall be. ``grant_until`` is the end of the grant, where it belongs to one; nothing outlives it."""

    name: str
    scopes: frozenset[str]
    expires_at: datetime | None = None
    grant_id: UUID | None = None
    grant_until: datetime | None = None


@dataclass(frozen=True)
class IssuedToken:
    """A token just issued: ``secret`` is shown once and kept nowhere."""

    secret: str
    token: ApiToken


async def issue_token(session: WriteSession, act: Act, owner: Person, request: TokenRequest) -> IssuedToken:
    """As ``mint``, recorded: what an owner, or the platform for them, asks for by itself.

    Raises:
        Invalid: as ``mint``.
    """
    issued = await mint(session, owner, request, act.at)
    detail = {"scopes": sorted(request.scopes), "owner": str(owner.account_id)}
    await record(session, act, Action.TOKEN_ISSUE, Target("token", issued.token.id), OWN_ACCOUNT, detail=detail)
    return issued


async def mint(session: WriteSession, owner: Person, request: TokenRequest, now: datetime) -> IssuedToken:
    """A token for ``owner``: for 90 days unless another end is asked, never beyond the end of its grant.

    It is part of another act, which is recorded.

    Raises:
        Invalid: no name, a scope the owner lacks or no token may have, or an end that has passed or lies too far off.
    """
    expires_at = _expiry(request, now)
    problems = [*_name_problems(request.name), *_scope_problems(owner, request), *_expiry_problems(expires_at, now)]
    if problems:
        raise Invalid(problems)
    secret = tokens.new_token()
    token = ApiToken(
        account_id=owner.account_id,
        grant_id=request.grant_id,
        name=request.name.strip(),
        prefix=tokens.shown_prefix(secret),
        secret_hash=tokens.digest(secret),
        scopes=sorted(request.scopes),
        created_at=now,
        expires_at=expires_at,
    )
    session.add(token)
    await session.flush()
    return IssuedToken(secret, token)


async def revoke_token(session: WriteSession, act: Act, token_id: UUID) -> ApiToken:
    """Revoke a token of the caller; revoking it again changes nothing.

    Raises:
        Missing: the caller has no such token.
    """
    token = await queries.token_locked(session, act.actor, token_id)
    if token is None:
        raise Missing("token", str(token_id))
    token.revoked_at = token.revoked_at or act.at
    await session.flush()
    await record(session, act, Action.TOKEN_REVOKE, Target("token", token_id), OWN_ACCOUNT)
    return token


async def token_actor(session: ReadSession, secret: str, now: datetime) -> tuple[Machine, bool]:
    """The machine that holds ``secret``, and whether its use should be noted (``note_use``).

    Raises:
        Unauthenticated: the token is invalid, revoked or expired, or its owner is inactive (``reason`` says which).
    """
    state = await queries.token_state(session, tokens.digest(secret)) if tokens.is_token(secret) else None
    if state is None:
        raise Unauthenticated("invalid")
    token = state.token
    if not state.owner_active:
        raise Unauthenticated("inactive")
    if token.revoked_at is not None:
        raise Unauthenticated("revoked")
    if token.expires_at <= now:
        raise Unauthenticated("expired")
    stale = token.last_used_at is None or token.last_used_at <= now - USE_STEP
    return Machine(token.id, state.owner, frozenset(token.scopes), token.grant_id), stale


async def note_use(session: WriteSession, token_id: UUID, now: datetime) -> None:
    """Remember when the token was last used."""
    await session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def _expiry(request: TokenRequest, now: datetime) -> datetime:
    wished = request.expires_at or now + LIFETIME
    return min(wished, request.grant_until) if request.grant_until else wished


def _name_problems(name: str) -> list[FieldProblem]:
    stripped = name.strip()
    if stripped and len(stripped) <= MAX_NAME and stripped.isprintable():
        return []
    return [FieldProblem("/name", message("token.name", most=MAX_NAME), "name")]


def _scope_problems(owner: Person, request: TokenRequest) -> list[FieldProblem]:
    possible = GRANT_SCOPES if request.grant_id else permissions_of(owner) & TOKEN_SCOPES
    if not request.scopes:
        return [FieldProblem("/scopes", message("token.scopes.required"), "empty")]
    known = tuple(sorted(possible)) or (message("none"),)
    return [
        FieldProblem("/scopes", message("token.scopes.unknown", scope=scope[:60], known=known), "scope")
        for scope in sorted(request.scopes - possible)[:10]
    ]


def _expiry_problems(expires_at: datetime, now: datetime) -> list[FieldProblem]:
    if now < expires_at <= now + MAX_LIFETIME:
        return []
    return [FieldProblem("/expires_at", message("token.expiry", days=MAX_LIFETIME.days), "expiry")]
