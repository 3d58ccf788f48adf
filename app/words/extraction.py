"""Collect the texts that are their own message into templates of catalogues: ``python -m app.words.extraction``.

It writes ``pages.pot``, what is marked in the portal, and ``api.pot``, what the description of the interface says in
Chinese, into ``build/words/``, for whoever begins or updates a translation. They come out the same for the same texts:
sorted, with files but without lines, without dates. They are not committed, since everything in them stands elsewhere.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from app.words.sources import FOLDER

ROOT = FOLDER.parent.parent
TEMPLATES = ROOT / "build" / "words"
"""Where the templates are written."""
MARKERS: Final = {"_": None, "gettext": None, "counted": (1, 1)}
"""What marks a text, and which of its arguments are singular and plural."""
SAMPLES = "samples.py"
"""Pages with made-up data: what they show is said by nobody."""
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""Han characters, and punctuation that only Chinese has."""
_JINJA = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_SAYING = frozenset({"description", "summary", "title"})
_EXAMPLES = frozenset({"const", "default", "enum", "example", "examples"})
_HEAD = r"""msgid ""
msgstr ""
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"

"""


def pages(root: Path = ROOT) -> bytes:
    """The content of ``pages.pot``."""
    catalogue = Catalog()
    for path in sources(root):
        method, options = ("python", {}) if path.suffix == ".py" else ("jinja2.ext:babel_extract", _JINJA)
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract(method, file, MARKERS, options=options):
                catalogue.add(message, locations=[(path.relative_to(root).as_posix(), 0)])
    return _written(catalogue)


def sources(root: Path = ROOT) -> Iterator[Path]:
    """Files in which texts are marked."""
    portal = root / "app" / "portal"
    yield from sorted([*portal.rglob("*.html"), *(path for path in portal.rglob("*.py") if path.name != SAMPLES)])
    yield root / "app" / "words" / "sources.py"


def api(document: dict[str, Any]) -> bytes:
    """The content of ``api.pot``, from the description of the interface."""
    catalogue = Catalog()
    for text in told(document):
        catalogue.add(text)
    return _written(catalogue)


def told(node: Any) -> Iterator[str]:
    """Every summary, description and title in Chinese; what stands in examples is no text of ours."""
    if isinstance(node, list):
        for each in node:
            yield from told(each)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in _SAYING and isinstance(value, str):
                yield from [value] if CHINESE.search(value) else []
            elif name not in _EXAMPLES:
                yield from told(value)


def described(root: Path = ROOT) -> dict[str, Any]:
    """The description of the interface as it is committed."""
    return dict(json.loads((root / "openapi" / "openapi.json").read_bytes()))


def _written(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_po(file, catalogue, width=0, omit_header=True, sort_output=True, include_lineno=False)
    return _HEAD.encode() + file.getvalue()


def main() -> None:
    """Write the templates."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    (TEMPLATES / "pages.pot").write_bytes(pages())
    (TEMPLATES / "api.pot").write_bytes(api(described()))


if __name__ == "__main__":
    main()
