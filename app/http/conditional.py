"""Conditional requests (RFC 9110 §13): versions as ETags, edits only on what was read, unchanged answers not sent."""

import re
from hashlib import blake2b
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from app.http.errors import PreconditionRequired

_VERSION = re.compile(r'(?:W/)?"v([0-9]{1,15})"')
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def etag(version: int) -> str:
    """The ETag of ``version`` of what can be edited."""
    return f'"v{version}"'


def revision_etag(number: int, body: bytes) -> str:
    """The ETag of a revision as it is shown: what stands around an immutable document may still change."""
    return f'"r{number}-{blake2b(body, digest_size=8).hexdigest()}"'


def digest_etag(sha256: str) -> str:
    """The ETag of bytes that never change: their digest."""
    return f'"sha256-{sha256}"'


async def expected_version(request: Request) -> int:
    """The version an edit is based on, from ``If-Match``; 0, which no version is, for a tag that is none of ours.

    Raises:
        PreconditionRequired: no version is named (``*`` would overwrite what somebody else has just saved).
    """
    header = request.headers.get("if-match", "").strip()
    if header in {"", "*"}:
        raise PreconditionRequired
    found = _VERSION.fullmatch(header)
    return int(found[1]) if found else 0


ExpectedVersion = Annotated[int, Depends(expected_version)]
"""The version an edit is based on; the service compares it and raises ``Stale``."""


def is_unchanged(request: Request, tag: str) -> bool:
    """Whether the caller holds ``tag`` already (``If-None-Match``, weak comparison), so that 304 is the answer."""
    header = request.headers.get("if-none-match")
    if header is None:
        return False
    return header.strip() == "*" or tag.removeprefix("W/") in _TAG.findall(header)


def range_applies(request: Request, tag: str) -> bool:
    """Whether a ``Range`` may be served: without ``If-Range``, or with the very tag of the file as it is now."""
    condition = request.headers.get("if-range")
    return condition is None or condition.strip() == tag
