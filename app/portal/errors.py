"""Problems as pages: errors in words, and forms that outlive the session they were opened in."""

from typing import cast
from urllib.parse import urlencode, urlsplit

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from app.container import Services
from app.http.dependencies import act_of
from app.http.problems import Problem
from app.portal.account import view as accounts
from app.portal.kit.notices import NOTICES
from app.portal.kit.posted import keep, read_form
from app.portal.kit.visit import Elsewhere, Visit, go
from app.portal.platform import view as platform
from app.security.authentication import COOKIE, session_secret
from catalog.acting.actor import Actor, Anonymous
from catalog.identity.sessions import session_actor

FORM = "application/x-www-form-urlencoded"
SIGN_IN = ("/login", "/register", "/reset")


async def render_error(request: Request, problem: Problem) -> Response:
    """The page of ``problem``; a form without a session leads to the login page, which keeps what was typed."""
    visit = await _visit(request)
    if problem.slug == "unauthenticated":
        return await _unauthenticated(visit, problem)
    return _with_headers(visit.show(platform.error(await visit.chrome(None), problem), problem.status), problem)


async def to_elsewhere(_: Request, raised: Exception) -> Response:
    """On to where the visitor must go first."""
    return go(cast("Elsewhere", raised).address)


async def _unauthenticated(visit: Visit, problem: Problem) -> Response:
    request, path = visit.request, visit.request.url.path
    if request.method == "GET":
        return go("/login?" + urlencode({"next": visit.path}), "login")
    if path in SIGN_IN:
        return go(path, "expired")
    if not _own_page(request):
        return visit.show(platform.error(await visit.chrome(None), problem), problem.status)
    resume = keep(visit.path, await read_form(request)) if _is_form(request) else ""
    chrome = await visit.chrome(None, form=True, notice=NOTICES["kept" if resume else "expired"])
    onward = path.split("/commands/", maxsplit=1)[0]
    return visit.show(accounts.login(chrome, onward, resume=resume), problem.status)


async def _visit(request: Request) -> Visit:
    """The visit as far as it can be told: where the database is down everybody is a visitor."""
    parts = cast("Services", request.app.state.services)
    return Visit(request, parts, act_of(request, parts, await _actor(request, parts)))


async def _actor(request: Request, parts: Services) -> Actor:
    visitor = Anonymous()
    secret = session_secret(request) or request.cookies.get(COOKIE, "")
    if not secret:
        return visitor
    try:
        async with parts.database.reading() as session:
            person = await session_actor(session, secret, parts.clock.now())
    except SQLAlchemyError:
        return visitor
    request.state.session_secret = secret if person else None
    return person or visitor


def _own_page(request: Request) -> bool:
    """Whether a page of this site has sent the form: what another site sends is never kept for a later click."""
    origin = request.headers.get("origin") or request.headers.get("referer", "")
    return urlsplit(origin).netloc == request.url.netloc


def _is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith(FORM)


def _with_headers(response: Response, problem: Problem) -> Response:
    response.headers.update(problem.headers)
    return response
