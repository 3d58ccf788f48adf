"""The recipes of the README as revisions that follow the present ones."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from app.stack.migrate import configuration
from tests.architecture.sources import ROOT

_PART = re.compile(r"^## ([^\n]+)$|^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_REVISION = '''"""{title}: a recipe.

Revision: {name}, after: {before}, made: 2999-12-31 00:{number:02}
"""

import sqlalchemy as sa
from alembic import op

revision = "{name}"
down_revision = "{before}"
branch_labels = None
depends_on = None

{code}'''


@dataclass(frozen=True)
class Recipe:
    """One block of code: the section it stands in, counted where a section has several, and the revision's identity."""

    title: str
    code: str
    revision: str


def read() -> list[Recipe]:
    """The recipes in the order of the README."""
    found: list[Recipe] = []
    title = ""
    for heading, code in _PART.findall((ROOT / "migrations/README.md").read_text(encoding="utf-8")):
        title = heading or title
        if code:
            found.append(Recipe(title, code, f"29991231_recipe_{len(found):02}"))
    return found


def written(folder: Path, owner_url: str, recipes: list[Recipe]) -> Config:
    """Our migrations with ``recipes`` behind them, in ``folder``, for the database at ``owner_url``."""
    versions = shutil.copytree(ROOT / "migrations", folder / "migrations") / "versions"
    config = configuration(owner_url)
    config.set_main_option("script_location", str(folder / "migrations"))
    before = ScriptDirectory.from_config(config).get_current_head()
    for number, recipe in enumerate(recipes):
        values = {"title": recipe.title, "name": recipe.revision, "before": before, "number": number}
        text = _REVISION.format(**values, code=recipe.code)
        (versions / f"2999_12_31_00{number:02}_recipe_{number:02}.py").write_text(text, encoding="utf-8")
        before = recipe.revision
    return config
