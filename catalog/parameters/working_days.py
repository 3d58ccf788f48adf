"""Working days: what "within 5 working days" means, as plain arithmetic on a calendar.

The day of receipt is not counted; weekend days that are made up for are working days. Days are days in China.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from catalog.china import end_of_day

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """A day by which something is due; ``assumed`` where it was counted over a year whose holidays are not known."""

    day: date
    assumed: bool

    @property
    def ends_at(self) -> datetime:
        """The first moment after the day is over, in UTC."""
        return end_of_day(self.day)


@dataclass(frozen=True)
class Calendar:
    """Days off and worked weekend days; outside ``years``, whose holidays are known, weeks are Monday to Friday."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    years: frozenset[int] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on ``day``."""
        if day in self.workdays:
            return True
        return day.weekday() < _SATURDAY and day not in self.holidays

    def add(self, received: date, days: int) -> Deadline:
        """The last of ``days`` working days after ``received``, which itself is not counted.

        Raises:
            ValueError: ``days`` is not positive.
        """
        if days < 1:
            raise ValueError(days)
        day, left = received, days
        assumed = False
        while left:
            day += _ONE_DAY
            assumed = assumed or day.year not in self.years
            left -= self.is_working_day(day)
        return Deadline(day, assumed)

    def between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and with ``end``; negative where ``end`` is past (overdue by so many)."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working_day(day) for day in _days_after(start, end))


def _days_after(start: date, end: date) -> Iterator[date]:
    for offset in range(1, (end - start).days + 1):
        yield start + timedelta(days=offset)
