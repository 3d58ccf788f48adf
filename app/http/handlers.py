"""From whatever was raised to the one kind of answer: our errors, the framework's, the database's, the unforeseen."""

from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import cast

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.http.body_limit import BodyTooLarge
from app.http.errors import MalformedRequest, MethodNotAllowed, Refused, UnsupportedMediaType
from app.http.problems import Problem, problem_of, problem_response
from app.http.spoken import asked_language
from app.http.validation import error_of
from app.http.wording import query_message
from app.logging import get_logger
from app.words.language import CHINESE
from catalog.errors import (
    BadQuery,
    CatalogError,
    Conflict,
    Forbidden,
    Missing,
    Stale,
    TooLarge,
    Unauthenticated,
    Unavailable,
)
from catalog.messages import message
from search.asking.query import InvalidQuery
from search.engine import SearchUnavailable

RenderError = Callable[[Request, Problem], Response | Awaitable[Response]]
"""Makes a page of a problem; the portal puts one at ``app.state.render_error``."""

MACHINE_PATHS = ("/api/", "/health/", "/metrics", "/problems/")
HANDLED = (CatalogError, HTTPException, RequestValidationError, InvalidQuery, SearchUnavailable, SQLAlchemyError)
_SERVER_ERROR = 500

log = get_logger(__name__)


def install_handlers(app: FastAPI) -> None:
    """Answer everything that is raised in ``app`` with a problem document, or with a page where a page is asked for."""
    for kind in (*HANDLED, UnicodeEncodeError):
        app.add_exception_handler(kind, handle)


async def handle(request: Request, raised: Exception) -> Response:
    """The answer to ``raised``: a page for a browser outside the API, a problem document for everybody else.

    A problem document speaks the language that the caller prefers; pages are in Chinese.
    """
    error, asked = to_error(raised, request), str(request.scope.get("request_id", ""))
    language = CHINESE if wants_page(request) else asked_language(request)
    problem = problem_of(error, language, instance=request.url.path, request_id=asked)
    if problem.status >= _SERVER_ERROR:
        log.error("request failed", problem=problem.slug, exc_info=raised)
    renderer = cast("RenderError | None", getattr(request.app.state, "render_error", None))
    if renderer is None or not wants_page(request):
        return problem_response(problem)
    try:
        page = renderer(request, problem)
        return await page if isawaitable(page) else page
    except Exception:
        log.exception("error page failed", problem=problem.slug)
        return problem_response(problem)


def wants_page(request: Request) -> bool:
    """Whether the caller is a browser that opens a page, not a client of the API."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(MACHINE_PATHS)


def to_error(raised: Exception, request: Request) -> CatalogError:
    """The error of our tree that ``raised`` means; what nobody foresaw is told without any detail."""
    match raised:
        case CatalogError():
            return raised
        case RequestValidationError():
            return error_of(raised)
        case HTTPException():
            return _of_framework(raised, request)
        case SQLAlchemyError():
            return _of_database(raised)
        case _:
            return _of_others(raised)


def _of_others(raised: Exception) -> CatalogError:
    match raised:
        case InvalidQuery():
            return BadQuery(raised.parameter, query_message(raised), raised.known)
        case SearchUnavailable():
            return Unavailable("search")
        case UnicodeEncodeError():
            return MalformedRequest(message("request.unstorable-text"))
        case _:
            return CatalogError()


def _of_framework(raised: HTTPException, request: Request) -> CatalogError:
    if isinstance(raised, BodyTooLarge):
        return TooLarge(raised.limit)
    methods = set((raised.headers or {}).get("Allow", "").replace(" ", "").split(","))
    allowed = tuple(sorted(methods | {"HEAD"} if "GET" in methods else methods))
    known: dict[int, CatalogError] = {
        400: MalformedRequest(),
        401: Unauthenticated("missing"),
        403: Forbidden(action=message("text", text=request.method)),
        404: Missing("page"),
        405: MethodNotAllowed(request.method, allowed),
        415: UnsupportedMediaType(),
        503: Unavailable("database"),
    }
    fallback = CatalogError() if raised.status_code >= _SERVER_ERROR else Refused(raised.status_code)
    return known.get(raised.status_code, fallback)


def _of_database(raised: SQLAlchemyError) -> CatalogError:
    match raised:
        case IntegrityError():
            return Conflict(note=message("request.crossed"))
        case StaleDataError():
            return Stale(current=message("request.newer-version"))
        case DataError():
            return MalformedRequest(message("request.unstorable-value"))
        case PoolTimeout():
            return Unavailable("database")
        case DBAPIError() if raised.connection_invalidated or type(raised).__name__ in {
            "OperationalError",
            "InterfaceError",
        }:
            return Unavailable("database")
        case _:
            return CatalogError()
