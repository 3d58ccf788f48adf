"""Byte ranges of a file (RFC 9110 §14.1.2). Pure."""

import re
from dataclasses import dataclass

from catalog.errors import RangeUnsatisfiable

_SHAPE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class ByteRange:
    """A part of a file: from ``first`` to ``last`` with it; no ``last``: to the end; no ``first``: the last so many."""

    first: int | None
    last: int | None

    def within(self, size: int) -> tuple[int, int]:
        """Start and length in a file of ``size`` bytes.

        Raises:
            RangeUnsatisfiable: no byte of the file lies in the range.
        """
        if self.first is None:
            length = min(self.last or 0, size)
            start = size - length
        else:
            start = self.first
            length = size - start if self.last is None else min(self.last, size - 1) - start + 1
        if length <= 0 or start >= size:
            raise RangeUnsatisfiable(size)
        return start, length


def parse_range(header: str | None) -> ByteRange | None:
    """The range that a ``Range`` header asks for.

    None where there is none, or one that the standard says to ignore: another unit, several ranges, or malformed.
    """
    found = _SHAPE.fullmatch((header or "").replace(" ", ""))
    if found is None or not (found[1] or found[2]):
        return None
    first, last = (int(part) if part else None for part in found.groups())
    if first is not None and last is not None and last < first:
        return None
    return ByteRange(first, last)
