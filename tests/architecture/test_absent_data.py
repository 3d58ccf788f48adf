"""Where data beside the checkout are absent, their cases are not there; nothing is skipped for it."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("tools")

pytest_plugins = ["pytester"]

CASES = """
import pytest

@pytest.mark.parametrize("case", [])
def test_of_absent_data(case):
    raise AssertionError

@pytest.mark.skip(reason="not today")
def test_put_off():
    raise AssertionError

def test_of_our_own():
    pass
"""


def test_an_empty_list_of_cases_is_no_skip(pytester: pytest.Pytester) -> None:
    root = str(Path(__file__).parents[2])
    pytester.makepyfile(CASES)
    pytester.makeconftest(f"import sys; sys.path.insert(0, {root!r}); pytest_plugins = ['tests.plugins.absent']")
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, skipped=1, deselected=1)
