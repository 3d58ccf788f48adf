from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tables import values
from catalog.tables.schema import ColumnType as T


@pytest.mark.parametrize(
    ("text", "kind", "form"),
    [
        ("１２３", T.INTEGER, "123"),
        ("-5", T.INTEGER, "-5"),
        ("1,234", T.INTEGER, "1234"),
        ("007", T.INTEGER, None),
        ("-0", T.INTEGER, None),
        ("350102194912310021", T.INTEGER, None),
        ("1,23", T.NUMBER, None),
        ("1,234.50", T.NUMBER, "1234.50"),
        ("0.10", T.NUMBER, "0.10"),
        ("00.1", T.NUMBER, None),
        ("1e5", T.NUMBER, None),
        ("nan", T.NUMBER, None),
        ("0.1234567890123456", T.NUMBER, None),
        ("是", T.BOOLEAN, "true"),
        ("FALSE", T.BOOLEAN, "false"),
        ("1", T.BOOLEAN, None),
        ("2024年1月5日", T.DATE, "2024-01-05"),
        ("２０２４年１月５日", T.DATE, "2024-01-05"),
        ("2024/1/5", T.DATE, "2024-01-05"),
        ("2024.01.05", T.DATE, "2024-01-05"),
        ("20240105", T.DATE, "2024-01-05"),
        ("2024-02-30", T.DATE, None),
        ("2024-1/5", T.DATE, None),
        ("2024年1月", T.DATE, None),
        ("2024-01-05 08:09", T.DATETIME, "2024-01-05T08:09:00"),
        ("2024-01-05T08:09:10.5", T.DATETIME, "2024-01-05T08:09:10.500000"),
        ("2024年1月5日8时9分", T.DATETIME, "2024-01-05T08:09:00"),
        ("2024年1月5日 8点", T.DATETIME, "2024-01-05T08:00:00"),
        ("2024-01-05", T.DATETIME, "2024-01-05T00:00:00"),
        ("2024-01-05 25:00", T.DATETIME, None),
        ("2024-01-0508:00", T.DATETIME, None),
        ("2024-01-05T08:00Z", T.DATETIME, None),
        ("  两端空格 ", T.STRING, "  两端空格 "),
    ],
)
def test_a_text_has_one_form_for_each_type_or_none(text: str, kind: T, form: str | None) -> None:
    assert values.canonical(text, kind) == form


@given(st.text(), st.sampled_from(list(T)))
def test_any_text_is_a_value_or_a_value_error(text: str, kind: T) -> None:
    try:
        value = values.parse(text, kind)
    except ValueError:
        return
    form = values.canonical(text, kind)
    assert form is not None
    assert values.parse(form, kind) == value


@given(st.one_of(st.dates(), st.datetimes(), st.integers(-(10**15) + 1, 10**15 - 1)))
def test_what_is_shown_can_be_asked_for(value: date | datetime | int) -> None:
    kind = {date: T.DATE, datetime: T.DATETIME, int: T.INTEGER}[type(value)]
    assert values.parse(str(values.to_json(value)), kind) == value


def test_text_that_no_database_takes_is_told_apart() -> None:
    assert values.storable("𠮷林")
    assert not values.storable("a\0b")
    assert not values.storable("\ud800")
