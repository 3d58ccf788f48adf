"""Protection of forms: a token bound by HMAC to the session, or before signing in to a visit cookie.

Every unsafe request that a cookie signs in must bring the token, in the field ``csrf_token`` or in the header
``X-CSRF-Token``; so must every form of a visitor (signing in and registering are acts, too). Other bodies of visitors
need none: a page of another host cannot send them, because no CORS preflight is ever answered.
"""

import hmac
import secrets

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.settings import Settings
from catalog.errors import Unauthenticated

COOKIE = "minshu_visit"
FIELD = "csrf_token"
HEADER = "x-csrf-token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM = "minshu.form"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def token_for(settings: Settings, binding: str) -> str:
    """The token that goes with ``binding``: the secret of a session or of a visit."""
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"csrf:" + binding.encode(), "sha256").hexdigest()


def form_token(request: Request, settings: Settings) -> str:
    """The token for forms of the page that answers ``request``, which has been authenticated before.

    A visitor without a visit cookie gets one with the answer: call ``keep_visit`` on it.
    """
    session = getattr(request.state, "session_secret", None)
    return token_for(settings, session or _visit(request))


def keep_visit(request: Request, response: Response, settings: Settings) -> None:
    """Set the visit cookie on ``response`` where ``form_token`` has made a new one."""
    fresh = getattr(request.state, "new_visit", None)
    if fresh:
        response.set_cookie(COOKIE, fresh, httponly=True, samesite="lax", secure=settings.is_production)


async def verify(request: Request, settings: Settings, session_secret: str | None) -> None:
    """Let an unsafe request pass only with the token of its session or visit.

    Raises:
        Unauthenticated: the token is missing or of another session, or another site has sent the request.
    """
    if request.method in SAFE_METHODS:
        return
    form = request.headers.get("content-type", "").partition(";")[0].strip().lower() in _FORMS
    if session_secret is None and not form:
        return
    binding = session_secret or request.cookies.get(COOKIE, "")
    given = request.headers.get(HEADER) or (await _field(request) if form else "")
    fits = hmac.compare_digest(given.encode(), token_for(settings, binding).encode())
    if not binding or not fits or request.headers.get("sec-fetch-site") == "cross-site":
        raise Unauthenticated("csrf")


async def close_form(scope: Scope) -> None:
    """Let go of the files of a form that was read for its token, also where the endpoint never looked at it."""
    form: FormData | None = scope.get(_FORM)
    if form is not None:
        await form.close()


async def _field(request: Request) -> str:
    request.scope[_FORM] = form = await request.form()
    value = form.get(FIELD)
    return value if isinstance(value, str) else ""


def _visit(request: Request) -> str:
    """The visit's secret: that of the cookie, or one made for this request."""
    known = request.cookies.get(COOKIE)
    if known:
        return known
    if not hasattr(request.state, "new_visit"):
        request.state.new_visit = secrets.token_urlsafe(32)
    return str(request.state.new_visit)
