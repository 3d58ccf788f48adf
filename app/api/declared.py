"""Declarations for decorators of endpoints: what one refuses beyond the usual, and what it gives that is no model."""

from collections import defaultdict
from typing import Annotated, Any

from fastapi import Query

from app.http.pagination import DEFAULT_SIZE, MAX_SIZE
from app.http.problems import STATUSES
from catalog.errors import CatalogError

TYPES = "x-problem-types"
"""The member of a response that lists the addresses of the problem types it may carry."""

Responses = dict[int | str, dict[str, Any]]

_SIZE = f"每页条数，1 至 {MAX_SIZE}，默认 {DEFAULT_SIZE}；超出会被拒绝"
Size = Annotated[int | None, Query(description=_SIZE, json_schema_extra={"minimum": 1, "maximum": MAX_SIZE})]
"""How many items a page shall have; ``page_size`` checks it."""

CursorText = Annotated[str | None, Query(description="下一页的位置；请直接使用上一页返回的 next，不要自行拼写")]
"""Where a page begins."""


def problems(*kinds: type[CatalogError]) -> Responses:
    """For ``responses=``: the kinds of error an endpoint raises beyond those that follow from what it asks for."""
    found: dict[int, list[str]] = defaultdict(list)
    for kind in kinds:
        found[STATUSES[kind]].append(address(kind))
    return {status: {"description": "", TYPES: addresses} for status, addresses in found.items()}


def address(kind: type[CatalogError]) -> str:
    """The ``type`` of the problem document that tells an error of ``kind``."""
    return f"/problems/{kind.slug}"


def content(media_type: str, description: str, **headers: str) -> dict[str, Any]:
    """An answer that is bytes of ``media_type``; ``headers`` by name (underscores for hyphens) with their meaning."""
    return {
        "description": description,
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}}},
        "headers": header_declarations(headers),
    }


def header_declarations(headers: dict[str, str]) -> dict[str, Any]:
    """Headers of an answer by name (underscores for hyphens) with their meaning."""
    return {
        name.replace("_", "-"): {"description": meaning, "schema": {"type": "string"}}
        for name, meaning in headers.items()
    }


def query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    """A query parameter that a parser of its own reads, for ``openapi_extra``; text unless ``schema`` says other."""
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema or {"type": "string"},
    }
