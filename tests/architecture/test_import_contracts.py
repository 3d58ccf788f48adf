"""The import contracts of pyproject.toml: kept by the tree, and each tried with a planted violation."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import PACKAGES, ROOT

pytestmark = pytest.mark.usefixtures("tools")

SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in SETTINGS["contracts"]}


def layers_of(contract: str) -> list[str]:
    return [name.strip(" ()") for layer in CONTRACTS[contract]["layers"] for name in re.split(r"[|:]", layer)]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache", "--config", "pyproject.toml"],
        cwd=root,
        check=False,
        capture_output=True,
        text=True,
    )


def modules_of_the_contracts() -> set[str]:
    """Every module of ours that a contract names."""
    names = set(PACKAGES)
    for contract in CONTRACTS.values():
        for container in contract.get("containers", []):
            names.update(f"{container}.{layer}" for layer in layers_of(contract["id"]))
        names.update(contract.get("source_modules", []))
    return names


def add(root: Path, module: str, line: str) -> None:
    """Append ``line`` to ``module``, made where it does not exist, with its packages."""
    path = root.joinpath(*module.split("."))
    path.mkdir(parents=True, exist_ok=True)
    for folder in (path, *path.parents):
        if folder == root:
            break
        (folder / "__init__.py").touch()
    with (path / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """An empty tree of every module that the contracts name, under the contracts themselves."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for module in modules_of_the_contracts():
        add(tmp_path, module, "")
    return tmp_path


def test_the_tree_keeps_the_contracts() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in result.stdout


def test_the_skeleton_keeps_the_contracts(skeleton: Path) -> None:
    result = lint(skeleton)
    assert result.returncode == 0, result.stdout


PLANTED = [
    ("roots", "catalog.datasets", "import app.settings"),
    ("roots", "search.engine", "import catalog.errors"),
    ("roots", "catalog.datasets", "import search.asking.query"),
    ("app", "app.api", "import app.portal"),
    ("app", "app.worker", "import app.api"),
    ("app", "app.http", "import app.api"),
    ("app", "app.usecases", "import app.http"),
    ("app", "app.security", "import app.usecases"),
    ("app", "app.logging", "import app.settings"),
    ("app", "app.words", "import app.settings"),
    ("app", "app.novelty", "x = 1"),
    ("catalog", "catalog.datasets", "import catalog.delivery"),
    ("catalog", "catalog.access", "import catalog.tables"),
    ("catalog", "catalog.audit", "import catalog.identity"),
    ("catalog", "catalog.workflow", "import catalog.identity"),
    ("catalog", "catalog.novelty", "x = 1"),
    ("search", "search.document", "import search.asking.query"),
    ("search", "search.asking", "import search.ranking"),
    ("search", "search.asking", "import search.indexing"),
    ("search", "search.ranking", "import search.engine"),
    ("search", "search.upkeep", "import search.engines"),
    ("search", "search.novelty", "x = 1"),
    ("no-cycles", "catalog.datasets.a", "import catalog.datasets.b"),
    ("usecases-without-http", "app.usecases.finding", "from starlette.requests import Request"),
    ("usecases-without-http", "app.usecases.finding", "import app.security.csrf"),
    ("http-only", "app.http.finding", "import catalog.discovery.queries"),
    ("http-only", "app.http.finding", "from app.adapters.uploads import receive"),
    ("inner-packages", "catalog.datasets", "import fastapi"),
    ("inner-packages", "search.engine", "from minio import Minio"),
    ("search-without-database", "search.upkeep.rebuild", "import sqlalchemy"),
    ("engines", "search.engines.novelty", "x = 1"),
    ("portal", "app.portal.search", "import app.portal.dataset"),
    ("portal", "app.portal.kit", "import app.portal.search"),
    ("portal", "app.portal.errors", "import app.portal.application"),
    ("portal", "app.portal.novelty", "x = 1"),
    ("portal-slices", "app.portal.search.context", "import app.portal.search.view"),
    ("portal-slices", "app.portal.search.view", "import app.portal.search.page"),
    ("portal-slices", "app.portal.search.page", "import app.portal.search.samples"),
    ("portal-slices", "app.portal.search.novelty", "x = 1"),
    ("pure-domain", "catalog.access.decide", "import sqlalchemy"),
    ("pure-domain", "catalog.datasets.lifecycle", "from pathlib import Path"),
    ("pure-domain", "catalog.workflow.table", "import catalog.workflow.waiting"),
    ("pure-domain", "catalog.tables.query", "import catalog.tables.models"),
    ("pure-search", "search.asking.query", "import httpx"),
]
# what a planted import needs beside it
BESIDE = {
    "import catalog.datasets.b": ("catalog.datasets.b", "import catalog.datasets.a"),
    "import catalog.workflow.waiting": ("catalog.workflow.waiting", "import sqlalchemy"),
    "import app.security.csrf": ("app.security.csrf", "import starlette"),
    "import catalog.discovery.queries": ("catalog.discovery.queries", ""),
    "from app.adapters.uploads import receive": ("app.adapters.uploads", "receive = None"),
    "import catalog.tables.models": ("catalog.tables.models", "import sqlalchemy"),
}


@pytest.mark.parametrize(
    ("contract", "module", "line"), PLANTED, ids=[f"{c}-{m}-{n}" for n, (c, m, _) in enumerate(PLANTED)]
)
def test_a_planted_import_breaks_its_contract(skeleton: Path, contract: str, module: str, line: str) -> None:
    add(skeleton, module, line)
    if line in BESIDE:
        add(skeleton, *BESIDE[line])
    result = lint(skeleton)
    assert result.returncode == 1, result.stdout
    broken = [line.removesuffix("BROKEN").strip() for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert CONTRACTS[contract]["name"] in broken


def test_every_contract_has_a_planted_violation() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(CONTRACTS)


def test_every_layer_contract_inside_a_package_is_exhaustive() -> None:
    inside = [contract for contract in CONTRACTS.values() if "containers" in contract]
    assert len(inside) >= 4
    assert all(contract["exhaustive"] is True for contract in inside)


def test_every_slice_of_the_portal_keeps_the_order_inside_a_slice() -> None:
    slices = next(layer for layer in CONTRACTS["portal"]["layers"] if "search" in layer).split(" | ")
    assert CONTRACTS["portal-slices"]["containers"] == [f"app.portal.{name}" for name in slices]


def test_the_pure_files_are_the_ones_of_the_plan() -> None:
    pure = {"access": {"workflow", "decide"}}
    pure["datasets"] = {"lifecycle", "grading", "drafts", "elements"}
    pure |= {"acting": {"actor", "permissions"}, "audit": {"actions", "entry"}, "discovery": {"synonyms"}}
    pure["workflow"] = {"commands", "table", "wording"}
    pure["tables"] = {"schema", "operators", "query", "masking"}
    assert set(CONTRACTS["pure-domain"]["source_modules"]) == {
        f"catalog.{a}.{b}" for a, names in pure.items() for b in names
    }
    pure_search = "analysis asking document hit indexing ranking results"
    assert set(CONTRACTS["pure-search"]["source_modules"]) == {f"search.{name}" for name in pure_search.split()}
