"""Problem documents (RFC 9457): the only table that gives an error a number on the wire.

``type`` of a problem is ``/problems/{slug}``, an address that can be opened; ``PROBLEM_TYPES`` is what stands there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.responses import Response

from app.http.errors import (
    AddressTooLong,
    MalformedRequest,
    MethodNotAllowed,
    PreconditionRequired,
    Refused,
    UnsupportedMediaType,
)
from app.http.spoken import language_headers
from app.words.language import CHINESE, Language
from catalog.errors import (
    AccessRequired,
    BadQuery,
    CatalogError,
    Conflict,
    Duplicate,
    Forbidden,
    Invalid,
    Missing,
    RangeUnsatisfiable,
    Stale,
    Throttled,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unsupported,
    title_of,
)
from catalog.messages import Message

MEDIA_TYPE = "application/problem+json"

STATUSES: Mapping[type[CatalogError], int] = {
    MalformedRequest: 400,
    BadQuery: 400,
    Refused: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    AccessRequired: 403,
    Missing: 404,
    MethodNotAllowed: 405,
    Conflict: 409,
    Duplicate: 409,
    Stale: 412,
    TooLarge: 413,
    AddressTooLong: 414,
    Unsupported: 415,
    UnsupportedMediaType: 415,
    RangeUnsatisfiable: 416,
    Invalid: 422,
    PreconditionRequired: 428,
    Throttled: 429,
    CatalogError: 500,
    Unavailable: 503,
}


@dataclass(frozen=True)
class ProblemType:
    """What stands at ``/problems/{slug}``: status, title, and in English when it occurs."""

    slug: str
    status: int
    title: Message
    meaning: str


@dataclass(frozen=True)
class Problem:
    """One problem as it goes out, in one language, as JSON or, through the portal's renderer, as a page."""

    slug: str
    status: int
    title: str
    detail: str
    instance: str
    request_id: str
    language: Language = CHINESE
    extras: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The members of the problem document."""
        return {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": self.instance,
            "request_id": self.request_id,
            **self.extras,
        }


def _meaning(kind: type[CatalogError]) -> str:
    return " ".join((kind.__doc__ or "").partition("\n\n")[0].split())


PROBLEM_TYPES: tuple[ProblemType, ...] = tuple(
    sorted(
        (ProblemType(kind.slug, status, title_of(kind), _meaning(kind)) for kind, status in STATUSES.items()),
        key=lambda problem: problem.slug,
    )
)
"""Every problem type there is, by slug; served at ``/problems/{slug}`` and written to ``openapi/problems.json``."""


def problem_type(slug: str) -> ProblemType:
    """The type named ``slug``.

    Raises:
        Missing: there is no such type.
    """
    for known in PROBLEM_TYPES:
        if known.slug == slug:
            return known
    raise Missing("problem", slug)


def problem_types_json() -> bytes:
    """The content of ``openapi/problems.json``: every type with status, title (in Chinese) and meaning."""
    entries = [
        {"type": f"/problems/{p.slug}", "status": p.status, "title": CHINESE.say(p.title), "meaning": p.meaning}
        for p in PROBLEM_TYPES
    ]
    return orjson.dumps({"problems": entries}, option=orjson.OPT_INDENT_2) + b"\n"


def status_of(error: CatalogError) -> int:
    """The status of ``error``: that of its class or of the nearest class above it."""
    if isinstance(error, Refused):
        return error.status
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def problem_of(error: CatalogError, language: Language, *, instance: str, request_id: str) -> Problem:
    """The problem that tells ``error`` to the caller of ``instance`` (a path without its query), in ``language``."""
    return Problem(
        slug=error.slug,
        status=status_of(error),
        title=language.say(error.title),
        detail=language.say(error.detail),
        instance=instance,
        request_id=request_id,
        language=language,
        extras={name: _in_words(value, language) for name, value in error.extras.items()},
        headers=_headers(error),
    )


def problem_response(problem: Problem) -> Response:
    """``problem`` as ``application/problem+json``, never cached."""
    headers = {
        "Cache-Control": "no-store",
        **language_headers(problem.language),
        **problem.headers,
    }
    return Response(orjson.dumps(problem.document()), problem.status, headers, media_type=MEDIA_TYPE)


def _in_words(value: Any, language: Language) -> Any:
    """A member of a problem document, with words for every message in it."""
    match value:
        case Message():
            return language.say(value)
        case Mapping():
            return {name: _in_words(each, language) for name, each in value.items()}
        case Sequence() if not isinstance(value, str):
            return [_in_words(each, language) for each in value]
        case _:
            return value


def _headers(error: CatalogError) -> dict[str, str]:
    match error:
        case Unauthenticated():
            return {"WWW-Authenticate": f'Bearer realm="minshu", error="{error.reason}"'}
        case Throttled() | Unavailable():
            return {"Retry-After": str(error.retry_after)}
        case MethodNotAllowed():
            return {"Allow": ", ".join(error.allowed)}
        case RangeUnsatisfiable():
            return {"Content-Range": f"bytes */{error.size}"}
        case _:
            return {}
