"""Places of Fujian: divisions from the county up with zones, better-known towns, and what else they are called."""

from collections.abc import Iterator
from functools import cache

from search.analysis.dictionary.lists import lines_of
from search.analysis.pinyin import reading


def _divisions() -> Iterator[tuple[str, str, str]]:
    """Code, full name and short name, which may be empty."""
    for line in lines_of("places.txt"):
        code, name, *short = line.split("\t")
        yield code, name, short[0] if short else ""


def _towns() -> Iterator[tuple[str, str, str]]:
    """Code of the county, full name and short name, which may be empty."""
    for line in lines_of("towns.txt"):
        code, *names = line.split()
        for written in names:
            name, _, short = written.partition("=")
            yield code, name, short


def _codes(rows: tuple[tuple[str, str, str], ...]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, dict[str, None]] = {}
    for code, *names in rows:
        for name in filter(None, names):
            codes.setdefault(name, {})[code] = None
    return {name: tuple(found) for name, found in codes.items()}


_ROWS = (*_divisions(), *_towns())

PLACES = _codes(_ROWS)
"""Name of a place, full or short, to the division codes it may mean; a town stands for its county."""

SHORT_PLACES = {full: short for _, full, short in _ROWS if short and short != full}
"""Full name of a place to the name without its suffix: 福州市 to 福州."""

PLACE_ALIASES = {
    alias: tuple(names.split()) for alias, names in (line.split("\t") for line in lines_of("place_aliases.txt"))
}
"""Another name of a place, or the name of a group of places, to the names it stands for."""


@cache
def spelled_places() -> dict[str, tuple[str, ...]]:
    """Pinyin of two syllables or more to the names of the places that sound so: fuzhou to 福州."""
    found: dict[str, list[str]] = {}
    for name in PLACES:
        if len(name) > 1:
            found.setdefault("".join(reading(name)), []).append(name)
    return {letters: tuple(names) for letters, names in found.items()}
