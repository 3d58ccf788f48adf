"""Dates, numbers and sizes as people read them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.portal.kit import formats

NOW = datetime(2026, 11, 22, 2, 31, tzinfo=UTC)


def test_times_are_shown_in_china() -> None:
    late = datetime(2026, 11, 21, 16, 5, tzinfo=UTC)
    assert formats.zh_date(late) == "2026年11月22日"
    assert formats.zh_datetime(late) == "2026年11月22日 00:05"
    assert formats.zh_date(date(2026, 1, 3)) == "2026年1月3日"
    assert formats.iso(late) == "2026-11-21T16:05:00+00:00"
    assert formats.iso(date(2026, 1, 3)) == "2026-01-03"


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-5), "刚刚"),
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=1), "1 分钟前"),
        (timedelta(hours=3), "3 小时前"),
        (timedelta(hours=11), "昨天"),
        (timedelta(days=3), "3 天前"),
        (timedelta(days=30), "30 天前"),
        (timedelta(days=31), "2026年10月22日"),
    ],
)
def test_ago_is_said_by_the_calendar_of_china(before: timedelta, words: str) -> None:
    assert formats.ago(NOW - before, NOW) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (1_115, "1,115"), (9_999, "9,999"), (10_000, "1 万"), (12_345, "1.2 万"), (340_000_000, "3.4 亿")],
)
def test_counts_at_a_glance(value: int, words: str) -> None:
    assert formats.short(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0 字节"),
        (1_023, "1023 字节"),
        (1_024, "1 KB"),
        (3_565_158, "3.4 MB"),
        (5 * 1024**4, "5 TB"),
        (5000 * 1024**4, "5000 TB"),
    ],
)
def test_sizes(value: int, words: str) -> None:
    assert formats.size(value) == words


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (5, "剩 5 个工作日", "neutral"),
        (2, "剩 2 个工作日", "amber"),
        (0, "今天到期", "amber"),
        (-3, "已逾期 3 个工作日", "danxia"),
    ],
)
def test_limits_in_working_days(days: int, words: str, tone: str) -> None:
    assert formats.left(days) == words
    assert formats.urgency(days) == tone
