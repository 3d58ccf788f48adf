"""Levels of freshness, completeness and the prior they make."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.use.freshness import CycleLimits, Level, level
from catalog.use.weighing import FULL_USE, SCALE, completeness_of, prior_of
from tests.factories.documents import document

LIMITS = CycleLimits({"2": timedelta(hours=48), "8": timedelta(days=366)}, outdated_factor=3)
UPDATED = datetime(2026, 3, 1, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "summary": "各地区按年份统计的主要指标，含单位和口径说明，可用于比较。",
    "keywords": ["年鉴"],
    "theme": "6",
    "region": "350000",
    "cycle": "7",
    "licence": "open",
    "contact": "0591-0000000",
    "source": "统计年报",
    "items": [{"description": "统计年份"}],
    "distributions": [{"rows": 3}],
}


@pytest.mark.parametrize(
    ("cycle", "hours", "expected"),
    [
        ("2", 0, Level.CURRENT),
        ("2", 48, Level.CURRENT),
        ("2", 49, Level.OVERDUE),
        ("2", 144, Level.OVERDUE),
        ("2", 145, Level.OUTDATED),
        ("8", 366 * 24, Level.CURRENT),
        ("8", 367 * 24, Level.OVERDUE),
        ("9", 10**5, Level.UNSCHEDULED),
        ("", 0, None),
        ("77", 0, None),
    ],
)
def test_the_level_of_freshness(cycle: str, hours: int, expected: Level | None) -> None:
    assert level(cycle, UPDATED, UPDATED + timedelta(hours=hours), LIMITS) is expected


def test_what_is_told_makes_a_dataset_complete() -> None:
    def complete(**changes: Any) -> float:
        return completeness_of(document(**{**WHOLE, **changes}))

    assert complete() == 1
    assert complete(**{name: type(value)() for name, value in WHOLE.items()}) == 0
    assert complete(summary="太短") == pytest.approx(0.9)
    assert complete(items=[{"description": "有"}, {"description": ""}]) == pytest.approx(0.9)
    assert complete(distributions=[{"rows": None}]) == pytest.approx(0.9)


def test_the_prior_reaches_both_ends() -> None:
    assert prior_of(FULL_USE, Level.CURRENT, 1.0) == SCALE
    assert prior_of(10**9, Level.CURRENT, 1.0) == SCALE
    assert prior_of(0, Level.OUTDATED, 0.0) == 0


@given(st.integers(0, 10**7), st.sampled_from([None, *Level]), st.floats(0, 1))
def test_more_use_freshness_and_completeness_never_weigh_less(
    recent: int, fresh: Level | None, complete: float
) -> None:
    prior = prior_of(recent, fresh, complete)
    assert 0 <= prior <= prior_of(recent + 1, fresh, complete) <= SCALE
    assert prior <= prior_of(recent, Level.CURRENT, complete)
    assert prior <= prior_of(recent, fresh, 1.0)
