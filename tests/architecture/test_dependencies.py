"""``docs/decisions/dependencies.md`` says of every dependency what it is for, and of nothing else."""

import json
import re
import tomllib
from collections import Counter

from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs/decisions/dependencies.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]
LINES = {row[0]: row for row in ROWS if row[0] != "Package"}


def python_dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [re.split(r"[\[<>=!~; ]", name)[0] for name in wanted]


def npm_dependencies() -> list[str]:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return [*package.get("dependencies", {}), *package.get("devDependencies", {})]


def locked() -> dict[str, str]:
    """Name in lower case → locked release, of Python and of npm."""
    texts = [(ROOT / path).read_text(encoding="utf-8") for path in ("requirements.lock", "tests/requirements.lock")]
    pins = {match[1]: match[2] for text in texts for match in re.finditer(r"(?m)^([\w.-]+)(?:\[.*\])?==(\S+)", text)}
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return pins | {name.removeprefix("node_modules/"): package.get("version", "") for name, package in packages.items()}


def test_every_dependency_has_its_line_and_no_line_is_orphaned() -> None:
    wanted = [*python_dependencies(), *npm_dependencies()]
    assert len(wanted) > 30
    assert sorted(wanted) == sorted(LINES)


def test_no_dependency_is_listed_twice() -> None:
    assert [name for name, count in Counter(row[0] for row in ROWS).items() if count > 1 and name != "Package"] == []


def test_every_line_is_complete() -> None:
    assert [name for name, row in LINES.items() if len(row) != 5 or not all(row)] == []


def test_every_line_gives_the_locked_release() -> None:
    pins = locked()
    assert {name: row[3] for name, row in LINES.items()} == {name: pins[name.lower()] for name in LINES}
