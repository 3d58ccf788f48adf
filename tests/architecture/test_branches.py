"""The floor under the branches of the domain: what is below it is refused, and what is far above it raises it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT
from tests.plugins.branches import SLACK, Reached

DOMAIN = """
def choose(which):
    if which == "a":
        return 1
    for _ in which:
        pass
    return 2
"""


def reached(taken: int) -> Reached:
    return Reached(taken, {"catalog/whole.py": 0, "catalog/few.py": 2, "catalog/many.py": 1000 - taken - 2})


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


@pytest.mark.parametrize(("asked", "taken"), [("a", 1), ("b", 3), ("", 2)])
def test_what_runs_have_taken_is_added_up(tools: None, tmp_path: Path, asked: str, taken: int) -> None:
    """A planted domain: one run of pytest leaves the function early or never, the other one does what is asked."""
    (tmp_path / "catalog").mkdir()
    (tmp_path / "noted").mkdir()
    for name, text in {"__init__": "", "planted": DOMAIN, "untouched": DOMAIN}.items():
        (tmp_path / "catalog" / f"{name}.py").write_text(text)
    (tmp_path / "test_planted.py").write_text(
        f"from catalog.planted import choose\ndef test_it(): assert choose({asked!r})\n"
    )
    for options in ([], ["-k", "nothing"]):
        subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "tests.plugins.measuring", "-p", "no:cacheprovider", *options],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}", "MEASURE_BRANCHES": str(tmp_path / "noted")},
            check=False,
            capture_output=True,
        )
    assert len(list((tmp_path / "noted").iterdir())) == 2
    found = Reached.of(tmp_path / "noted")
    assert (found.taken, found.branches) == (taken, 8)
    assert {Path(name).name: count for name, count in found.missing.items()} == {
        "planted.py": 4 - taken,
        "untouched.py": 4,
        "__init__.py": 0,
    }
