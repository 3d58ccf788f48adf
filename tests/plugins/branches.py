"""Holds the branches of the domain that tests take against a floor: ``python -m tests.plugins.branches FOLDER``.

The floor stands in ``pyproject.toml`` and only rises: below it is refused, and so is more than a point above it, until
the floor says so.
"""

import json
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage

ROOT = Path(__file__).resolve().parents[2]
SLACK = 1.0
"""Points above the floor from which on it has to follow; what is measured moves by a few tenths."""


@dataclass(frozen=True)
class Reached:
    """How many branches there are and how many were taken, in all and by file."""

    branches: int
    taken: int
    missing: dict[str, int]

    @classmethod
    def of(cls, report: dict[str, Any]) -> "Reached":
        """From the JSON report of coverage."""
        totals, files = report["totals"], report["files"]
        missing = {name: each["summary"]["missing_branches"] for name, each in files.items()}
        return cls(totals["num_branches"], totals["covered_branches"], missing)

    @property
    def percent(self) -> float:
        """The share that was taken."""
        return 100 * self.taken / self.branches

    def verdict(self, floor: float) -> str:
        """What is wrong; empty where nothing is."""
        if self.percent < floor:
            named = sorted((item for item in self.missing.items() if item[1]), key=lambda item: -item[1])
            return "\n".join([f"below the floor of {floor} %", *(f"{count:4} {name}" for name, count in named)])
        if self.percent >= floor + SLACK:
            return f"raise the floor in pyproject.toml from {floor} to {int(self.percent * 10) / 10}"
        return ""


def measured(folder: Path) -> Reached:
    """What the workers of a run have noted in ``folder``."""
    report = coverage.Coverage(data_file=folder / "all", config_file=ROOT / "pyproject.toml")
    report.combine([str(path) for path in folder.glob("data.*")])
    with tempfile.NamedTemporaryFile("r", suffix=".json") as file:
        report.json_report(outfile=file.name)
        return Reached.of(json.load(file))


def main(folder: str) -> int:
    """Print what was reached; the exit code."""
    floor = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["minshu"]["branches"]
    reached = measured(Path(folder))
    wrong = reached.verdict(floor)
    print(f"branches of catalog/: {reached.percent:.1f} % of {reached.branches}", wrong, sep="\n" if wrong else "")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
