"""Holds the branches of the domain that tests take against a floor: ``python -m tests.plugins.branches FOLDER``.

The floor stands in ``pyproject.toml`` and only rises: below it is refused, and so is more than a point above it, until
the floor says so.
"""

import json
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

from slipcover import merge_coverage

ROOT = Path(__file__).resolve().parents[2]
SLACK = 1.0
"""Points above the floor from which on it has to follow; what is measured moves by a few tenths."""


@dataclass(frozen=True)
class Reached:
    """How many branches were taken, and how many of each file were not."""

    taken: int
    missing: Mapping[str, int]

    @classmethod
    def of(cls, folder: Path) -> "Reached":
        """What the workers of a run have noted in ``folder``."""
        noted = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
        files: dict[str, dict[str, Any]] = reduce(merge_coverage, noted)["files"]
        missing = {name: len(each["missing_branches"]) for name, each in files.items()}
        return cls(sum(len(each["executed_branches"]) for each in files.values()), missing)

    @property
    def branches(self) -> int:
        """How many there are."""
        return self.taken + sum(self.missing.values())

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


def main(folder: str) -> int:
    """Print what was reached; the exit code."""
    floor = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["minshu"]["branches"]
    reached = Reached.of(Path(folder))
    wrong = reached.verdict(floor)
    print(f"branches of catalog/: {reached.percent:.1f} % of {reached.branches}", wrong, sep="\n" if wrong else "")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
