"""Paging by an opaque cursor: stable while rows are added, and as fast on the last page as on the first.

This is the one place that writes and reads cursors; everything below it gives and takes plain values.
"""

import base64
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import orjson
from pydantic import BaseModel, Field
from starlette.requests import Request

from catalog.errors import BadQuery
from catalog.messages import message

DEFAULT_SIZE = 20
MAX_SIZE = 100
_MAX_CURSOR = 8000
"""Characters: texts by which rows are sorted may be long."""
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
        raise BadQuery("size", message("page.size", most=most))
    return size


def encode_cursor(kind: str, *values: Any) -> str:
    """A cursor of list ``kind``: the ``values`` that say after which item it stands, as one opaque text."""
    return base64.urlsafe_b64encode(orjson.dumps([kind, *values], default=str)).rstrip(b"=").decode()


def cursor_values(kind: str, cursor: str) -> tuple[Any, ...]:
    """The values in a cursor of list ``kind``, as JSON holds them; none where it is no cursor of this list.

    For whoever says by itself what is wrong with them; others call ``decode_cursor``.
    """
    if len(cursor) > _MAX_CURSOR:
        return ()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except ValueError:
        return ()
    return tuple(values[1:]) if isinstance(values, list) and values[:1] == [kind] else ()


def decode_cursor(kind: str, cursor: str, *readers: Callable[[Any], Any]) -> tuple[Any, ...]:
    """The values in a cursor of list ``kind``, each as its reader gives it.

    Args:
        kind: the name of the list; cursors of another one are refused.
        cursor: the text.
        readers: what makes of each value what it must be, or raises ValueError, TypeError or AttributeError.

    Raises:
        BadQuery: it is no cursor of this list.
    """
    try:
        return tuple(read(value) for read, value in zip(readers, cursor_values(kind, cursor), strict=True))
    except (ValueError, TypeError, AttributeError) as error:
        raise BadQuery("cursor", message("page.cursor")) from error


def read_number(value: Any) -> int:
    """A whole number of a cursor, at most ``MAX_NUMBER`` either way; anything else is a ValueError."""
    if type(value) is not int or abs(value) > MAX_NUMBER:
        raise ValueError(value)
    return value


def read_text(value: Any) -> str:
    """A text of a cursor that every database can take; anything else is a ValueError."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value


def read_moment(value: Any) -> datetime:
    """A time of a cursor with its zone; anything else is a ValueError or a TypeError."""
    found = datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    return found


def read_pair(first: Callable[[Any], T], second: Callable[[Any], S]) -> Callable[[Any], tuple[T, S] | None]:
    """Reads two values of a cursor that stand together, or none of both."""

    def read(value: Any) -> tuple[T, S] | None:
        if value is None:
            return None
        one, other = value
        return first(one), second(other)

    return read


def identity_after(kind: str, cursor: str | None) -> UUID | None:
    """The identity after which a list ordered by identity goes on; none on the first page.

    Raises:
        BadQuery: it is no cursor of this list.
    """
    return None if cursor is None else decode_cursor(kind, cursor, UUID)[0]


def decode_number(kind: str, cursor: str | None, start: int) -> int:
    """The whole number at which a list ordered by numbers goes on; ``start`` on the first page.

    Raises:
        BadQuery: it is no cursor of this list.
    """
    return start if cursor is None else decode_cursor(kind, cursor, read_number)[0]


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
