import re
from pathlib import Path

import pytest
import typer

from app.cli.main import app as minshu
from tests.architecture import documents
from tests.architecture.sources import ROOT, repository_files

pytestmark = pytest.mark.usefixtures("tools")

DOCUMENTS = [path for path in repository_files(ROOT) if path.suffix == ".md"]
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_link_and_every_named_file_exists(document: Path) -> None:
    assert documents.missing_links(document, ROOT) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_make_target_exists(document: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    assert documents.make_targets(document.read_text(encoding="utf-8")) - targets == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_minshu_command_exists(document: Path) -> None:
    tree = documents.command_tree(typer.main.get_command(minshu))
    assert tree
    named = documents.minshu_commands(document.read_text(encoding="utf-8"))
    assert {words for words in named if not documents.leads_to_command(tree, words)} == set()


def test_the_decisions_are_numbered_without_a_gap_and_have_four_parts() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("0*.md"))
    assert len(decisions) >= 14
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for number, path in enumerate(decisions, start=1):
        headings = re.findall(r"^#+ .*", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings[0].startswith(f"# {number}. "), path.name
        assert headings[1:] == ["## Context", "## Decision", "## Consequences", "## Alternatives"], path.name


def test_every_decision_stands_in_the_map() -> None:
    page = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    listed = {link for link in documents.relative_links(page) if link.startswith("decisions/")}
    assert {f"decisions/{path.name}" for path in (ROOT / "docs/decisions").glob("*.md")} == listed


def test_every_folder_stands_in_the_map() -> None:
    page = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    paths = [path.relative_to(ROOT) for path in repository_files(ROOT)]
    deep = {"app", "catalog", "search"}
    folders = {"/".join(path.parts[: 2 if path.parts[0] in deep else 1]) for path in paths if len(path.parts) > 1}
    folders -= {folder for folder in folders if (ROOT / folder).is_file() or folder.startswith(".")}
    assert {folder for folder in folders if f"`{folder}/`" not in page} == set()


def test_planted_links_and_files_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    (tmp_path / "here.md").write_text("x", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](here.md#part) [b](gone.md) [c](https://example.org/x) ![d](gone.png) `app/gone.py` `app/<x>/y`\n"
        "```\n[e](code.md)\n```\n",
        encoding="utf-8",
    )
    assert documents.missing_links(page, tmp_path) == ["gone.md", "gone.png", "app/gone.py"]


def test_planted_commands_are_read() -> None:
    page = "Run `make demo PORT=1`, make sure.\n```sh\n$ make nonsense\n.venv/bin/minshu users add A --role x\n```\n"
    assert documents.make_targets(page) == {"demo", "nonsense"}
    assert documents.minshu_commands(page + "`minshu db upgrade`") == {("users", "add"), ("db", "upgrade")}


def test_planted_commands_that_do_not_exist_are_found() -> None:
    tree: documents.CommandTree = {"db": {"upgrade": None}}
    assert documents.leads_to_command(tree, ("db", "upgrade"))
    assert documents.leads_to_command(tree, ("db", "upgrade", "argument"))
    assert not documents.leads_to_command(tree, ("db", "downgrade"))
    assert not documents.leads_to_command(tree, ("dance",))
