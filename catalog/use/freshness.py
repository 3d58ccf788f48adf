"""Levels of freshness: the last update against the update cycle (standards.md, 更新周期). Pure.

The limits are parameters (``cycles.*``): no rule that could be read sets them, so operators confirm or change them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from catalog.messages import Message, message

TIMED_CYCLES = ("1", "2", "3", "4", "5", "6", "7")
IRREGULAR = "8"
NEVER = "9"


class Level(StrEnum):
    """How fresh a dataset is."""

    CURRENT = "current"
    """Updated within its cycle and the grace; for an irregular one, confirmed within the year."""
    OVERDUE = "overdue"
    """Later than its cycle allows."""
    OUTDATED = "outdated"
    """Later than that several times over."""
    UNSCHEDULED = "unscheduled"
    """Made once, not to be updated."""

    @property
    def label(self) -> Message:
        """What people call it."""
        return message(f"freshness.{self}")


@dataclass(frozen=True)
class CycleLimits:
    """The longest age of each cycle, and how many times that age makes a dataset outdated."""

    ages: Mapping[str, timedelta]
    outdated_factor: int


def level(cycle: str, updated_at: datetime, now: datetime, limits: CycleLimits) -> Level | None:
    """The level of a dataset of ``cycle`` that was last updated at ``updated_at``; None without a known cycle."""
    if cycle == NEVER:
        return Level.UNSCHEDULED
    if cycle not in limits.ages:
        return None
    age, allowed = now - updated_at, limits.ages[cycle]
    if age <= allowed:
        return Level.CURRENT
    return Level.OVERDUE if age <= allowed * limits.outdated_factor else Level.OUTDATED
