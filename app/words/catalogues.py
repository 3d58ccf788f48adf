"""The catalogues as they are kept: texts of gettext, read once for each language and held in memory."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
DOMAINS = ("commands", "labels", "problems", "settings")
"""The command line, the names of things, what goes wrong, and the settings; a key stands in one of them only."""


@dataclass(frozen=True)
class Wordings:
    """The words of one key.

    Attributes:
        forms: one text, or one for each form of the plural.
        counted: the value that decides the form; empty where there is one text only.
    """

    forms: tuple[str, ...]
    counted: str = ""


def read(locale: str, domain: str) -> Catalog:
    """One catalogue as Babel reads it.

    Args:
        locale: ``zh_CN`` or ``en``, the name of the folder.
        domain: one of ``DOMAINS``, the name of the file.
    """
    with (FOLDER / locale / f"{domain}.po").open("rb") as file:
        return read_po(file, locale, domain, abort_invalid=True)


@cache
def entries(locale: str) -> Mapping[str, Wordings]:
    """Every key of a language with its words; in a plural the ``msgid_plural`` names the value that is counted."""
    return {key: entry for domain in DOMAINS for key, entry in _entries(read(locale, domain))}


def _entries(catalogue: Catalog) -> Iterator[tuple[str, Wordings]]:
    for found in catalogue:
        if not found.id:
            continue  # the header
        if isinstance(found.id, str):
            yield found.id, Wordings((str(found.string),))
        else:
            key, counted = found.id
            yield key, Wordings(tuple(found.string or ()), counted)


@cache
def plural(locale: str) -> Callable[[int], int]:
    """Which of the forms of a plural a language takes for a number."""
    chosen: Callable[[int], int] = c2py(get_plural(locale).plural_expr)
    return chosen
