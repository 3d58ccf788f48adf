"""Versions as ETags, and pages by cursor."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from app.http.conditional import digest_etag, etag, expected_version, is_unchanged, range_applies
from app.http.errors import PreconditionRequired
from app.http.pagination import decode_cursor, encode_cursor, identity_after, next_url, one_page, page_size
from catalog.errors import BadQuery


def request(query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": "/list", "query_string": query.encode(), "headers": raw}
    return Request(scope | {"server": ("portal.example", 80), "scheme": "http"})


@pytest.mark.parametrize(("header", "version"), [('"v3"', 3), ('W/"v12"', 12), ('"other"', 0), ('"v3", "v4"', 0)])
async def test_the_version_comes_from_if_match(header: str, version: int) -> None:
    assert await expected_version(request(if_match=header)) == version


@pytest.mark.parametrize("headers", [{}, {"if_match": ""}, {"if_match": "*"}])
async def test_an_edit_must_name_its_version(headers: dict[str, str]) -> None:
    with pytest.raises(PreconditionRequired):
        await expected_version(request(**headers))


async def test_an_etag_of_ours_is_read_back() -> None:
    assert await expected_version(request(if_match=etag(41))) == 41


@pytest.mark.parametrize(
    ("header", "unchanged"),
    [('"v3"', True), ('W/"v3"', True), ('"v1", "v3"', True), ("*", True), ('"v4"', False), ("v3", False), ("", False)],
)
def test_an_unchanged_answer_is_known_by_its_tag(header: str, unchanged: bool) -> None:
    assert is_unchanged(request(if_none_match=header), etag(3)) is unchanged


def test_without_a_tag_everything_is_news() -> None:
    assert not is_unchanged(request(), etag(3))


def test_a_range_goes_on_only_with_the_same_file() -> None:
    tag = digest_etag("ab" * 32)
    assert range_applies(request(), tag)
    assert range_applies(request(if_range=tag), tag)
    assert not range_applies(request(if_range=digest_etag("cd" * 32)), tag)
    assert not range_applies(request(if_range="Wed, 21 Oct 2026 07:28:00 GMT"), tag)


@given(st.lists(st.one_of(st.text(), st.integers(-(2**53), 2**53), st.none(), st.booleans()), max_size=4))
def test_a_cursor_gives_back_what_it_holds(values: list[object]) -> None:
    try:
        cursor = encode_cursor("rows", *values)
    except TypeError:
        assert any(isinstance(value, str) and not value.isprintable() for value in values)
        return
    assert decode_cursor("rows", cursor, len(values)) == values


@given(st.text(max_size=60))
def test_noise_is_no_cursor(noise: str) -> None:
    with pytest.raises(BadQuery) as refused:
        decode_cursor("rows", noise, 1)
    assert refused.value.parameter == "cursor"


@pytest.mark.parametrize("cursor", ["x" * 3000, encode_cursor("other", 1), encode_cursor("rows", 1, 2)])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(BadQuery):
        decode_cursor("rows", cursor, 1)


def test_an_identity_in_a_cursor_is_checked() -> None:
    identity = uuid4()
    assert identity_after("tokens", None) is None
    assert identity_after("tokens", encode_cursor("tokens", identity)) == identity
    for wrong in ("x", 7, None):
        with pytest.raises(BadQuery):
            identity_after("tokens", encode_cursor("tokens", wrong))


@pytest.mark.parametrize("size", [0, -1, 101])
def test_a_size_beyond_the_limit_is_refused_by_name(size: int) -> None:
    with pytest.raises(BadQuery) as refused:
        page_size(size)
    assert refused.value.parameter == "size"
    assert "1 到 100" in refused.value.detail


def test_sizes_within_the_limit_stand() -> None:
    assert (page_size(None), page_size(None, 5), page_size(1), page_size(100)) == (20, 5, 1, 100)


def test_the_next_page_keeps_the_question() -> None:
    address = next_url(request("q=%E7%A6%8F&size=2&cursor=old&q=b"), "new")
    assert address == "/list?q=%E7%A6%8F&size=2&q=b&cursor=new"


def test_one_more_row_tells_that_a_page_follows() -> None:
    assert one_page([1, 2, 3], 2) == ([1, 2], True)
    assert one_page([1, 2], 2) == ([1, 2], False)
