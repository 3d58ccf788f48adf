"""What an endpoint may ask for, as annotated aliases.

``Reading`` and ``Writing`` have function scope: the transaction ends after the answer is made and before its first
byte leaves (design §3.2). A generator that streams must therefore never touch the session.
"""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection, Request

from app.container import Services as Parts
from app.security.authentication import authenticate
from catalog.base import ReadSession, WriteSession
from catalog.errors import Unauthenticated
from catalog.identity.actor import Actor, Machine, Person


async def services(connection: HTTPConnection) -> Parts:
    """The parts this process is composed of."""
    return cast("Parts", connection.app.state.services)


Services = Annotated[Parts, Depends(services)]
"""The composition root: settings, database, clock, store, search, tables."""


async def read_session(parts: Services) -> AsyncIterator[ReadSession]:
    """A session that cannot write."""
    async with parts.database.reading() as session:
        yield session


async def write_session(parts: Services) -> AsyncIterator[WriteSession]:
    """A unit of work: committed when the endpoint has returned, rolled back when it raised."""
    async with parts.database.unit_of_work() as session:
        yield session


Reading = Annotated[ReadSession, Depends(read_session, scope="function")]
"""A read-only session, closed before the answer leaves."""

Writing = Annotated[WriteSession, Depends(write_session, scope="function")]
"""A unit of work, committed before the answer leaves."""


async def current_actor(request: Request, parts: Services) -> Actor:
    """Who is calling; on an unsafe request from a browser the CSRF token is checked here as well.

    Raises:
        Unauthenticated: a token that is wrong, expired or revoked; a form whose CSRF token does not fit.
    """
    return await authenticate(request, parts)


CurrentActor = Annotated[Actor, Depends(current_actor)]
"""The caller: a visitor, a person or a machine."""


async def signed_in(actor: CurrentActor) -> Person | Machine:
    """The caller, who must be known.

    Raises:
        Unauthenticated: nobody is signed in.
    """
    if isinstance(actor, Person | Machine):
        return actor
    raise Unauthenticated("missing")


SignedIn = Annotated[Person | Machine, Depends(signed_in)]
"""The caller, who is known: a person or a machine."""


async def request_id(connection: HTTPConnection) -> str:
    """The identity of this request, as it stands in the logs, the audit and ``X-Request-ID``."""
    return str(connection.scope.get("request_id", ""))


RequestId = Annotated[str, Depends(request_id)]
"""The identity of this request."""
