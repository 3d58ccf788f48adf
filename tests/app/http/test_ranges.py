"""One byte range of a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.ranges import ByteRange, parse_range
from catalog.errors import RangeUnsatisfiable


@pytest.mark.parametrize(
    ("header", "start", "length"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, 100),
        ("bytes=10-19", 10, 10),
        ("bytes=90-1000", 90, 10),
        ("bytes=-1", 99, 1),
        ("bytes=-1000", 0, 100),
        ("BYTES= 5-5 ", 5, 1),
    ],
)
def test_a_range_is_cut_to_the_file(header: str, start: int, length: int) -> None:
    assert parse_range(header, 100) == ByteRange(start, length, 100)


def test_the_range_is_told_as_the_standard_has_it() -> None:
    assert ByteRange(10, 5, 100).content_range == "bytes 10-14/100"


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,5-6", "rows=0-1", "bytes=a-b", "bytes=٣-٤"],
)
def test_what_is_no_single_range_is_ignored(header: str | None) -> None:
    assert parse_range(header, 100) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-5", 0)])
def test_a_range_outside_the_file_is_refused(header: str, size: int) -> None:
    with pytest.raises(RangeUnsatisfiable) as refused:
        parse_range(header, size)
    assert refused.value.size == size


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_a_range_gives_the_bytes_a_slice_gives(first: int, last: int, size: int) -> None:
    content = bytes(range(200))[:size]
    try:
        found = parse_range(f"bytes={first}-{last}", size)
    except RangeUnsatisfiable:
        assert content[first : last + 1] == b""
        return
    if found is None:
        assert last < first
    else:
        assert content[found.start : found.start + found.length] == content[first : last + 1]
