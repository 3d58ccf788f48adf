"""Days in China, from whatever zone a moment comes."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from catalog.china import CHINA, china_day, end_of_day, start_of_day


def test_a_day_begins_and_ends_at_midnight_in_china() -> None:
    assert start_of_day(date(2025, 9, 30)) == datetime(2025, 9, 29, 16, 0, tzinfo=UTC)
    assert end_of_day(date(2025, 9, 30)) == datetime(2025, 10, 1, 0, 0, tzinfo=CHINA)


def test_the_day_is_the_day_in_china() -> None:
    assert china_day(datetime(2025, 9, 29, 15, 59, tzinfo=UTC)) == date(2025, 9, 29)
    assert china_day(datetime(2025, 9, 29, 16, 0, tzinfo=UTC)) == date(2025, 9, 30)
    assert china_day(datetime(2025, 9, 29, 20, 0, tzinfo=timezone(timedelta(hours=-5)))) == date(2025, 9, 30)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="2025"):
        china_day(datetime(2025, 9, 29, 12, 0))  # noqa: DTZ001 - that is what is refused
