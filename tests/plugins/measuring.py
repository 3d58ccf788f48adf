"""Notes which branches of the domain the cases take, where ``MEASURE_BRANCHES`` is set; for ``tests.plugins.branches``.

Only cheap tiers are watched: the others run the domain in processes of their own, or keep the tracer busy with the
engine. What counts begins with the import of the domain, so this is the first of the plugins.
"""

import os
from collections.abc import Generator

import coverage
import pytest

WATCHED = frozenset({"pure", "database", "platform"})
_measure = coverage.Coverage(data_suffix=True) if os.environ.get("MEASURE_BRANCHES") else None
"""What is measured and where the data go stands in ``pyproject.toml``."""
if _measure is not None:
    _measure.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watch the case, or look away."""
    if _measure is not None:
        if dict(item.user_properties)["tier"] in WATCHED:
            _measure.start()
        else:
            _measure.stop()
    return (yield)


def pytest_unconfigure() -> None:
    """Write down what was seen."""
    if _measure is not None:
        _measure.stop()
        _measure.save()
