"""One visit of a browser: who it is, what stands around every page, and how a page becomes an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import urlencode

from fastapi import Depends
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.container import Services as Parts
from app.http.dependencies import CurrentAct, Services
from app.portal.kit.chrome import Chrome, Notice
from app.portal.kit.templating import Page, render
from app.portal.kit.viewer import viewer
from app.security import csrf
from catalog.acting.act import Act
from catalog.acting.actor import Person
from catalog.base import ReadSession
from catalog.errors import Unauthenticated

SEE_OTHER = 303


class Elsewhere(Exception):
    """The visitor must first go to ``address``; answered with a redirect."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True)
class Visit:
    """A request of a browser with its caller."""

    request: Request
    parts: Parts
    act: Act

    @property
    def person(self) -> Person:
        """Who is signed in at the browser.

        Raises:
            Unauthenticated: nobody is, or a token calls: pages are for people.
        """
        if isinstance(self.act.actor, Person):
            return self.act.actor
        raise Unauthenticated("missing")

    @property
    def path(self) -> str:
        """The address that was asked for, with its query."""
        url = self.request.url
        return f"{url.path}?{url.query}" if url.query else url.path

    @property
    def platform(self) -> str:
        """What the platform is called."""
        return self.parts.settings.platform_name

    async def chrome(
        self, session: ReadSession | None, active: str = "", *, form: bool = False, notice: Notice | None = None
    ) -> Chrome:
        """The surroundings of a page.

        Args:
            session: for names and counts of the navigation; None leaves them out.
            active: which entry of the navigation is the page's.
            form: whether the page has a form that a visitor may send.
            notice: what has happened; by default what ``done`` in the address says.
        """
        person = self.act.actor if isinstance(self.act.actor, Person) else None
        token = csrf.form_token(self.request, self.parts.settings) if person or form else ""
        said = notice or self._notices.get(self.request.query_params.get("done", ""))
        who = await viewer(session, person) if person else None
        return Chrome(self.platform, self.act.at, self.path, active, token, who, said)

    def show(self, page: Page, status: int = 200) -> Response:
        """The page as an answer; what belongs to one person is kept nowhere."""
        return self._answer(render(self._environment, page), page, status)

    @property
    def _environment(self) -> Environment:
        return cast("Environment", self.request.app.state.portal)

    @property
    def _notices(self) -> Mapping[str, Notice]:
        return cast("Mapping[str, Notice]", self.request.app.state.notices)

    def _answer(self, text: str, page: Page, status: int) -> Response:
        response = HTMLResponse(text, status)
        response.headers["Cache-Control"] = "private, no-store" if page.chrome.csrf else "no-cache"
        csrf.keep_visit(self.request, response, self.parts.settings)
        return response


def go(address: str, done: str = "") -> Response:
    """Post, redirect, get: on to ``address``, where ``done`` says what has happened."""
    joint = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{joint}{urlencode({'done': done})}" if done else address, SEE_OTHER)


async def current_visit(request: Request, parts: Services, act: CurrentAct) -> Visit:
    """The visit, of whoever it is."""
    return Visit(request, parts, act)


async def signed_in_visit(visit: Annotated[Visit, Depends(current_visit)]) -> Visit:
    """The visit of a person who is signed in and need not change the password first.

    Raises:
        Elsewhere: a visitor opens a page for people who are signed in, or the password must be changed first.
        Unauthenticated: a visitor sends a form.
    """
    if not isinstance(visit.act.actor, Person) and visit.request.method == "GET":
        raise Elsewhere("/login?" + urlencode({"next": visit.path, "done": "login"}))
    if visit.person.must_change_password:
        raise Elsewhere("/account/password")
    return visit


AnyVisit = Annotated[Visit, Depends(current_visit)]
"""The visit, of whoever it is."""

MemberVisit = Annotated[Visit, Depends(signed_in_visit)]
"""The visit of a person who is signed in."""
