"""The drawing of the layers in the architecture shows the contracts: the same packages, in the same order."""

import re

import pytest

from tests.architecture.sources import ROOT
from tests.architecture.test_import_contracts import CONTRACTS

DRAWN = re.compile(r"## Who may import whom\n+```\n(.+?)```", re.DOTALL)
LINE = re.compile(r"^ ─+$", re.MULTILINE)
CELL = re.compile(r"\S+(?: \S+)*")
LAYER = re.compile(r"\w+(?: \| \w+)*")


def drawn(text: str) -> dict[str, list[set[str]]]:
    """The layers of each root from above; one column for what stands alone, two for what stands side by side.

    A cell is a layer if it is names between bars; all others are remarks.
    """
    found = DRAWN.search(text)
    assert found is not None
    return {name: layers for part in LINE.split(found[1]) for name, layers in _columns(part).items()}


def _columns(part: str) -> dict[str, list[set[str]]]:
    head, *lines = part.strip("\n").splitlines()
    roots = {cell.start(): cell[0] for cell in CELL.finditer(head) if cell[0] in {"app", "catalog", "search"}}
    columns: dict[str, list[set[str]]] = {name: [] for name in roots.values()}
    for line in (head, *lines):
        for cell in CELL.finditer(line):
            if cell.start() not in roots and LAYER.fullmatch(cell[0]):
                columns[roots[max(start for start in roots if start < cell.start())]].append(set(cell[0].split(" | ")))
    return columns


@pytest.mark.parametrize("root", ["app", "catalog", "search"])
def test_the_drawing_shows_the_contract(root: str) -> None:
    contract = [set(re.findall(r"\w+", layer)) for layer in CONTRACTS[root]["layers"]]
    assert drawn((ROOT / "docs/architecture.md").read_text(encoding="utf-8"))[root] == contract


def test_a_drawing_is_read_column_by_column() -> None:
    text = (
        "## Who may import whom\n\n```\n"
        " app       cli\n"
        "           api | portal             never each other\n"
        " ─────\n"
        " catalog   access | use             search   engines\n"
        "           datasets                          engine | hit\n"
        "```\n"
    )
    assert drawn(text) == {
        "app": [{"cli"}, {"api", "portal"}],
        "catalog": [{"access", "use"}, {"datasets"}],
        "search": [{"engines"}, {"engine", "hit"}],
    }
