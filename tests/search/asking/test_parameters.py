"""The parser: what it understands, what it refuses and by which name."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking.parameters import MAX_RAW_LENGTH, MAX_VALUES, PARAMETERS, parse
from search.asking.query import (
    DEFAULT_SIZE,
    MAX_OFFSET,
    MAX_TEXT_LENGTH,
    MAX_TIMESTAMP,
    InvalidQuery,
    PagePosition,
    SearchQuery,
    Sort,
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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def refusal(*pairs: tuple[str, str]) -> InvalidQuery:
    with pytest.raises(InvalidQuery) as caught:
        parse(pairs)
    assert caught.value.code
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


def refused_at(
    values: Sequence[Any], *pairs: tuple[str, str], scopes: tuple[str, ...] = (PUBLIC_SCOPE,)
) -> InvalidQuery:
    """Why a query does not begin at what a cursor held."""
    with pytest.raises(InvalidQuery) as caught:
        parse([*pairs, ("cursor", "x")], scopes, unpack=lambda _: values)
    assert caught.value.parameter == "cursor"
    return caught.value


def test_a_position_is_bound_to_ranges_and_not_to_explaining() -> None:
    values = PagePosition(parse([("q", "公交"), ("size_min", "5")]).digest, 20, "7").values()
    pairs = [("q", "公交"), ("size_min", "5"), ("explain", "true"), ("cursor", "x")]
    assert parse(pairs, unpack=lambda _: values).explain
    for other in ([("size_min", "6")], [("size_max", "5")], []):
        assert refused_at(values, ("q", "公交"), *other).code == "cursor.other"


def test_a_refusal_lists_what_is_known() -> None:
    assert refusal(("sort", "best")).known == ("relevance", "updated", "published", "downloads")
    assert refusal(("pgae", "1")).known == PARAMETERS


def test_a_repeated_parameter_is_refused_and_a_repeated_filter_is_not() -> None:
    assert refusal(("size", "1"), ("size", "2")).parameter == "size"
    values = [("format", f"f{n}") for n in range(MAX_VALUES)]
    assert len(parse(values).filters["format"]) == MAX_VALUES
    assert refusal(*values, ("format", "one more")).parameter == "format"
    assert refusal(*[("theme", str(n)) for n in range(10_000)]).parameter == "theme"


def test_a_position_returns_to_its_own_query_only() -> None:
    pairs = [("q", "公交"), ("theme", "a"), ("theme", "b")]
    position = PagePosition(parse(pairs).digest, 20, "7")
    same = [("theme", "b"), ("theme", "a"), ("q", "公交"), ("size", "5"), ("cursor", "x")]
    assert parse(same, unpack=lambda _: position.values()).position == position
    assert refused_at(position.values(), ("q", "公交")).code == "cursor.other"
    assert refused_at(position.values(), *pairs, scopes=("public", "org:A")).code == "cursor.other"
    assert refused_at(position.values(), *pairs, ("sort", "updated")).code == "cursor.other"


@pytest.mark.parametrize("position", [PagePosition("d", 20, "7"), PagePosition("d", 0, "7", (1_700_000_000, "0190"))])
def test_a_position_keeps_its_place_as_plain_values(position: PagePosition) -> None:
    assert PagePosition.of(position.values()) == position
    assert PagePosition.of(json.loads(json.dumps(position.values()))) == position


def test_relevance_ends_at_its_depth_and_says_so() -> None:
    query = parse([("q", "公交")])
    assert query.at(PagePosition(query.digest, MAX_OFFSET, "1")).offset == MAX_OFFSET
    assert refused_at(PagePosition(query.digest, MAX_OFFSET + 20, "1").values(), ("q", "公交")).values == {
        "most": MAX_OFFSET
    }


DIGEST = SearchQuery("公交").digest


@pytest.mark.parametrize(
    "values",
    [
        [],
        [DIGEST],
        [DIGEST, -1, "g", None],
        [DIGEST, 0, "g", None],
        [DIGEST, 1.5, "g", None],
        [DIGEST, float("nan"), "g", None],
        [DIGEST, True, "g", None],
        [DIGEST, "1", "g", None],
        [DIGEST, 1, 7, None],
        [7, 1, "g", None],
        [DIGEST, 1, "g"],
        [DIGEST, 1, "g", None, None],
        [DIGEST, 0, "g", [MAX_TIMESTAMP + 1, "x"]],
        [DIGEST, 0, "g", ["1", "x"]],
        [DIGEST, 0, "g", [True, "x"]],
        [DIGEST, 0, "g", [1, 7]],
        [DIGEST, 0, "g", [1]],
        [DIGEST, 0, "g", {"1": "x"}],
        [[[[]]]],
    ],
)
def test_what_is_no_position_is_refused(values: list[Any]) -> None:
    assert refused_at(values, ("q", "公交")).code == "cursor.damaged"


@given(st.lists(JSON, max_size=5) | st.lists(JSON, max_size=4).map(lambda values: [DIGEST, *values]))
def test_no_values_break_the_parser(values: list[Any]) -> None:
    try:
        begun = parse([("q", "公交"), ("cursor", "x")], unpack=lambda _: values).position
    except InvalidQuery as error:
        assert error.parameter == "cursor"  # noqa: PT017 - either outcome is right
    else:
        assert begun is not None
        assert list(begun.values()) == values


def test_without_a_codec_no_cursor_is_read() -> None:
    assert refusal(("cursor", "x")).parameter == "cursor"


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
