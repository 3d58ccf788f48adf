"""What FastAPI and pydantic say of a request, in our errors. Values are never repeated."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from app.http.errors import MalformedRequest, UnsupportedMediaType
from app.http.wording import message_of
from catalog.errors import BadQuery, CatalogError, FieldProblem, Invalid, Missing
from catalog.messages import message

MAX_PROBLEMS = 50
_MAX_NAME = 100


def error_of(refused: RequestValidationError) -> CatalogError:
    """The error that tells what is wrong with a request.

    An address that does not fit leads nowhere (Missing), a query that does not fit is a BadQuery, a body that cannot be
    read is malformed or of a wrong type; only a body that was read and does not fit is Invalid.
    """
    found = refused.errors()
    places = {str(error["loc"][0]) for error in found}
    if "path" in places:
        return Missing("page")
    if "query" in places:
        first = next(error for error in found if error["loc"][0] == "query")
        return BadQuery(_name(first["loc"][-1]), message_of(first))
    if "body" not in places:
        return MalformedRequest(
            message("request.header", name=_name(found[0]["loc"][-1]), problem=message_of(found[0]))
        )
    return _body_error(found)


def pointer_of(loc: Sequence[str | int]) -> str:
    """The JSON pointer (RFC 6901) of a place within the body."""
    return "".join("/" + _name(part).replace("~", "~0").replace("/", "~1") for part in loc)


def _body_error(found: Sequence[Mapping[str, Any]]) -> CatalogError:
    whole = [error for error in found if tuple(error["loc"][:1]) == ("body",)]
    for error in whole:
        if error["type"] == "json_invalid":
            return MalformedRequest(message("request.json", place=int(error["loc"][1]) + 1))
        if len(error["loc"]) == 1 and isinstance(error.get("input"), bytes):
            return UnsupportedMediaType()
    return Invalid([_problem(error) for error in whole[:MAX_PROBLEMS]])


def _problem(error: Mapping[str, Any]) -> FieldProblem:
    loc = error["loc"][1:]
    said = message_of(error)
    placed = message("payload.at", name=_name(loc[-1]), problem=said) if loc else message("payload.body", problem=said)
    return FieldProblem(pointer_of(loc), placed, str(error["type"]))


def _name(part: object) -> str:
    """A name as the caller wrote it, cut so that it cannot fill the answer."""
    return str(part)[:_MAX_NAME]
