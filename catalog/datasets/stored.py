"""What SQL reads inside stored documents: the only paths into them, as expressions on ``revisions``.

Unlike the reader, SQL sees the form of the time in which a document was stored. So a path that stands here must lead to
the same in every form (tested with stored old ones); what has moved since is read in Python.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Text, cast, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from catalog.datasets.models import FileVersion

Path = tuple[str | int, ...]

_TITLE: Path = ("title",)
_THEME: Path = ("theme",)
_OWNER: Path = ("organization", "short_name")
_FILES: Path = ("distributions",)
_ROWS: Path = ("distributions", 0, "rows")
_FILE_VERSION: Path = ("distributions", 0, "file_version")
PATHS = (_TITLE, _THEME, _OWNER, _FILES, _ROWS, _FILE_VERSION)
"""The ways to members of ``RevisionDocument`` that are taken here."""


def _text(path: Path, last: str = "->>") -> str:
    # literal, as it stands in the indexes: with the name of a key as a parameter the planner might not know them again
    steps = [f"'{step}'" if isinstance(step, str) else str(step) for step in path]
    return f"{' -> '.join(['revisions.document', *steps[:-1]])} {last} {steps[-1]}"


TITLE = literal_column(_text(_TITLE), Text)
TITLE_GRAMS: ColumnElement[Any] = literal_column(f"minshu_grams({_text(_TITLE)})", ARRAY(Text))
THEME = literal_column(_text(_THEME), Text)
OWNER = literal_column(_text(_OWNER), Text)
ROWS = cast(literal_column(_text(_ROWS), Text), BigInteger)
"""Rows of the first file; NULL where it is no table, or there is none."""


def carries_file() -> ColumnElement[bool]:
    """Joins a file version with the document that carries it."""
    files: ColumnElement[Any] = literal_column(_text(_FILES, "->"), JSONB)
    wanted = func.jsonb_build_object(_FILE_VERSION[-1], cast(FileVersion.id, Text))
    return files.op("@>", return_type=Boolean())(func.jsonb_build_array(wanted))
