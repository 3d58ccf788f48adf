"""The parser: what it understands, what it refuses and by which name."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking.query import (
    DEFAULT_SIZE,
    MAX_OFFSET,
    MAX_RAW_LENGTH,
    MAX_TEXT_LENGTH,
    MAX_TIMESTAMP,
    MAX_VALUES,
    PARAMETERS,
    Cursor,
    InvalidQuery,
    SearchQuery,
    Sort,
    decode_cursor,
    encode_cursor,
    parse,
)
from search.document import FACETS, PUBLIC_SCOPE

HOSTILE = (
    "",
    "\x00",
    "a\x00b\x1fc",
    "*:*",
    "title:福州 AND NOT (公交 OR *)",
    "((((((((((",
    '"未闭合的引号',
    "https://example.org/a?b=c&d=/e",
    "350000-0012/001",
    "(a+)+$",
    "😀👨‍👩‍👧‍👦🏳️‍🌈",
    "\ud800 lone",
    "\u202eright to left",
    "的 的 的",
    "！？。，",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "${jndi:ldap://x}",
    "é" * 100,
    "ﷺ" * 11,
    "a" * 200,
    "福" * 200,
)
SHARED = Path(__file__).parents[4] / "shared/data/fixtures/naughty-strings/blns.json"
NAUGHTY = tuple(json.loads(SHARED.read_text("utf-8"))) if SHARED.exists() else ()
NAMES = st.one_of(st.sampled_from(PARAMETERS), st.text())
VALUES = st.one_of(st.text(), st.sampled_from(HOSTILE), st.integers().map(str))


def refusal(*pairs: tuple[str, str]) -> InvalidQuery:
    with pytest.raises(InvalidQuery) as caught:
        parse(pairs)
    assert caught.value.message
    return caught.value


def test_nothing_asked_is_everything_the_latest_first() -> None:
    query = parse([])
    assert query == SearchQuery(size=DEFAULT_SIZE, scopes=(PUBLIC_SCOPE,))
    assert query.order is Sort.UPDATED


def test_every_parameter_is_understood() -> None:
    query = parse(
        [
            ("q", " ＧＤＰ\x00　福州 "),
            ("theme", "a"),
            ("theme", "b"),
            ("theme", "a"),
            ("region", "350100"),
            ("updated_after", "2026-01-31"),
            ("sort", "published"),
            ("size", "0"),
        ],
        ("org:X",),
    )
    assert query.text == "GDP 福州"
    assert query.filters == {"theme": ("a", "b"), "region": ("350100",)}
    assert query.ranges == {"updated_at": (1_769_788_800, None)}  # midnight in Beijing
    assert (query.sort, query.size, query.scopes) == (Sort.PUBLISHED, 0, ("org:X",))


def test_a_moment_keeps_its_zone() -> None:
    assert parse([("updated_after", "1970-01-01T00:00:10Z")]).ranges == {"updated_at": (10, None)}
    assert parse([("updated_after", "1970-01-01T08:00:10")]).ranges == {"updated_at": (10, None)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("q", "福" * (MAX_TEXT_LENGTH + 1)),
        ("q", "x" * (MAX_RAW_LENGTH + 1)),
        ("theme", "x" * 101),
        ("theme", "a\x00b"),
        ("updated_after", "yesterday"),
        ("updated_after", "2026-13-01"),
        ("updated_before", "9999-99-99"),
        ("published_after", "20260101 noon"),
        ("published_before", "-1"),
        ("size_min", "1 MB"),
        ("size_min", "-1"),
        ("size_max", "٣"),
        ("size_max", "9" * 19),
        ("explain", "1"),
        ("sort", "random"),
        ("size", "101"),
        ("size", "-1"),
        ("size", "1e2"),
        ("size", "٣"),
        ("size", "9" * 1000),
        ("cursor", "nonsense"),
        ("cursor", "福州"),
        ("page", "2"),
    ],
)
def test_a_bad_value_is_refused_by_name(name: str, value: str) -> None:
    assert refusal((name, value)).parameter == name


def test_both_ends_of_a_range_belong_to_it_and_a_day_is_whole() -> None:
    query = parse(
        [
            ("updated_after", "2026-01-31"),
            ("updated_before", "2026-01-31"),
            ("published_before", "1970-01-01T00:00:10Z"),
            ("size_min", "5"),
            ("size_max", "5"),
        ]
    )
    assert query.ranges == {
        "updated_at": (1_769_788_800, 1_769_788_800 + 86_399),
        "published_at": (None, 10),
        "file_size": (5, 5),
    }


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    assert refusal(("size_min", "6"), ("size_max", "5")).parameter == "size_max"
    error = refusal(("updated_before", "2026-01-30"), ("updated_after", "2026-01-31"))
    assert error.parameter == "updated_before"


def test_a_cursor_is_bound_to_ranges_and_not_to_explaining() -> None:
    query = parse([("q", "公交"), ("size_min", "5")])
    text = encode_cursor(Cursor(20, "7"), query)
    assert parse([("q", "公交"), ("size_min", "5"), ("explain", "true"), ("cursor", text)]).explain
    for other in ([("size_min", "6")], [("size_max", "5")], []):
        assert refusal(("q", "公交"), *other, ("cursor", text)).parameter == "cursor"


def test_a_refusal_lists_what_is_known() -> None:
    assert refusal(("sort", "best")).known == ("relevance", "updated", "published", "downloads")
    assert refusal(("pgae", "1")).known == PARAMETERS


def test_a_repeated_parameter_is_refused_and_a_repeated_filter_is_not() -> None:
    assert refusal(("size", "1"), ("size", "2")).parameter == "size"
    values = [("format", f"f{n}") for n in range(MAX_VALUES)]
    assert len(parse(values).filters["format"]) == MAX_VALUES
    assert refusal(*values, ("format", "one more")).parameter == "format"
    assert refusal(*[("theme", str(n)) for n in range(10_000)]).parameter == "theme"


def test_a_cursor_returns_to_its_own_query_only() -> None:
    query = parse([("q", "公交"), ("theme", "a"), ("theme", "b")])
    text = encode_cursor(Cursor(20, "7"), query)
    same = parse([("theme", "b"), ("theme", "a"), ("q", "公交"), ("size", "5"), ("cursor", text)])
    assert same.cursor == Cursor(20, "7")
    assert "另一个查询" in refusal(("q", "公交"), ("cursor", text)).message
    with pytest.raises(InvalidQuery):
        parse([("q", "公交"), ("theme", "a"), ("theme", "b"), ("cursor", text)], ("public", "org:A"))


def test_a_keyset_cursor_keeps_its_place() -> None:
    query = parse([("sort", "published")])
    cursor = Cursor(0, "7", (1_700_000_000, "0190"))
    assert decode_cursor(encode_cursor(cursor, query), query) == cursor


def test_relevance_ends_at_its_depth_and_says_so() -> None:
    query = parse([("q", "公交")])
    assert decode_cursor(encode_cursor(Cursor(MAX_OFFSET, "1"), query), query).offset == MAX_OFFSET
    error = refusal(("q", "公交"), ("cursor", encode_cursor(Cursor(MAX_OFFSET + 20, "1"), query)))
    assert str(MAX_OFFSET) in error.message


@pytest.mark.parametrize(
    "parts",
    [
        None,
        [],
        ["d", -1, "g", None],
        ["d", 0, "g", None],
        ["d", 1.5, "g", None],
        ["d", 0, "g", [MAX_TIMESTAMP + 1, "x"]],
        ["d", 0, "g", ["1", "x"]],
        [[[[]]]],
    ],
)
def test_a_forged_cursor_is_refused(parts: object) -> None:
    forged = urlsafe_b64encode(json.dumps(parts).encode()).decode()
    assert refusal(("q", "公交"), ("cursor", forged)).parameter == "cursor"


@pytest.mark.parametrize("text", [*HOSTILE, *NAUGHTY])
def test_hostile_text_is_cleaned_or_refused(text: str) -> None:
    try:
        query = parse([("q", text)])
    except InvalidQuery as error:
        assert error.parameter == "q"  # noqa: PT017 - either outcome is right
        assert len(text) > 11
    else:
        assert len(query.text) <= MAX_TEXT_LENGTH
        assert query.text == " ".join(query.text.split())
        query.text.encode()


@given(st.lists(st.tuples(NAMES, VALUES), max_size=8), st.lists(st.text(), max_size=3))
def test_the_parser_raises_nothing_but_invalid_query(pairs: list[tuple[str, str]], scopes: list[str]) -> None:
    try:
        query = parse(pairs, tuple(scopes))
    except InvalidQuery as error:
        assert error.parameter.isprintable()  # noqa: PT017 - either outcome is right
    else:
        assert set(query.filters) <= set(FACETS)
        assert query.digest


@given(st.text())
def test_no_text_breaks_the_cursor(text: str) -> None:
    try:
        assert parse([("q", "公交"), ("cursor", text)]).cursor is None
    except InvalidQuery as error:
        assert error.parameter == "cursor"  # noqa: PT017 - either outcome is right
