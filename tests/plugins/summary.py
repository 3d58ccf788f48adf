"""Adds up JUnit reports of pytest: a line for each tier, and ``N passed, F failed, S skipped`` as the last.

The exit code is 0 only where something passed, nothing failed and nothing was skipped. A report that is missing means
that its run did not get to its end: one failure. The seconds of a tier are those of its cases, whichever worker ran
them, so that on several cores they add up to more than what the clock showed.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree as ET

UNKNOWN = "no tier"


@dataclass(frozen=True)
class Case:
    """One case of a report: its tier, the names of what befell it, and how long it took in all."""

    tier: str
    outcome: frozenset[str]
    seconds: float

    @property
    def failed(self) -> bool:
        """Whether it failed; an error at set-up or tear-down counts as a failure."""
        return bool(self.outcome & {"failure", "error"})

    @property
    def skipped(self) -> bool:
        """Whether it was skipped."""
        return "skipped" in self.outcome and not self.failed


NO_REPORT = Case(UNKNOWN, frozenset({"error"}), 0.0)
"""Stands for a run that did not get to its end."""


@dataclass(frozen=True)
class Totals:
    """Outcomes of cases."""

    cases: Sequence[Case]

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    @property
    def passed(self) -> int:
        """How many neither failed nor were skipped."""
        return len(self.cases) - self.failed - self.skipped

    @property
    def failed(self) -> int:
        """How many failed."""
        return sum(case.failed for case in self.cases)

    @property
    def skipped(self) -> int:
        """How many were skipped."""
        return sum(case.skipped for case in self.cases)

    @property
    def good(self) -> bool:
        """Whether this may be merged."""
        return self.passed > 0 and self.failed == 0 and self.skipped == 0

    def tiers(self) -> Iterator[str]:
        """What each tier took, the costliest first."""
        ordered = sorted(self.cases, key=lambda case: case.tier)
        grouped = [(tier, list(cases)) for tier, cases in groupby(ordered, lambda case: case.tier)]
        seconds = {tier: sum(case.seconds for case in cases) for tier, cases in grouped}
        for tier, cases in sorted(grouped, key=lambda each: -seconds[each[0]]):
            yield f"{tier:<13} {seconds[tier]:7.1f} s {len(cases):6} cases"


def cases_of(report: Path) -> list[Case]:
    """The cases of one report."""
    try:
        root = ET.parse(report).getroot()  # noqa: S314 - written by our own pytest a moment ago
    except (FileNotFoundError, ET.ParseError):
        return [NO_REPORT]
    return [_case(element) for element in root.iter("testcase")]


def _case(element: ET.Element) -> Case:
    properties = {each.get("name"): each.get("value", "") for each in element.iter("property")}
    outcome = frozenset(child.tag for child in element)
    return Case(properties.get("tier", UNKNOWN), outcome, float(element.get("time", 0)))


def main(reports: Sequence[str]) -> int:
    """Print the sum of ``reports``; the exit code."""
    total = Totals([case for report in reports for case in cases_of(Path(report))])
    for line in total.tiers():
        print(line)  # noqa: T201 - for whoever looks where the time goes
    print(total)  # noqa: T201 - the line that continuous integration reads
    return 0 if total.good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
