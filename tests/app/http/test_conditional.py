"""Versions as ETags."""

import pytest
from starlette.requests import Request

from app.http.conditional import digest_etag, etag, expected_version, is_unchanged, range_applies, revision_etag
from app.http.errors import PreconditionRequired


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/list", "query_string": b"", "headers": raw})


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


def test_a_revision_has_one_tag_for_one_answer() -> None:
    tag = revision_etag(3, b"{}")
    assert is_unchanged(request(if_none_match=tag), revision_etag(3, b"{}"))
    assert len({tag, revision_etag(3, b"[]"), revision_etag(4, b"{}")}) == 3


def test_a_range_goes_on_only_with_the_same_file() -> None:
    tag = digest_etag("ab" * 32)
    assert range_applies(request(), tag)
    assert range_applies(request(if_range=tag), tag)
    assert not range_applies(request(if_range=digest_etag("cd" * 32)), tag)
    assert not range_applies(request(if_range="Wed, 21 Oct 2026 07:28:00 GMT"), tag)
