"""The budgets of size: what fits on a screen can be understood on a screen."""

import ast
import math
from collections.abc import Sequence
from dataclasses import dataclass

from tests.architecture.sources import Source


@dataclass(frozen=True)
class Budget:
    """What is measured, the lines at the 90th percentile (nearest rank), and the lines that none may exceed."""

    what: str
    p90: int
    most: int


@dataclass(frozen=True)
class Measured:
    """One function or file with its lines; a function counts from ``def`` to its end, docstring included."""

    where: str
    lines: int


FUNCTIONS = Budget("functions", p90=25, most=50)
FILES = Budget("files", p90=250, most=400)


def functions_of(sources: Sequence[Source]) -> list[Measured]:
    """Every function and method."""
    return [
        Measured(f"{source.path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def files_of(sources: Sequence[Source]) -> list[Measured]:
    """Every file."""
    return [Measured(source.path, len(source.text.splitlines())) for source in sources]


def percentile90(measured: Sequence[Measured]) -> int:
    """The smallest size that at least 90 % do not exceed (nearest rank); 0 where there is nothing."""
    sizes = sorted(one.lines for one in measured)
    return sizes[math.ceil(0.9 * len(sizes)) - 1] if sizes else 0


def overruns(measured: Sequence[Measured], budget: Budget) -> list[str]:
    """A sentence for each way in which ``measured`` exceeds ``budget``, the largest first."""
    over = sorted((one for one in measured if one.lines > budget.most), key=lambda one: -one.lines)
    found = [f"{one.where}: {one.lines} lines, none may exceed {budget.most}" for one in over]
    if (p90 := percentile90(measured)) > budget.p90:
        found.append(f"{budget.what}: {p90} lines at the 90th percentile, the budget is {budget.p90}")
    return found
