"""The words that segmentation knows beside those of the general language: terms of public data, agencies, places.

Each list says where it comes from and its version. A change of any list that decides how documents are stored changes
`DIGEST`, and with it the version of the analysis, so that an index built with other words is known to be outdated.
Synonyms work on questions alone and are not part of it.
"""

import hashlib

from search.analysis.dictionary.lists import lines_of, text_of
from search.analysis.dictionary.places import PLACE_ALIASES, PLACES

FILES = ("terms.txt", "agencies.txt", "places.txt", "towns.txt", "place_aliases.txt", "variants.txt")
"""The lists that decide how documents are stored."""

DIGEST = hashlib.sha256("\0".join(map(text_of, FILES)).encode()).hexdigest()[:12]
"""What these lists hold, as one short text."""

AGENCIES = tuple(tuple(line.split("\t")) for line in lines_of("agencies.txt"))
"""Name of a kind of agency, and its short and former names."""

WORDS = tuple(
    dict.fromkeys(
        (*lines_of("terms.txt"), *(name for row in AGENCIES for name in row), *PLACES, *PLACE_ALIASES),
    )
)
"""Every word of the dictionary, in the order of its files."""
