"""The encoding of a text file, decided over its whole length, with the byte at which it goes wrong.

UTF-8 is strict enough to prove itself. GB18030 accepts almost any bytes, so a file is taken for it only where its
lines do not speak for UTF-8; else one file holds two encodings, and any reading would garble a part of it.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from catalog.errors import FieldProblem, Invalid
from catalog.messages import Message, message

CHUNK = 1 << 20
MAX_LINE = 10 * 1024 * 1024
"""Bytes of one line; a longer one is no table."""

_SAMPLE = 1 << 16
_WIDE = "\u2e80"
"""From here on UTF-8 takes three bytes and more: CJK and its punctuation, which other encodings hit only by chance."""
_FEW = 0.02
"""Share of lines that may look like UTF-8 by chance in a file of another encoding."""

_MOSTLY = 0.75
"""Share of common characters that real text has; the rest is punctuation and rare names."""


@dataclass(frozen=True)
class Encoding:
    """How to decode a file: Python's codec, the name to show, the bytes of the mark to skip at its start."""

    codec: str
    name: str
    skip: int = 0


_UTF8 = Encoding("utf-8", "UTF-8")
_GB18030 = Encoding("gb18030", "GB18030")
_BIG5 = Encoding("big5hkscs", "Big5")
_MARKED = (
    (codecs.BOM_UTF8, Encoding("utf-8", "UTF-8（带 BOM）", 3)),
    (codecs.BOM_UTF16_LE, Encoding("utf-16-le", "UTF-16LE（带 BOM）", 2)),
    (codecs.BOM_UTF16_BE, Encoding("utf-16-be", "UTF-16BE（带 BOM）", 2)),
)


def problem(said: Message, code: str) -> Invalid:
    """An unreadable file, as the error that callers expect."""
    return Invalid([FieldProblem("/file", said, code)])


def detect(path: Path) -> Encoding:
    """The encoding of the file at ``path``; blocking, reads it once or twice in bounded memory.

    Raises:
        Invalid: empty, cut off, of mixed encodings, with NUL bytes, or with a line longer than ``MAX_LINE``;
            the message names the byte.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
        if not sample.strip():
            raise problem(message("file.empty"), "empty")
        encoding = _marked(sample) or _unmarked_wide(sample)
        if encoding is None:
            return _eight_bit(file)
        fault = _fault(file, encoding)
    if fault is not None:
        raise problem(message("file.encoding.fault", name=encoding.name, byte=fault + 1), "encoding")
    return encoding


def _marked(sample: bytes) -> Encoding | None:
    if sample.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise problem(message("file.encoding.utf-32"), "encoding")
    return next((encoding for mark, encoding in _MARKED if sample.startswith(mark)), None)


def _unmarked_wide(sample: bytes) -> Encoding | None:
    """UTF-16 without a mark: line ends, digits and separators put NUL bytes on one side only."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if even + odd < max(3, len(sample) // 20) or max(even, odd) < 20 * min(even, odd):
        return None
    little = odd > even
    encoding = Encoding("utf-16-le", "UTF-16LE") if little else Encoding("utf-16-be", "UTF-16BE")
    text = sample[: len(sample) // 2 * 2].decode(encoding.codec, "ignore")
    return encoding if ("\n" in text or "\r" in text) and "\0" not in text else None


def _fault(file: BinaryIO, encoding: Encoding) -> int | None:
    """The position of the first byte that is not of ``encoding``, or None; NUL characters are refused."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    file.seek(encoding.skip)
    position = encoding.skip
    while chunk := file.read(CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return position - pending + error.start
        if "\0" in text:
            before = text[: text.index("\0")].encode(encoding.codec)
            raise _nul(position - pending + len(before))
        position += len(chunk)
    pending = len(decoder.getstate()[0])
    return position - pending if pending else None


def _nul(position: int) -> Invalid:
    return problem(message("file.nul", byte=position + 1), "nul")


def _eight_bit(file: BinaryIO) -> Encoding:
    fault = _fault(file, _UTF8)
    if fault is None:
        return _UTF8
    lines = _Lines(file)
    if lines.utf8 > lines.other * _FEW:
        cut = fault >= lines.size - 3 and lines.other <= 1
        why = message("file.encoding.cut") if cut else message("file.encoding.mixed")
        raise problem(message("file.encoding.not-utf-8", why=why, byte=fault + 1), "encoding")
    if lines.gb_fault is not None and _is_big5(lines.sample):
        return _proved(file, _BIG5)
    if lines.gb_fault is not None:
        cut = lines.gb_fault >= lines.size - 3
        why = message("file.encoding.cut") if cut else message("file.encoding.unknown")
        raise problem(message("file.encoding.neither", why=why, byte=fault + 1, other=lines.gb_fault + 1), "encoding")
    return _proved(file, _BIG5 if _is_big5(lines.sample) else _GB18030)


def _proved(file: BinaryIO, encoding: Encoding) -> Encoding:
    fault = _fault(file, encoding)
    if fault is not None:
        raise problem(message("file.encoding.unproved", name=encoding.name, byte=fault + 1), "encoding")
    return encoding


class _Lines:
    """The lines of a file that hold more than ASCII: how many are UTF-8, how many are not, where GB18030 fails."""

    def __init__(self, file: BinaryIO) -> None:
        self.utf8 = self.other = self.size = 0
        self.gb_fault: int | None = None
        self.sample = b""
        for line in lines_of(file):
            if not line.isascii():
                self._judge(line)
            self.size += len(line)

    def _judge(self, line: bytes) -> None:
        if len(self.sample) < _SAMPLE:
            self.sample += line
        try:
            self.utf8 += max(line.decode("utf-8")) >= _WIDE
        except UnicodeDecodeError:
            self.other += 1
        if self.gb_fault is None:
            try:
                line.decode("gb18030")
            except UnicodeDecodeError as error:
                self.gb_fault = self.size + error.start


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of ``file`` from its start, in an encoding that has ASCII's line feed."""
    file.seek(0)
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise problem(message("file.line-too-long", line=number, most=MAX_LINE), "line-too-long")
        yield line


def _is_big5(sample: bytes) -> bool:
    """Read as Big5, most is common Chinese; read as GB18030, far less is."""
    big5 = _common(sample.decode("big5hkscs", "ignore"), "big5", 0xA4, 0xC6)
    return big5 > max(_MOSTLY, 1.5 * _common(sample.decode("gb18030", "ignore"), "gb2312", 0xB0, 0xD7))


def _common(text: str, codec: str, first: int, last: int) -> float:
    """The share of the characters beyond ASCII that stand in the common rows ``first`` to ``last`` of ``codec``."""
    wide = [character for character in text if character >= _WIDE]
    common = sum(first <= character.encode(codec, "ignore")[:1].ljust(1, b"\0")[0] <= last for character in wide)
    return common / len(wide) if wide else 0.0
