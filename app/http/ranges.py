"""One byte range of a file (RFC 9110 §14): what a download manager asks to resume."""

import re
from dataclasses import dataclass

from catalog.errors import RangeUnsatisfiable

_SPEC = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True)
class ByteRange:
    """``length`` bytes from ``start`` of a file of ``size`` bytes."""

    start: int
    length: int
    size: int

    @property
    def content_range(self) -> str:
        """The value of the ``Content-Range`` header."""
        return f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"


def parse_range(header: str | None, size: int) -> ByteRange | None:
    """The range that ``header`` asks of a file of ``size`` bytes; None where the whole file is to be sent.

    A header of another unit, a malformed one and one of several ranges are ignored, as the standard allows.

    Raises:
        RangeUnsatisfiable: the range lies outside the file.
    """
    found = _SPEC.fullmatch(header.strip()) if header else None
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, end = max(0, size - int(last)), size - 1
        satisfiable = int(last) > 0 and size > 0
    else:
        start, end = int(first), min(int(last or size - 1), size - 1)
        if last and int(last) < start:
            return None
        satisfiable = start < size
    if not satisfiable:
        raise RangeUnsatisfiable(size)
    return ByteRange(start, end - start + 1, size)
