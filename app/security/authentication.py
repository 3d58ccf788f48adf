"""Who is calling: a bearer token, a browser's session cookie, or nobody.

A request that brings an ``Authorization`` header is judged by it alone: a wrong one is 401, never silently anonymous.
A session cookie that has ended makes a visitor, so that public pages go on.
"""

from dataclasses import replace

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.container import Services
from app.security import csrf
from app.settings import Settings
from catalog.acting.actor import Actor, Anonymous, Machine, Person
from catalog.errors import Unauthenticated
from catalog.identity.api_tokens import note_use, token_actor
from catalog.identity.sessions import OpenedSession, session_actor

COOKIE = "minshu_session"
_MAX_SECRET = 200


async def authenticate(request: Request, parts: Services) -> Actor:
    """The caller of ``request``; an unsafe request of a browser is also checked for its CSRF token.

    Whoever must change the password first keeps no posts until then.

    Raises:
        Unauthenticated: a token that is wrong, expired or revoked; a form whose CSRF token does not fit.
    """
    header = request.headers.get("authorization")
    if header is not None:
        return await _machine(parts, header)
    secret = request.cookies.get(COOKIE, "")
    person = await _person(parts, secret) if 0 < len(secret) <= _MAX_SECRET else None
    request.state.session_secret = secret if person else None
    await csrf.verify(request, parts.settings, request.state.session_secret)
    return _restrained(person) if person else Anonymous()


def client_address(connection: HTTPConnection) -> str:
    """The network address of the caller; behind a trusted proxy the server has put the forwarded one there."""
    return connection.client.host if connection.client else ""


def session_secret(request: Request) -> str:
    """The secret of the session that signed ``request`` in, or nothing."""
    return getattr(request.state, "session_secret", None) or ""


def set_session_cookie(response: Response, opened: OpenedSession, settings: Settings) -> None:
    """Give the browser its session: not readable by scripts, not sent by other sites' forms."""
    response.set_cookie(
        COOKIE,
        opened.secret,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="lax",
        secure=settings.is_production,
    )


def clear_session_cookie(response: Response, settings: Settings) -> None:
    """Take the session away from the browser."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=settings.is_production)


async def _person(parts: Services, secret: str) -> Person | None:
    async with parts.database.reading() as session:
        return await session_actor(session, secret, parts.clock.now())


async def _machine(parts: Services, header: str) -> Machine:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("invalid")
    now = parts.clock.now()
    async with parts.database.reading() as session:
        machine, use_unnoted = await token_actor(session, secret.strip(), now)
    if use_unnoted:
        async with parts.database.unit_of_work() as writing:
            await note_use(writing, machine.token_id, now)
    return replace(machine, owner=_restrained(machine.owner))


def _restrained(person: Person) -> Person:
    return replace(person, posts=frozenset()) if person.must_change_password else person
