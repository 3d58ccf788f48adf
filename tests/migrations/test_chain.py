"""The revisions as files: one chain in the order of their names, each saying the same thrice, made by one command."""

import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.script import Script, ScriptDirectory
from procrastinate.schema import SchemaManager

from app.stack.migrate import configuration
from tests.architecture.sources import ROOT

NAME = re.compile(r"(\d{4})_(\d\d)_(\d\d)_\d{4}_([a-z0-9_]+)\.py")
VERSION_LENGTH = 32
"""Characters that the column of the present revision holds."""
QUEUE = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"
"""SHA-256 of the SQL by which the foundation makes the job queue."""


def chain() -> list[Script]:
    """The revisions from the first to the last."""
    directory = ScriptDirectory.from_config(configuration("postgresql://"))
    return list(directory.walk_revisions())[::-1]


def file_of(revision: Script) -> Path:
    return Path(revision.path)


def test_the_names_of_the_files_sort_in_the_order_of_the_chain() -> None:
    ordered = [file_of(each).name for each in chain()]
    assert ordered == sorted(path.name for path in (ROOT / "migrations/versions").glob("*.py"))
    assert len(ordered) > 5


def test_the_chain_has_one_beginning_one_end_and_no_branch() -> None:
    revisions = chain()
    assert revisions[0].down_revision is None
    followers = [each.down_revision for each in revisions[1:]]
    assert followers == [each.revision for each in revisions[:-1]]


@pytest.mark.parametrize("revision", chain(), ids=lambda each: each.revision)
def test_a_revision_is_named_after_its_file(revision: Script) -> None:
    found = NAME.fullmatch(file_of(revision).name)
    assert found, "a file is called <date>_<time>_<slug>.py"
    assert revision.revision == "{}{}{}_{}".format(*found.groups())
    assert len(revision.revision) <= VERSION_LENGTH


@pytest.mark.parametrize("revision", chain(), ids=lambda each: each.revision)
def test_the_docstring_says_the_same(revision: Script) -> None:
    said = re.fullmatch(r"[A-Z].+\.\n\nRevision: (\S+), after: (\S+), made: (\S+) (\d\d):(\d\d)\S*", revision.longdoc)
    assert said, "a sentence, then identity, predecessor and time"
    identity, before, day, hour, minute = said.groups()
    assert (identity, before) == (revision.revision, str(revision.down_revision))
    assert file_of(revision).name.startswith(f"{day.replace('-', '_')}_{hour}{minute}_")


@pytest.mark.usefixtures("tools")
def test_the_command_of_the_readme_makes_the_next_file_of_the_chain(tmp_path: Path) -> None:
    versions = shutil.copytree(ROOT / "migrations", tmp_path / "migrations") / "versions"
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    before = set(versions.glob("*.py"))
    run(tmp_path, "alembic", "revision", "--rev-id", "29991231_leaflets", "-m", "leaflets")
    (made,) = set(versions.glob("*.py")) - before
    assert NAME.fullmatch(made.name)
    assert f'down_revision = "{chain()[-1].revision}"\n' in made.read_text(encoding="utf-8")
    run(tmp_path, "ruff", "format", "--check", str(made))


def run(folder: Path, program: str, *arguments: str) -> None:
    """Run a program of our environment in ``folder``."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def test_the_job_queue_is_the_one_that_installations_have() -> None:
    """Databases of earlier releases keep the old queue: see the recipe in ``migrations/README.md``."""
    assert sha256(SchemaManager.get_schema().encode()).hexdigest() == QUEUE
