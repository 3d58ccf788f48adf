"""Pages by cursor: the one codec, what it refuses, and the address of the next page."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.http.pagination import (
    MAX_NUMBER,
    cursor_values,
    decode_cursor,
    decode_number,
    encode_cursor,
    identity_after,
    next_url,
    one_page,
    page_size,
    read_moment,
    read_number,
    read_pair,
    read_text,
)
from app.words.language import CHINESE
from catalog.errors import BadQuery


def whatever(value: Any) -> Any:
    return value


def written(document: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def refused(cursor: str, *readers: Any) -> None:
    with pytest.raises(BadQuery) as caught:
        decode_cursor("rows", cursor, *readers)
    assert caught.value.parameter == "cursor"
    assert "游标无效，请从第一页重新开始" in CHINESE.say(caught.value.detail)


@given(st.lists(st.one_of(st.text(), st.integers(-(2**53), 2**53), st.none(), st.booleans()), max_size=4))
def test_a_cursor_gives_back_what_it_holds(values: list[object]) -> None:
    try:
        cursor = encode_cursor("rows", *values)
    except TypeError:
        assert any(isinstance(value, str) and not value.isprintable() for value in values)
        return
    assert cursor.isascii()
    assert cursor_values("rows", cursor) == tuple(values)
    assert decode_cursor("rows", cursor, *[whatever] * len(values)) == tuple(values)


def test_a_long_text_by_which_rows_are_sorted_fits() -> None:
    assert cursor_values("rows", encode_cursor("rows", "福" * 1900)) == ("福" * 1900,)


@given(st.text(max_size=60))
def test_noise_is_no_cursor(noise: str) -> None:
    refused(noise, whatever)
    assert cursor_values("rows", noise) == ()


HOSTILE = (
    "",
    "=",
    "====",
    "x",
    "!!!",
    "福州",
    "\ud800",
    "\0",
    "../..",
    "x" * 3000,
    "A" * 100_000,
    encode_cursor("rows", 1) + "\n",
    encode_cursor("rows", 1).replace("W", " W", 1),
    encode_cursor("other", 1),
    encode_cursor("rows"),
    encode_cursor("rows", 1, 2),
    encode_cursor("ROWS", 1),
    base64.urlsafe_b64encode(b'["rows",NaN]').decode(),
    base64.urlsafe_b64encode(b'["rows",Infinity]').decode(),
    base64.urlsafe_b64encode(b'["rows",1').decode(),
    base64.urlsafe_b64encode(b'["rows","\\ud800"]').decode(),
    base64.urlsafe_b64encode(b'["rows","\xff"]').decode(),
    base64.urlsafe_b64encode(b"[" * 5900).decode(),
    base64.urlsafe_b64encode(b'["rows",' + b"[" * 2000 + b"]" * 2000 + b"]").decode(),
    written(None),
    written("rows"),
    written(7),
    written({"rows": 1}),
    written([["rows"], 1]),
    written([1, "rows"]),
    written([]),
)


@pytest.mark.parametrize("cursor", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_cursor_of_the_list_is_refused(cursor: str) -> None:
    refused(cursor, whatever)


@pytest.mark.parametrize("value", [None, True, 1.5, "1", [1], {}, MAX_NUMBER + 1, -MAX_NUMBER - 1, 2**63])
def test_a_number_is_whole_and_bounded(value: Any) -> None:
    refused(encode_cursor("rows", value), read_number)
    with pytest.raises(BadQuery):
        decode_number("rows", encode_cursor("rows", value), 0)
    assert decode_number("rows", encode_cursor("rows", MAX_NUMBER), 0) == MAX_NUMBER
    assert decode_number("rows", None, 5) == 5


@pytest.mark.parametrize("value", [None, 1, ["x"], {"x": "y"}, "a\0b"])
def test_a_text_is_one_that_every_database_takes(value: Any) -> None:
    refused(encode_cursor("rows", value), read_text)
    assert decode_cursor("rows", encode_cursor("rows", "福州"), read_text) == ("福州",)


@pytest.mark.parametrize("value", [None, 1, "x", "2026-01-31", "2026-01-31T08:00:00", "2026-13-31T08:00:00Z", ["x"]])
def test_a_moment_has_a_zone(value: Any) -> None:
    refused(encode_cursor("rows", value), read_moment)
    now = datetime(2026, 1, 31, 8, tzinfo=UTC)
    assert decode_cursor("rows", encode_cursor("rows", now), read_moment) == (now,)


DAY = "2026-01-31"


@pytest.mark.parametrize("value", [0, "", "ab", "abc", [], [DAY], [1, 2], [DAY, "1"], [DAY, 1, 2], {"a": 1, "b": 2}])
def test_a_pair_stands_together_or_not_at_all(value: Any) -> None:
    reader = read_pair(date.fromisoformat, read_number)
    refused(encode_cursor("rows", value), reader)
    assert decode_cursor("rows", encode_cursor("rows", (DAY, 7)), reader) == ((date(2026, 1, 31), 7),)
    assert decode_cursor("rows", encode_cursor("rows", None), reader) == (None,)


def test_an_identity_in_a_cursor_is_checked() -> None:
    identity = uuid4()
    assert identity_after("tokens", None) is None
    assert identity_after("tokens", encode_cursor("tokens", identity)) == identity
    wrong: object
    for wrong in ("x", 7, 2**60, None, [], {}, [str(identity)]):
        with pytest.raises(BadQuery):
            identity_after("tokens", encode_cursor("tokens", wrong))


@pytest.mark.parametrize("size", [0, -1, 101])
def test_a_size_beyond_the_limit_is_refused_by_name(size: int) -> None:
    with pytest.raises(BadQuery) as caught:
        page_size(size)
    assert caught.value.parameter == "size"
    assert "1 到 100" in CHINESE.say(caught.value.detail)


def test_sizes_within_the_limit_stand() -> None:
    assert (page_size(None), page_size(None, 5), page_size(1), page_size(100)) == (20, 5, 1, 100)


def test_the_next_page_keeps_the_question() -> None:
    scope = {"type": "http", "method": "GET", "path": "/list", "headers": []}
    asked = Request(scope | {"query_string": b"q=%E7%A6%8F&size=2&cursor=old&q=b"})
    assert next_url(asked, "new") == "/list?q=%E7%A6%8F&size=2&q=b&cursor=new"


def test_one_more_row_tells_that_a_page_follows() -> None:
    assert one_page([1, 2, 3], 2) == ([1, 2], True)
    assert one_page([1, 2], 2) == ([1, 2], False)
