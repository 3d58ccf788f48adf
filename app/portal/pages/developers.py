"""``/docs`` and ``/problems/{slug}``: the API console, and what its errors mean."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from app.http.dependencies import Reading
from app.http.problems import problem_type
from app.portal.kit.visit import AnyVisit
from app.portal.views import platform as views


class BrowserRoute(APIRoute):
    """A route that is there for browsers only: everybody else gets the JSON that stands at the same address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this route answers: path and method fit, and a page is asked for."""
        match, child = super().matches(scope)
        return (match, child) if match is Match.NONE or asks_for_page(scope["headers"]) else (Match.NONE, {})


def asks_for_page(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the caller is a browser that opens a page."""
    return any(name == b"accept" and b"text/html" in value for name, value in headers)


router = APIRouter()
negotiated = APIRouter(route_class=BrowserRoute)
"""Routes that go before those of the API."""


@router.get("/docs")
async def docs(visit: AnyVisit, session: Reading) -> Response:
    """The API by resource, with a form to try what may be read."""
    document: dict[str, Any] = visit.request.app.openapi()
    chrome = await visit.chrome(session, "docs")
    return visit.show(views.console(chrome, document, visit.parts.settings.url))


@negotiated.get("/problems/{slug}")
async def problem(slug: str, visit: AnyVisit, session: Reading) -> Response:
    """What one type of problem means and what to do about it."""
    known = problem_type(slug)
    return visit.show(views.problem_page(await visit.chrome(session, "docs"), known))
