"""The scripts behind ``make``: the line that counts the tests, and the sentence that names what is missing."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.stack.strangers import NOBODY
from tests.plugins.summary import NO_REPORT, cases_of, main

ROOT = Path(__file__).resolve().parents[3]
PASSED = '<testcase name="a"/>'
FAILED = '<testcase name="b"><failure/></testcase>'
BROKEN = '<testcase name="c"><error/></testcase>'
SKIPPED = '<testcase name="d"><skipped/></testcase>'


def _report(folder: Path, name: str, *cases: str) -> str:
    path = folder / name
    path.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return str(path)


@pytest.mark.parametrize(
    ("cases", "line", "code"),
    [
        ([PASSED, PASSED], "2 passed, 0 failed, 0 skipped", 0),
        ([PASSED, FAILED], "1 passed, 1 failed, 0 skipped", 1),
        ([PASSED, BROKEN], "1 passed, 1 failed, 0 skipped", 1),
        ([PASSED, SKIPPED], "1 passed, 0 failed, 1 skipped", 1),
        ([], "0 passed, 0 failed, 0 skipped", 1),
    ],
)
def test_outcomes_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cases: list[str], line: str, code: int
) -> None:
    assert main([_report(tmp_path, "one.xml", *cases)]) == code
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_reports_add_up_and_a_missing_one_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = _report(tmp_path, "one.xml", PASSED), _report(tmp_path, "two.xml", PASSED, PASSED)
    assert main([one, two]) == 0
    assert main([one, two, str(tmp_path / "absent.xml")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[1::2] == ["3 passed, 0 failed, 0 skipped", "3 passed, 1 failed, 0 skipped"]


def test_a_report_cut_short_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "cut.xml").write_text("<testsuites><testsu")
    assert cases_of(tmp_path / "cut.xml") == [NO_REPORT]


def test_the_seconds_of_each_tier_are_told_the_costliest_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def case(tier: str, seconds: str) -> str:
        properties = f'<properties><property name="tier" value="{tier}"/></properties>'
        return f'<testcase name="a" time="{seconds}">{properties}</testcase>'

    reports = [
        _report(tmp_path, "one.xml", case("pure", "0.25"), case("database", "2")),
        _report(tmp_path, "two.xml", case("pure", "0.5"), PASSED),
    ]
    assert main(reports) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["database", "2.0", "s", "1", "cases"],
        ["pure", "0.8", "s", "2", "cases"],
        ["no", "tier", "0.0", "s", "1", "cases"],
        ["4", "passed,", "0", "failed,", "0", "skipped"],
    ]


@pytest.fixture
def copied(tools: None) -> Iterator[Path]:
    """The script where an ordinary user can read it, beside a machine on which nothing is installed."""
    folder = Path(tempfile.mkdtemp(prefix="minshu-"))
    (folder / "docker").mkdir()
    shutil.copy(ROOT / "docker" / "install.sh", folder / "docker")
    (folder / "dpkg-query").write_text("#!/bin/sh\nexit 1\n")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_an_ordinary_user_is_told_which_packages_are_missing(copied: Path) -> None:
    done = subprocess.run(
        ["sh", str(copied / "docker" / "install.sh"), "--system"],
        env={"PATH": f"{copied}:{os.environ['PATH']}"},
        user=NOBODY if os.geteuid() == 0 else None,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "apt install chromium fonts-noto-cjk docker-compose" in done.stderr
