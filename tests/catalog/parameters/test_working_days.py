"""Working days: vectors counted with another package's calendar, and properties that hold for any calendar."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.parameters import shipped
from catalog.parameters.working_days import Calendar

PUBLISHED = sorted((Path(__file__).parents[4] / "shared/data/codes/holiday-cn").glob("202[56].json"))

DAYS = st.dates(date(2024, 12, 1), date(2027, 3, 1))


def known() -> Calendar:
    kinds = {kind: frozenset(day for day, row in shipped.days().items() if row["kind"] == kind) for kind in KINDS}
    return Calendar(kinds["holiday"], kinds["workday"], frozenset({2025, 2026}))


KINDS = ("holiday", "workday")


@pytest.mark.parametrize(
    ("days", "due"),
    [(3, date(2025, 10, 10)), (5, date(2025, 10, 13)), (10, date(2025, 10, 20)), (20, date(2025, 11, 3))],
)
def test_national_day_of_2025_is_counted_over(days: int, due: date) -> None:
    deadline = known().add(date(2025, 9, 29), days)
    assert deadline.day == due
    assert not deadline.assumed


def test_a_sunday_that_is_made_up_for_is_worked() -> None:
    calendar = known()
    assert calendar.is_working_day(date(2025, 9, 28))
    assert calendar.is_working_day(date(2025, 10, 11))
    assert not calendar.is_working_day(date(2025, 10, 12))
    assert not calendar.is_working_day(date(2026, 2, 16))


def test_beyond_the_known_years_the_week_is_ordinary_and_the_deadline_says_so() -> None:
    deadline = known().add(date(2026, 12, 30), 2)
    assert deadline.day == date(2027, 1, 1)
    assert deadline.assumed
    assert not known().add(date(2026, 12, 24), 5).assumed


def test_a_deadline_ends_at_midnight_in_china() -> None:
    assert known().add(date(2025, 9, 29), 1).ends_at == datetime(2025, 9, 30, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("days", [0, -1])
def test_a_limit_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match=str(days)):
        known().add(date(2025, 9, 29), days)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(received: date, days: int) -> None:
    calendar = known()
    due = calendar.add(received, days).day
    assert calendar.is_working_day(due)
    assert calendar.between(received, due) == days
    assert calendar.between(due, received) == -days


@given(DAYS, st.integers(1, 30), st.integers(1, 30))
def test_one_more_day_is_always_later(received: date, days: int, more: int) -> None:
    calendar = known()
    assert calendar.add(received, days + more).day > calendar.add(received, days).day


@given(DAYS, DAYS)
def test_counting_backwards_is_the_opposite(start: date, end: date) -> None:
    assert known().between(start, end) == -known().between(end, start)


def test_the_calendar_has_the_shape_of_the_notices() -> None:
    days = shipped.days()
    assert {day.year for day in days} == {2025, 2026}
    assert all(day.weekday() >= 5 for day, row in days.items() if row["kind"] == "workday")
    off = [sum(day.year == year and row["kind"] == "holiday" for day, row in days.items()) for year in (2025, 2026)]
    assert off == [28, 33]
    assert all("国务院办公厅" in row["source"] for row in days.values())


@pytest.mark.parametrize("path", PUBLISHED, ids=lambda path: path.stem)
def test_the_calendar_agrees_with_the_published_lists(path: Path) -> None:
    listed = {day["date"]: day["isOffDay"] for day in json.loads(path.read_text())["days"]}
    ours = {
        day.isoformat(): row["kind"] == "holiday" for day, row in shipped.days().items() if str(day.year) == path.stem
    }
    assert ours == listed
