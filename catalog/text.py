"""Text that people give: normal, without what never belongs in it and can mislead. Pure."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from catalog.messages import Message

PROSE_LIMIT = 2000
"""Characters of the longest text with lines."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def said_of(problem: PydanticCustomError) -> Message:
    """What an error of ours in pydantic says: its template is the key of a message, its context holds the values."""
    return Message(problem.message_template, tuple(sorted((problem.context or {}).items())))


def plain(value: str) -> str:
    """NFC text without control or direction-changing characters, which never belong in a title and can mislead."""
    found = _CONTROLS.search(value)
    if found:
        raise PydanticCustomError(
            "control_character",
            "text.control-character",
            {"code": f"{ord(found[0]):04X}", "place": found.start() + 1},
        )
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("lone_surrogate", "text.lone-surrogate") from None
    return unicodedata.normalize("NFC", value)


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value or "\t" in value:
        raise PydanticCustomError("line_break", "text.line-break")
    return value


def _tidy(value: object) -> object:
    """Text is made plain before its length is measured, for NFC can make it longer than the column that keeps it."""
    return plain(value) if isinstance(value, str) else value


Plain = BeforeValidator(_tidy)
OneLine = AfterValidator(_one_line)

Line30 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30), Plain, OneLine]
Line100 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), Plain, OneLine]
Contact = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Plain, OneLine]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), Plain, OneLine]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=PROSE_LIMIT), Plain]
