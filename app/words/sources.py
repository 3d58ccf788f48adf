"""Texts that are their own message: marked in Chinese where they stand, said in the language of the reader.

Templates and code of the portal speak in many short texts that nobody else uses, so a text is found in a catalogue by
itself, and the language it is written in needs no catalogue. In code :func:`_`, :func:`counted` and :func:`listed` mark
a text; in templates functions of the same names do (``app/portal/kit/templating.py``).
``python -m app.words.extraction`` collects what is marked.
"""

from collections.abc import Iterable, Mapping
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import NoReturn, Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent
SOURCE = "zh_CN"
"""The language in which the texts stand in templates and code."""
AS_WRITTEN = NullTranslations()
"""Words that say each text as it stands."""


class Text(str):
    """A text in the language of its source that knows its message, and so can be said in another.

    It reads and compares as what it says in Chinese. It refuses to become part of another string (an f-string, a sum,
    HTML), since there it could be said in one language only: hand it on whole, or as a parameter of a message.
    """

    __slots__ = ("number", "parameters", "source")
    source: str
    parameters: Mapping[str, object]
    number: int | None

    def __new__(cls, source: str, parameters: Mapping[str, object], number: int | None = None) -> Self:
        """``source`` with ``%(name)s`` filled in from ``parameters``; ``number`` chooses singular or plural."""
        made = super().__new__(cls, source % parameters)
        made.source, made.parameters, made.number = source, parameters, number
        return made

    def say(self, words: NullTranslations) -> str:
        """The text in the language of ``words``."""
        source, number = self.source, self.number
        form = words.gettext(source) if number is None else words.ngettext(source, source, number)
        return form % {name: said(value, words) for name, value in self.parameters.items()}

    def _pasted(self, *_given: object) -> NoReturn:
        raise TypeError(f"a text is no part of another string, only of a message: {self!r}")

    __format__ = __add__ = __radd__ = __mod__ = __html__ = _pasted


class Listing(Text):
    """Texts in a row, joined as the language joins them."""

    __slots__ = ("joint", "parts")
    parts: tuple[str, ...]
    joint: str

    def __new__(cls, values: Iterable[str], joint: str) -> Self:
        """``values`` with ``joint`` between them."""
        parts = tuple(values)
        made = str.__new__(cls, joint.join(parts))
        made.parts, made.joint = parts, joint
        return made

    def say(self, words: NullTranslations) -> str:
        """The texts and what stands between them in the language of ``words``."""
        return str(said(self.joint, words)).join(str(said(part, words)) for part in self.parts)


def _(source: str, /, **parameters: object) -> Text:
    """Mark a text; ``%(name)s`` in it stands for a parameter, ``%%`` for a percent sign."""
    return Text(source, parameters)


def counted(source: str, count: int, /, **parameters: object) -> Text:
    """Mark a text that says how many: other languages have more than one form of it. ``%(count)s`` is the number."""
    return Text(source, {"count": count, **parameters}, count)


SERIAL = _("、")


def listed(values: Iterable[str], joint: str = SERIAL) -> Listing:
    """Texts, or data, in a row."""
    return Listing(values, joint)


def said(value: object, words: NullTranslations) -> object:
    """A text of ours in the language of ``words``; anything else as it is."""
    return value.say(words) if isinstance(value, Text) else value


def words_of(language: str, folder: Path = FOLDER) -> NullTranslations:
    """What the texts of pages are in ``language``.

    Raises:
        FileNotFoundError: there is no catalogue of it.
    """
    if language == SOURCE:
        return AS_WRITTEN
    compiled = BytesIO()
    with (folder / language / "pages.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)
