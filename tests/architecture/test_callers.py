"""Who calls is said by a marker."""

import pytest

from tests.architecture.sources import ROOT

pytest_plugins = ["pytester"]

CONFTEST = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import pytest
pytest_plugins = ["tests.plugins.callers"]

@pytest.fixture
def caller(request):
    return request.param.upper()
"""


def run(pytester: pytest.Pytester, text: str) -> pytest.RunResult:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile("import pytest\n" + text)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q", "-rA")


def test_a_case_runs_once_as_each_of_its_callers(tools: None, pytester: pytest.Pytester) -> None:
    text = """
pytestmark = pytest.mark.caller("auditor")
def test_of_the_module(caller): assert caller == "AUDITOR"
@pytest.mark.caller("user", "operator")
def test_of_its_own(caller, request): assert caller.lower() in request.node.name
def test_of_nobody(): ...
"""
    run(pytester, text).assert_outcomes(passed=4)


@pytest.mark.parametrize("mark", ["", "@pytest.mark.caller()"])
def test_nobody_is_no_caller(tools: None, pytester: pytest.Pytester, mark: str) -> None:
    done = run(pytester, f"{mark}\ndef test_it(caller): ...")
    assert "@pytest.mark.caller says who calls" in done.stdout.str() + done.stderr.str()
    assert done.ret != pytest.ExitCode.OK
