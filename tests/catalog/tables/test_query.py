import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.language import CHINESE, LANGUAGES
from catalog.errors import BadQuery
from catalog.tables.operators import OPERATORS, for_type
from catalog.tables.query import MAX_CONDITIONS, MAX_LIST, RESERVED, SortKey, TableQuery, parse
from catalog.tables.schema import Column, TableSchema
from catalog.tables.schema import ColumnType as T

SCHEMA = TableSchema(
    (
        Column("city", T.STRING, "城市"),
        Column("year", T.INTEGER, "年份"),
        Column("amount", T.NUMBER, "金额"),
        Column("open", T.BOOLEAN, "公开"),
        Column("day", T.DATE, "日期"),
        Column("at", T.DATETIME, "时间"),
    )
)


def conditions(*parameters: tuple[str, str]) -> list[tuple[str, str, Any]]:
    return [(c.column, c.operator.key, c.value) for c in parse(parameters, SCHEMA).conditions]


def test_a_bare_query_is_everything_from_the_start() -> None:
    query = parse([], SCHEMA)
    assert (query.select, query.everything, query.conditions, query.sort) == (SCHEMA.names, True, (), ())
    assert (query.size, query.after, query.count) == (100, None, "none")


def test_values_take_the_type_of_their_column() -> None:
    assert conditions(("city", "福州"), ("year__gte", "２０２０"), ("day__lt", "2024年1月5日"), ("open", "是")) == [
        ("city", "eq", "福州"),
        ("year", "gte", 2020),
        ("day", "lt", date(2024, 1, 5)),
        ("open", "eq", True),
    ]


def test_lists_are_quoted_like_csv() -> None:
    assert conditions(("city__in", '福州,"a,b"""'), ("year__in", "1,2"), ("city__isnull", "false")) == [
        ("city", "in", ("福州", 'a,b"')),
        ("year", "in", (1, 2)),
        ("city", "isnull", False),
    ]


def test_select_sort_size_and_count_are_read() -> None:
    query = parse([("select", "year, city"), ("sort", "-year,city"), ("size", "1000"), ("count", "exact")], SCHEMA)
    assert query.select == ("year", "city")
    assert query.sort == (SortKey("year", descending=True), SortKey("city"))
    assert (query.size, query.count, query.everything) == (1000, "exact", False)


@pytest.mark.parametrize(
    ("parameter", "text", "names", "known"),
    [
        ("town", "x", "town", "city"),
        ("town__gte", "x", "town", "year"),
        ("city__like", "x", "like", "contains"),
        ("city__", "x", "city", "contains"),
        ("year__contains", "1", "contains", "gte"),
        ("open__gt", "true", "gt", "eq"),
        ("select", "city,town", "town", "year"),
        ("sort", "-town", "town", "year"),
        ("count", "all", "all", "exact"),
        ("year", "二〇二〇", "二〇二〇", ""),
        ("year__in", "1,x", "x", ""),
        ("city__in", '"a', "引号", ""),
        ("city", "a\0", "字符", ""),
        ("city", "x" * 1001, "1000", ""),
        ("year__isnull", "maybe", "maybe", ""),
        ("size", "0", "1000", ""),
        ("size", "1001", "1000", ""),
        ("size", "١٠", "1000", ""),
        ("select", "city,city", "一次", ""),
        ("select", "", "", "year"),
        ("sort", "city,-city", "一次", ""),
        ("sort", "city,year,amount,open,day,at", "5", ""),
        ("city__in", ",".join("x" * (MAX_LIST + 1)), str(MAX_LIST), ""),
    ],
)
def test_what_is_wrong_is_named_with_what_exists(parameter: str, text: str, names: str, known: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse([(parameter, text)], SCHEMA)
    assert names in CHINESE.say(caught.value.detail)
    assert caught.value.parameter == parameter
    assert not known or known in caught.value.known


def test_limits_hold_for_the_query_as_a_whole() -> None:
    with pytest.raises(BadQuery, match=str(MAX_CONDITIONS)):
        parse([("year__gt", "1")] * (MAX_CONDITIONS + 1), SCHEMA)
    with pytest.raises(BadQuery, match=r"rows\.once"):
        parse([("size", "1"), ("size", "2")], SCHEMA)


ASKED = [("sort", "-year,day"), ("city", "福州")]


def begun(values: Sequence[Any], *parameters: tuple[str, str], version: str = "v1") -> tuple[Any, ...] | None:
    """After which row a query goes on whose cursor holds these values, written and read as JSON."""
    held = json.loads(json.dumps(values))
    return parse([*parameters, ("cursor", "x")], SCHEMA, version, lambda _: held).after


def test_a_position_comes_back_as_the_row_it_was_made_of() -> None:
    row = (2020, date(2024, 1, 5), 7)
    asked = parse(ASKED, SCHEMA, "v1")
    assert begun(asked.place_after(row), *ASKED, ("size", "5")) == row
    assert begun(asked.place_after((None, None, 7)), *ASKED) == (None, None, 7)


def test_a_position_of_another_query_order_or_table_is_refused() -> None:
    values = parse(ASKED, SCHEMA, "v1").place_after((2020, None, 7))
    for other, version in (
        ([ASKED[0], ("city", "厦门")], "v1"),
        ([ASKED[0]], "v1"),
        ([("sort", "year,day"), ASKED[1]], "v1"),
        ([("sort", "-year,city"), ASKED[1]], "v1"),
        (ASKED, "v2"),
    ):
        with pytest.raises(BadQuery, match=r"rows\.cursor\.other"):
            begun(values, *other, version=version)
    with pytest.raises(BadQuery, match=r"rows\.cursor\.damaged"):
        begun(values, ("sort", "year"))


@pytest.mark.parametrize(
    "tail",
    [
        [],
        [1],
        [1, None],
        [1, None, "7"],
        [1, None, -1],
        [1, None, True],
        [1, None, 2**63],
        [1, None, 7.0],
        [1, None, float("nan")],
        [2**70, None, 7],
        [True, None, 7],
        ["1", None, 7],
        [[1], None, 7],
        [1, 5, 7],
        [1, "2024-13-01", 7],
        [1, {}, 7],
    ],
)
def test_what_is_no_position_is_refused(tail: list[Any]) -> None:
    with pytest.raises(BadQuery, match=r"rows\.cursor\.damaged") as caught:
        begun([parse(ASKED, SCHEMA, "v1").binding, *tail], *ASKED)
    assert caught.value.parameter == "cursor"


def test_text_that_no_database_takes_is_no_position() -> None:
    binding = parse([("sort", "city")], SCHEMA, "v1").binding
    for text in ("a\0b", "\ud800"):
        with pytest.raises(BadQuery, match=r"rows\.cursor\.damaged"):
            begun([binding, text, 7], ("sort", "city"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=4))
def test_no_values_break_the_parser(values: list[Any]) -> None:
    pairs = [("sort", "city,amount"), ("cursor", "x")]
    binding = parse(pairs[:1], SCHEMA).binding
    try:
        after = parse(pairs, SCHEMA, unpack=lambda _: [binding, *values]).after
    except BadQuery as error:
        assert error.parameter == "cursor"  # noqa: PT017 - either outcome is right
    else:
        assert after == tuple(values)


def test_without_a_codec_no_cursor_is_read() -> None:
    with pytest.raises(BadQuery, match=r"rows\.cursor\.damaged"):
        parse([("cursor", "x")], SCHEMA)


NAMES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*SCHEMA.names, *RESERVED, *(f"{n}__{o}" for n in SCHEMA.names for o in OPERATORS)]),
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.characters(categories=["Cs"]),
    st.sampled_from(
        ["1", "true", "2024-01-05", "city", "-year,city", "WyJ4IiwxXQ", "exact", "9" * 400, '"', "[" * 900]
    ),
    st.binary(max_size=20).map(lambda raw: base64.urlsafe_b64encode(raw).decode()),
)


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=6))
def test_parsing_ends_in_a_query_or_in_bad_query(parameters: list[tuple[str, str]]) -> None:
    with suppress(BadQuery):
        assert isinstance(parse(parameters, SCHEMA), TableQuery)


def test_every_operator_is_described_and_takes_at_least_one_type() -> None:
    said = [*(operator.label for operator in OPERATORS.values()), *(each.example for each in OPERATORS.values())]
    assert all(len({language.say(each) for each in said}) == 2 * len(OPERATORS) for language in LANGUAGES)
    assert {operator.key for kind in T for operator in for_type(kind)} == set(OPERATORS)
