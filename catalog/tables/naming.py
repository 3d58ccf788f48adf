"""Names of columns from the headers of a file."""

import re
import unicodedata
from collections.abc import Sequence

from catalog.tables.query import RESERVED
from catalog.tables.schema import ROW_NUMBER

MAX_LENGTH = 60

_NOT_WORD = re.compile(r"[\W_]+")


def clean(title: str) -> str:
    """A header as it can stand in a query: full-width letters and digits as ASCII, one ``_`` for all else.

    Empty where nothing is left. No name holds two underscores in a row, so that column and operator part cleanly.
    """
    return _NOT_WORD.sub("_", unicodedata.normalize("NFKC", title)).strip("_")[:MAX_LENGTH].strip("_")


def names(titles: Sequence[str]) -> tuple[str, ...]:
    """One name for each of ``titles``: unique without regard to case, and none that queries use otherwise.

    An empty header is called after its position, a repeated one gets a number: ``名称``, ``名称_2``, ``column_3``.
    """
    taken = {ROW_NUMBER, *RESERVED}
    wanted = [clean(title) or f"column_{position}" for position, title in enumerate(titles, 1)]
    free = {name.casefold() for name in wanted} - taken
    result = []
    for name in wanted:
        unique = name if name.casefold() in free else _numbered(name, taken | {n.casefold() for n in wanted})
        free.discard(name.casefold())
        taken.add(unique.casefold())
        result.append(unique)
    return tuple(result)


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name}_{number}".casefold() in taken:
        number += 1
    return f"{name}_{number}"
