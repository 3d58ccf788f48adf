"""The floor under the branches of the domain: what is below it is refused, and what is far above it raises it."""

import subprocess
import sys
from pathlib import Path

import coverage
import pytest

from tests.plugins.branches import SLACK, Reached, measured


def reached(taken: int) -> Reached:
    return Reached(1000, taken, {"catalog/whole.py": 0, "catalog/few.py": 2, "catalog/many.py": 1000 - taken - 2})


@pytest.mark.parametrize(("taken", "floor"), [(950, 95.0), (959, 95.0), (951, 95.1)])
def test_at_the_floor_and_a_little_above_it_nothing_is_wrong(taken: int, floor: float) -> None:
    assert reached(taken).verdict(floor) == ""


def test_below_the_floor_the_files_are_named_the_worst_first() -> None:
    assert reached(949).verdict(95.0).splitlines() == [
        "below the floor of 95.0 %",
        "  49 catalog/many.py",
        "   2 catalog/few.py",
    ]


def test_a_point_above_the_floor_it_is_to_be_raised() -> None:
    assert SLACK == 1.0
    assert reached(962).verdict(95.0) == "raise the floor in pyproject.toml from 95.0 to 96.2"


def test_what_several_workers_have_noted_is_added_up(tools: None, tmp_path: Path) -> None:
    """One branch is taken by this worker, the other by that one; the third by nobody."""
    program = tmp_path / "both.py"
    program.write_text(
        "import sys\nif sys.argv[1] == 'a':\n    print('a')\nelse:\n    print('b')\nfor _ in []:\n    pass\n"
    )
    for given in "ab":
        command = [sys.executable, "-m", "coverage", "run", "--rcfile=", "--branch", "-p", "--data-file"]
        subprocess.run([*command, str(tmp_path / "data"), str(program), given], check=True, capture_output=True)
    found = measured(tmp_path)
    assert (found.branches, found.taken, list(found.missing.values())) == (4, 3, [1])


def test_the_domain_is_what_is_measured() -> None:
    options = coverage.Coverage(config_file="pyproject.toml").config
    assert (options.branch, options.source, options.data_file) == (True, ["catalog"], "build/coverage/data")
