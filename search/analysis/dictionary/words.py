"""The domain dictionary as data: terms of public data, agencies, places of Fujian from the county up.

Each file says where its list comes from and its version. A change of any of them changes `DIGEST`, and with it the
version of the analysis, so that an index built with other words is known to be outdated.
"""

import hashlib
from importlib.resources import files

FILES = ("terms.txt", "agencies.txt", "places.txt", "variants.txt")


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_TEXTS = {name: files("search.analysis.dictionary").joinpath(name).read_text("utf-8") for name in FILES}
_PLACES = [line.split("\t") for line in _lines(_TEXTS["places.txt"])]

DIGEST = hashlib.sha256("\0".join(_TEXTS.values()).encode()).hexdigest()[:12]
"""What the dictionary holds, as one short text."""

SHORT_PLACES = {row[0]: row[1] for row in _PLACES if len(row) > 1}
"""Full name of a place to the name without its suffix: 福州市 to 福州."""

WORDS = tuple(
    dict.fromkeys(
        (*_lines(_TEXTS["terms.txt"]), *_lines(_TEXTS["agencies.txt"]), *(word for row in _PLACES for word in row))
    )
)
"""Every word of the dictionary, in the order of its files."""
