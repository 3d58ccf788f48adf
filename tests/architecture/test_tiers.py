"""Every case stands in one tier, which is what it asks for; nothing is started for those that ask for nothing."""

import ast
import shutil
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Source, python_sources
from tests.plugins.rooms import room_of
from tests.plugins.stack import FOLDER_PREFIX, Databases
from tests.plugins.tiers import ROOTS, TIERS, tier_of

pytest_plugins = ["pytester"]

ROOT_FIXTURES = "\n".join(
    f"@pytest.fixture(scope='session')\ndef {name}(): ...\n" for name in ROOTS if name != "processes"
)
PLANTED = """
import os
import subprocess
import sys
import pytest
from tests.plugins.tiers import TIERS

@pytest.fixture
def engine(request):
    return request.getfixturevalue(request.param) if request.param else None
"""


@pytest.fixture
def planted(tools: None, pytester: pytest.Pytester) -> pytest.Pytester:
    """A place for test files that are run under the plugins, beside fixtures called as the roots are."""
    plugins = ["tests.plugins.tiers", "tests.plugins.children", "tests.plugins.doors"]
    pytester.makeconftest(
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import pytest\npytest_plugins = {plugins}\n{ROOT_FIXTURES}"
    )
    return pytester


def run(planted: pytest.Pytester, text: str, *options: str) -> pytest.RunResult:
    planted.makepyfile(PLANTED + text)
    return planted.runpytest_subprocess("-p", "no:cacheprovider", "-q", *options)


def fixtures_of(source: Source) -> Iterator[str]:
    """The names of the fixtures that a file makes."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            made = any("pytest.fixture" in ast.unparse(decorator) for decorator in node.decorator_list)
            yield from [node.name] if made else []


def test_every_case_of_this_run_stands_in_exactly_one_tier(request: pytest.FixtureRequest) -> None:
    cases = request.session.items
    assert {len(TIERS.keys() & {mark.name for mark in case.iter_markers()}) for case in cases} == {1}
    assert all(case.get_closest_marker(str(dict(case.user_properties)["tier"])) for case in cases)


def test_rooms_stay_together_and_the_costliest_goes_first(request: pytest.FixtureRequest) -> None:
    rooms: dict[str, int] = {}
    for room, cases in groupby(request.session.items, lambda case: room_of(case.nodeid)):
        assert room not in rooms
        rooms[room] = max(list(TIERS).index(str(dict(case.user_properties)["tier"])) for case in cases)
    assert list(rooms.values()) == sorted(rooms.values(), reverse=True)


def test_the_stories_of_the_browser_are_one_room() -> None:
    assert room_of("tests/browser/test_pages.py::test_it[a::b]") == room_of("tests/browser/test_search.py::test_it")
    assert room_of("tests/search/test_query.py::test_it[a::b]") == "tests/search/test_query.py"


def test_this_case_is_pure_and_its_neighbour_asks_for_a_database(request: pytest.FixtureRequest) -> None:
    tiers = {case.name: dict(case.user_properties)["tier"] for case in request.session.items}
    assert tiers[request.node.name] == "pure"
    assert tiers[test_a_server_is_started_for_who_asks.__name__] == "database"


@pytest.mark.parametrize(("fixture", "tier"), ROOTS.items())
def test_a_root_lends_its_tier_and_the_last_one_counts(fixture: str, tier: str) -> None:
    assert tier_of(["tmp_path", fixture]) == tier
    earlier = [name for name, other in ROOTS.items() if list(TIERS).index(other) <= list(TIERS).index(tier)]
    assert tier_of(earlier) == tier
    assert tier_of(["tmp_path"]) == "pure"


def test_a_root_has_one_meaning() -> None:
    found = [name for source in python_sources(ROOT, "tests") for name in fixtures_of(source) if name in ROOTS]
    assert sorted(found) == sorted(ROOTS)


def test_cases_are_chosen_by_what_they_ask_for(planted: pytest.Pytester) -> None:
    text = """
def tier(request): return [mark.name for mark in request.node.iter_markers() if mark.name in TIERS]
@pytest.fixture
def through(databases): ...
def test_none(request): assert tier(request) == ["pure"]
def test_through_another(request, through): assert tier(request) == ["database"]
@pytest.mark.usefixtures("chromium", "databases")
def test_several(request): assert tier(request) == ["browser"]
@pytest.mark.parametrize("engine", ["", pytest.param("elasticsearch_url", marks=pytest.mark.asks("elasticsearch_url"))],
                         indirect=True)
def test_by_parameter(request, engine):
    assert tier(request) == ["elasticsearch" if "url" in request.node.name else "pure"]
"""
    run(planted, text).assert_outcomes(passed=5)
    run(planted, text, "-m", "pure or browser").assert_outcomes(passed=3, deselected=2)


def test_a_case_that_asks_at_run_time_must_have_said_so(planted: pytest.Pytester) -> None:
    text = "def test_it(request): request.getfixturevalue('elasticsearch_url')"
    run(planted, text).assert_outcomes(passed=1, errors=1)


def test_a_case_that_said_so_must_ask(planted: pytest.Pytester) -> None:
    run(planted, "@pytest.mark.asks('databases')\ndef test_it(): ...").assert_outcomes(passed=1, errors=1)


def test_nobody_types_a_tier(planted: pytest.Pytester) -> None:
    done = run(planted, "@pytest.mark.pure\ndef test_it(databases): ...")
    assert done.ret is pytest.ExitCode.USAGE_ERROR
    assert "is set by what the case asks for" in done.stderr.str()


@pytest.mark.parametrize(
    "start", ["subprocess.run([sys.executable, '-c', ''])", "os.waitpid(os.fork() or os._exit(0), 0)"]
)
def test_only_who_asks_starts_a_process(planted: pytest.Pytester, start: str) -> None:
    text = f"""
def test_refused():
    {start}

def test_product(processes):
    {start}
def test_other(tools):
    {start}
"""
    done = run(planted, text)
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(["*ChildRefusedError*"])


def test_a_run_of_pure_cases_starts_nothing(
    tools: None, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tempfile.mkdtemp()  # the path of a socket must be short
    monkeypatch.setenv("TMPDIR", folder)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile("""
import tempfile
from pathlib import Path
import psutil

def test_nothing_is_there():
    assert [path.name[:13] for path in Path(tempfile.gettempdir()).glob("minshu-*")] == ["minshu-doors-"]
    assert psutil.Process().children() == []
""")
    options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(pytester.path)]
    pytester.runpytest_subprocess(*options, "-p", "tests.conftest", "-p", "no:cacheprovider", ".").assert_outcomes(
        passed=1
    )
    assert list(Path(folder).glob("minshu-*")) == []
    shutil.rmtree(folder)


def test_a_server_is_started_for_who_asks(databases: Databases) -> None:
    assert list(Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"))
    assert databases.admin
