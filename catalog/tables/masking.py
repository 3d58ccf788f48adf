"""Masks of personal data: pure functions that keep only the part of a value which cannot identify anybody.

The forms follow the method of masking in DB37/T 3523.2-2019 (public data opening, part 2: desensitisation). A value
that does not look like what its mask expects is hidden whole, so that a wrong mark in a data dictionary never shows
more than a right one.
"""

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Any

from catalog.messages import Message, message
from catalog.tables import values
from catalog.tables.recognised import pattern
from catalog.tables.schema import ColumnType

HIDDEN = "***"
"""Stands for a value that is hidden whole."""


class Mask(StrEnum):
    """The kinds of masks that a column can bear."""

    NAME = "name"
    IDENTITY = "identity"
    PHONE = "phone"
    ADDRESS = "address"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    EMAIL = "email"
    COORDINATE = "coordinate"
    YEAR = "year"
    DROP = "drop"

    @property
    def label(self) -> Message:
        """What the mask hides."""
        return message(f"mask.{self}")


_SURNAME = pattern("masks", "surname")
_NAME = pattern("masks", "name")
_IDENTITY = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86)?(1[0-9]{10})", re.ASCII)
_LANDLINE = re.compile(r"\(?(0[0-9]{2,3})\)?-?[0-9]{7,8}(?:-[0-9]{1,6})?", re.ASCII)
_REGION = pattern("masks", "region")
_CARD = re.compile(r"[0-9]{12,19}", re.ASCII)
_PLATE = pattern("masks", "plate")
_EMAIL = re.compile(r"([^@\s])[^@\s]*(@[^@\s]+)")
_COORDINATE = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?", re.ASCII)
_DECIMALS = 3
"""Three decimals of a degree are about a hundred metres: a block, not a house."""


def apply(mask: Mask, value: Any) -> str | None:
    """``value`` as ``mask`` leaves it; nothing stays nothing."""
    if value is None or mask is Mask.DROP:
        return None
    text = values.plain(str(values.to_json(value)))
    return _MASKS[mask](text) if text else ""


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        return HIDDEN
    surname = _SURNAME.match(text)
    kept = surname.end() if surname and surname.end() < len(text) else 1
    return text[:kept] + "*" * (len(text) - kept)


def _identity(text: str) -> str:
    if not _IDENTITY.fullmatch(text):
        return HIDDEN
    tail = text[-4:].upper() if len(text) == len("110105194912310021") else ""
    return text[:6] + "*" * (len(text) - 6 - len(tail)) + tail


def _phone(text: str) -> str:
    digits = text.replace(" ", "")
    if mobile := _MOBILE.fullmatch(digits.replace("-", "")):
        return f"{mobile[1][:3]}****{mobile[1][-4:]}"
    landline = _LANDLINE.fullmatch(digits)
    return f"{landline[1]}-****" if landline else HIDDEN


def _address(text: str) -> str:
    region = _REGION.match(text)
    kept = region[0] if region else ""
    return f"{kept}{HIDDEN}" if kept and kept != text else kept or HIDDEN


def _bank_card(text: str) -> str:
    digits = re.sub(r"[ -]", "", text)
    return "*" * (len(digits) - 4) + digits[-4:] if _CARD.fullmatch(digits) else HIDDEN


def _plate(text: str) -> str:
    match = _PLATE.fullmatch(text.upper())
    return f"{match[1]}***{match[3]}" if match else HIDDEN


def _email(text: str) -> str:
    match = _EMAIL.fullmatch(text)
    return f"{match[1]}***{match[2]}" if match else HIDDEN


def _coordinate(text: str) -> str:
    return f"{float(text):.{_DECIMALS}f}" if _COORDINATE.fullmatch(text) else HIDDEN


def _year(text: str) -> str:
    try:
        moment: date = values.parse(text, ColumnType.DATETIME)
    except ValueError:
        return HIDDEN
    return str(moment.year)


_MASKS: dict[Mask, Callable[[str], str]] = {
    Mask.NAME: _name,
    Mask.IDENTITY: _identity,
    Mask.PHONE: _phone,
    Mask.ADDRESS: _address,
    Mask.BANK_CARD: _bank_card,
    Mask.PLATE: _plate,
    Mask.EMAIL: _email,
    Mask.COORDINATE: _coordinate,
    Mask.YEAR: _year,
}
