"""Paging by an opaque cursor: stable while rows are added, and as fast on the last page as on the first."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import orjson
from pydantic import BaseModel, Field
from starlette.requests import Request

from catalog.errors import BadQuery

DEFAULT_SIZE = 20
MAX_SIZE = 100
_MAX_CURSOR = 2000
MAX_NUMBER = 2**31 - 1

T = TypeVar("T")
S = TypeVar("S")


class Page(BaseModel, Generic[T]):
    """One page of a list; ``next`` is the address of the following one, or null on the last."""

    items: list[T]
    next: str | None = Field(description="Address of the next page; null on the last.")


def page_size(size: int | None, most: int = MAX_SIZE) -> int:
    """How many items to give; ``DEFAULT_SIZE`` where nothing is asked.

    Raises:
        BadQuery: the wish is below one or above ``most``; it is never cut silently.
    """
    if size is None:
        return min(DEFAULT_SIZE, most)
    if not 1 <= size <= most:
        raise BadQuery("size", f"每页条数须在 1 到 {most} 之间")
    return size


def encode_cursor(kind: str, *values: Any) -> str:
    """A cursor of list ``kind`` that stands after the item whose sort values are ``values``."""
    return base64.urlsafe_b64encode(orjson.dumps([kind, *values], default=str)).rstrip(b"=").decode()


def decode_cursor(kind: str, cursor: str, length: int) -> list[Any]:
    """The ``length`` values in ``cursor``.

    Raises:
        BadQuery: it is no cursor of this list.
    """
    if len(cursor) > _MAX_CURSOR:
        raise _wrong_cursor()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error) as error:
        raise _wrong_cursor() from error
    if not isinstance(values, list) or values[:1] != [kind] or len(values) != length + 1:
        raise _wrong_cursor()
    return values[1:]


def identity_after(kind: str, cursor: str | None) -> UUID | None:
    """The identity after which a list ordered by identity goes on.

    Raises:
        BadQuery: it is no cursor of this list.
    """
    if cursor is None:
        return None
    try:
        return UUID(decode_cursor(kind, cursor, 1)[0])
    except (ValueError, AttributeError, TypeError) as error:
        raise _wrong_cursor() from error


def next_url(request: Request, cursor: str) -> str:
    """The address of ``request`` with ``cursor`` in place of its own."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*pairs, ('cursor', cursor)])}"


def one_page(found: Sequence[T], size: int) -> tuple[Sequence[T], bool]:
    """Of ``size`` + 1 rows that were read: those of this page, and whether more follow."""
    return found[:size], len(found) > size


def page_of(
    request: Request,
    found: Sequence[T],
    size: int,
    *,
    kind: str,
    place: Callable[[T], Sequence[Any]],
    show: Callable[[T], S],
) -> Page[S]:
    """One page of a list, with the address of the next one where more follow.

    Args:
        request: what was asked, for the address of the next page.
        found: ``size`` + 1 rows, where there are as many.
        size: how many of them this page shows.
        kind: the name of the list; its cursors fit no other one.
        place: the sort values of a row, which its cursor holds.
        show: a row as the answer has it.
    """
    rows, more = one_page(found, size)
    following = next_url(request, encode_cursor(kind, *place(rows[-1]))) if more else None
    return Page(items=[show(row) for row in rows], next=following)


def _wrong_cursor() -> BadQuery:
    return BadQuery("cursor", "游标无效，请从第一页重新开始")


def decode_number(kind: str, cursor: str | None, start: int) -> int:
    """The whole number at which a list ordered by numbers goes on; ``start`` on the first page.

    Raises:
        BadQuery: it is no cursor of this list.
    """
    if cursor is None:
        return start
    number = decode_cursor(kind, cursor, 1)[0]
    if not isinstance(number, int) or isinstance(number, bool) or abs(number) > MAX_NUMBER:
        raise _wrong_cursor()
    return number
