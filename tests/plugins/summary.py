"""Adds up the JUnit reports of several pytest runs: prints ``N passed, F failed, S skipped`` as the last line.

The exit code is 0 only where something passed, nothing failed and nothing was skipped. A report that is missing means
that its run did not get to its end: one failure.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET


@dataclass(frozen=True)
class Totals:
    """Outcomes of test cases; an error at set-up or tear-down counts as a failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def good(self) -> bool:
        """Whether this may be merged."""
        return self.passed > 0 and self.failed == 0 and self.skipped == 0


def totals(report: Path) -> Totals:
    """The outcomes in one report."""
    try:
        root = ET.parse(report).getroot()  # noqa: S314 - written by our own pytest a moment ago
    except (FileNotFoundError, ET.ParseError):
        return Totals(failed=1)
    outcomes = [{child.tag for child in case} for case in root.iter("testcase")]
    failed = sum(1 for tags in outcomes if tags & {"failure", "error"})
    skipped = sum(1 for tags in outcomes if "skipped" in tags and not tags & {"failure", "error"})
    return Totals(len(outcomes) - failed - skipped, failed, skipped)


def main(reports: Sequence[str]) -> int:
    """Print the sum of ``reports``; the exit code."""
    total = sum((totals(Path(report)) for report in reports), Totals())
    print(total)  # noqa: T201 - the line that continuous integration reads
    return 0 if total.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
