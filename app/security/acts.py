"""Acts of identity as the edge performs them: the act of the slice and its audit entry, in one transaction.

``catalog.audit`` stands above ``catalog.identity``, so the slice cannot record itself; API, portal and command line
come through here and nowhere else. No entry names an e-mail address or holds a secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.container import Services
from catalog.acting.actor import Actor, Anonymous, Person, Role
from catalog.audit.service import Basis, record
from catalog.audit.tags import OK, REFUSED, BasisType
from catalog.base import WriteSession
from catalog.identity import api_tokens, service, sessions
from catalog.identity.api_tokens import IssuedToken, TokenRequest
from catalog.identity.models import Account, ApiToken, Membership
from catalog.identity.service import Registration
from catalog.identity.sessions import OpenedSession, SignInRefused
from catalog.identity.tags import IdentityAction as Action

OWN = Basis(BasisType.DUTY, "account-holder")
"""What a holder does with their own account."""

OFFICE = Basis(BasisType.DUTY, "role:operator")
"""What an operator does by office."""


@dataclass(frozen=True)
class Call:
    """By whom, when and in which request an act is done; ``actor`` None is the command line of the machine's owner."""

    actor: Actor | None
    now: datetime
    request_id: str = ""


@dataclass(frozen=True)
class _Object:
    type: str
    id: UUID | str
    detail: Mapping[str, Any] = field(default_factory=dict)


async def sign_in(parts: Services, email: str, password: str, *, ip: str, request_id: str) -> OpenedSession:
    """Sign a browser in. The attempt is counted and recorded also where it is refused, so this has its own transaction.

    Raises:
        Unauthenticated: e-mail or password is wrong, or the account is closed.
        Throttled: too many attempts by account or address.
    """
    now = parts.clock.now()
    call = Call(Anonymous(ip), now, request_id)
    async with parts.database.unit_of_work() as session:
        outcome = await sessions.authenticate(session, email, password, ip, now)
        if isinstance(outcome, SignInRefused):
            target = _Object("account", outcome.account_id or "unknown", {"reason": outcome.error.slug})
            await _record(session, call, Action.LOGIN, target, OWN, result=REFUSED)
        else:
            opened = await sessions.open_session(session, outcome, now, timedelta(hours=parts.settings.session_hours))
            who = Person(outcome.id, outcome.display_name, ip=ip)
            await _record(session, Call(who, now, request_id), Action.LOGIN, _Object("account", outcome.id), OWN)
    if isinstance(outcome, SignInRefused):
        raise outcome.error
    return opened


async def sign_out(session: WriteSession, call: Call, person: Person, secret: str) -> None:
    """Sign the browser that holds ``secret`` out."""
    await sessions.close_session(session, secret)
    await _record(session, call, Action.LOGOUT, _Object("account", person.account_id), OWN)


async def register(session: WriteSession, call: Call, registration: Registration) -> Account:
    """As ``catalog.identity.service.register``, recorded."""
    account = await service.register(session, registration, call.now)
    await _record(session, call, Action.ACCOUNT_REGISTER, _Object("account", account.id, {"kind": account.kind}), OWN)
    return account


async def confirm_real_name(session: WriteSession, call: Call, account_id: UUID) -> Account:
    """As ``catalog.identity.service.confirm_real_name``, recorded."""
    account = await service.confirm_real_name(session, _caller(call), account_id, call.now)
    await _record(session, call, Action.ACCOUNT_CONFIRM, _Object("account", account_id), OFFICE)
    return account


async def deactivate(session: WriteSession, call: Call, account_id: UUID) -> Account:
    """As ``catalog.identity.service.deactivate``, recorded."""
    account = await service.deactivate(session, _caller(call), account_id, call.now)
    await _record(session, call, Action.ACCOUNT_DEACTIVATE, _Object("account", account_id), OFFICE)
    return account


async def issue_reset(session: WriteSession, call: Call, account_id: UUID) -> str:
    """As ``catalog.identity.service.issue_reset``, recorded; the code itself is not."""
    code = await service.issue_reset(session, _caller(call), account_id, call.now)
    await _record(session, call, Action.PASSWORD_RESET, _Object("account", account_id, {"step": "issued"}), OFFICE)
    return code


async def use_reset(session: WriteSession, call: Call, code: str, new: str) -> Account:
    """As ``catalog.identity.sessions.use_reset``, recorded."""
    account = await sessions.use_reset(session, code, new, call.now)
    await _record(session, call, Action.PASSWORD_RESET, _Object("account", account.id, {"step": "used"}), OWN)
    return account


async def change_password(
    session: WriteSession, call: Call, person: Person, current: str, new: str, *, keep_session: str = ""
) -> None:
    """As ``catalog.identity.sessions.change_password``, recorded."""
    await sessions.change_password(session, person, current, new, keep_session=keep_session)
    await _record(session, call, Action.PASSWORD_CHANGE, _Object("account", person.account_id), OWN)


async def grant_membership(
    session: WriteSession, call: Call, account_id: UUID, role: Role, organization_id: UUID | None
) -> Membership:
    """As ``catalog.identity.service.grant_membership``, recorded; without a check where the command line calls."""
    if call.actor is None:
        membership = await service.add_membership(session, account_id, role, organization_id, call.now)
    else:
        membership = await service.grant_membership(session, call.actor, account_id, role, organization_id, call.now)
    await _record(session, call, Action.MEMBERSHIP_GIVE, _membership(membership), OFFICE)
    return membership


async def end_membership(session: WriteSession, call: Call, membership_id: UUID) -> Membership:
    """As ``catalog.identity.service.end_membership``, recorded."""
    membership = await service.end_membership(session, _caller(call), membership_id)
    await _record(session, call, Action.MEMBERSHIP_TAKE, _membership(membership), OFFICE)
    return membership


async def issue_token(session: WriteSession, call: Call, owner: Person, request: TokenRequest) -> IssuedToken:
    """As ``catalog.identity.api_tokens.issue_token``, recorded; the token itself is not."""
    issued = await api_tokens.issue_token(session, owner, request, call.now)
    target = _Object("token", issued.token.id, {"scopes": sorted(request.scopes), "owner": str(owner.account_id)})
    await _record(session, call, Action.TOKEN_ISSUE, target, OWN)
    return issued


async def revoke_token(session: WriteSession, call: Call, token_id: UUID) -> ApiToken:
    """As ``catalog.identity.api_tokens.revoke_token``, recorded."""
    token = await api_tokens.revoke_token(session, _caller(call), token_id, call.now)
    await _record(session, call, Action.TOKEN_REVOKE, _Object("token", token_id), OWN)
    return token


def _caller(call: Call) -> Actor:
    return call.actor or Anonymous()


def _membership(membership: Membership) -> _Object:
    organization = str(membership.organization_id) if membership.organization_id else ""
    detail = {"account": str(membership.account_id), "role": str(membership.role), "organization": organization}
    return _Object("membership", membership.id, detail)


async def _record(
    session: WriteSession, call: Call, action: Action, target: _Object, basis: Basis, result: str = OK
) -> None:
    await record(
        session,
        call.actor,
        at=call.now,
        action=action,
        object_type=target.type,
        object_id=target.id,
        basis=basis,
        result=result,
        request_id=call.request_id,
        detail=target.detail,
    )
