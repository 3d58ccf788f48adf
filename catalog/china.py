"""Days in China (UTC+8, no summer time), whatever the zone of the server. Pure."""

from datetime import UTC, date, datetime, time, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "UTC+08:00")


def china_day(moment: datetime) -> date:
    """The day in China at ``moment``, which must carry a zone.

    Raises:
        ValueError: ``moment`` has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(moment)
    return moment.astimezone(CHINA).date()


def start_of_day(day: date) -> datetime:
    """The first moment of ``day`` in China, in UTC."""
    return datetime.combine(day, time(), CHINA).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The first moment after ``day`` is over in China, in UTC."""
    return start_of_day(day + timedelta(days=1))
