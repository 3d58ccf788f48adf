"""The files that the guards look at, relative to a root, so that a guard can be tried on a planted tree."""

import ast
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "catalog", "search")


@dataclass(frozen=True)
class Source:
    """One Python file: its path below the root in POSIX form, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.path)


@dataclass(frozen=True, order=True)
class Violation:
    """Where a rule is broken, and how."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def python_sources(root: Path, *folders: str) -> list[Source]:
    """Every Python file below ``folders`` of ``root``, in the order of their paths."""
    found = (path for folder in folders for path in (root / folder).rglob("*.py"))
    kept = sorted(path for path in found if "node_modules" not in path.parts)
    return [_source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")) for path in kept]


@cache
def _source(path: str, text: str) -> Source:
    """The same file is parsed once, however many rules look at it."""
    return Source(path, text)


def repository_files(root: Path) -> list[Path]:
    """Every file that is, or would be, committed: what git tracks and what it does not ignore."""
    # a root that installs in another user's checkout may read it: nothing of it is executed
    trusted = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        env={**os.environ, **trusted},
        check=True,
        capture_output=True,
    ).stdout
    names = {name for name in listing.decode("utf-8").split("\0") if name}
    return sorted(path for name in names if (path := root / name).is_file())


def text_files(root: Path) -> Iterator[tuple[str, str]]:
    """Path and text of every committed file that is UTF-8 text."""
    for path in repository_files(root):
        try:
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
