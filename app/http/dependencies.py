"""What an endpoint may ask for, as annotated aliases.

``Reading`` and ``Writing`` have function scope: the transaction ends after the answer is made and before its first
byte leaves (design §3.2). A generator that streams must therefore never touch the session.
"""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from app.container import Services as Parts
from app.http.body_limit import BODY_LIMIT
from app.security.authentication import authenticate, client_address
from catalog.acting.act import Act
from catalog.acting.actor import Actor, Machine, Person
from catalog.acting.permissions import Permission
from catalog.base import ReadSession, WriteSession
from catalog.errors import Forbidden, Unauthenticated
from catalog.messages import message


async def services(connection: HTTPConnection) -> Parts:
    """The parts this process is composed of."""
    return cast("Parts", connection.app.state.services)


Services = Annotated[Parts, Depends(services)]
"""The composition root: settings, database, clock, store, search, tables."""


async def current_actor(request: Request) -> Actor:
    """Who is calling; on an unsafe request from a browser the CSRF token is checked here as well.

    This and the sessions ask for the parts themselves: each layer of dependencies costs every request its share.

    Raises:
        Unauthenticated: a token that is wrong, expired or revoked; a form whose CSRF token does not fit.
    """
    return await authenticate(request, await services(request))


CurrentActor = Annotated[Actor, Depends(current_actor)]
"""The caller: a visitor, a person or a machine."""


async def read_session(connection: HTTPConnection, _: CurrentActor) -> AsyncIterator[ReadSession]:
    """A session that cannot write. The caller is known before, so that no request holds two connections."""
    async with (await services(connection)).database.reading() as session:
        yield session


async def write_session(connection: HTTPConnection, _: CurrentActor) -> AsyncIterator[WriteSession]:
    """A unit of work: committed when the endpoint has returned, rolled back when it raised.

    The caller is known before, so nothing is written for a browser whose CSRF token does not fit.
    """
    async with (await services(connection)).database.unit_of_work() as session:
        yield session


Reading = Annotated[ReadSession, Depends(read_session, scope="function")]
"""A read-only session, closed before the answer leaves."""

Writing = Annotated[WriteSession, Depends(write_session, scope="function")]
"""A unit of work, committed before the answer leaves."""


async def known_caller(actor: CurrentActor) -> Person | Machine:
    """The caller, who must be known, but may still have to change the password.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    if isinstance(actor, Person | Machine):
        return actor
    raise Unauthenticated("missing")


KnownCaller = Annotated[Person | Machine, Depends(known_caller)]
"""The caller, who is known; only for what must work before a forced change of the password."""


async def signed_in(caller: KnownCaller) -> Person | Machine:
    """The caller, who must be known and need not change the password first.

    Raises:
        Unauthenticated: nobody is signed in.
        Forbidden: the password must be changed first.
    """
    person = caller.owner if isinstance(caller, Machine) else caller
    if person.must_change_password:
        raise Forbidden(action=message("act.anything"), note=message("account.must-change-password"))
    return caller


SignedIn = Annotated[Person | Machine, Depends(signed_in)]
"""The caller, who is known: a person or a machine."""


async def signed_in_person(caller: KnownCaller) -> Person:
    """A person at a browser: what no token may do.

    Raises:
        Unauthenticated: nobody is signed in.
        Forbidden: a token calls.
    """
    if isinstance(caller, Machine):
        raise Forbidden(
            action=message(f"permission.{Permission.MANAGE_OWN_ACCOUNT}"), note=message("account.session-only")
        )
    return caller


AtBrowser = Annotated[Person, Depends(signed_in_person)]
"""A person who has signed in with a password; possibly one who must change it first."""


def act_of(connection: HTTPConnection, parts: Parts, actor: Actor) -> Act:
    """What ``actor`` does in the request of ``connection``, under the identity that logs and ``X-Request-ID`` have."""
    identity = str(connection.scope.get("request_id", ""))
    return Act(actor, parts.clock.now(), identity, client_address(connection))


async def current_act(connection: HTTPConnection, actor: CurrentActor) -> Act:
    """By whom, when, in which request and from where something is done: what services take and the record stores."""
    return act_of(connection, await services(connection), actor)


CurrentAct = Annotated[Act, Depends(current_act)]
"""Caller, time, request and address of an act."""


async def allow_upload(request: Request, parts: Services) -> None:
    """Let the body be as large as a file may be; the endpoint streams it and never holds it whole."""
    request.scope[BODY_LIMIT] = parts.settings.upload_limit_bytes


UploadBody = Depends(allow_upload)
"""For ``dependencies=[UploadBody]`` of an endpoint that reads ``request.stream()``."""
