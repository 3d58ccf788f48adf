"""The records of a delimited text file: dialect, header, rows and what is wrong with them."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.adapters.sniff_encoding import MAX_LINE, Encoding, problem
from catalog.messages import Message, message

MAX_COLUMNS = 1000
MAX_TITLE = 500
"""Characters of one header."""

_SAMPLE = 1 << 18
_SAMPLE_RECORDS = 200
_MIXED = "混合"
_DELIMITERS = (",", "\t", ";", "|")

# The limit of the csv module is one for the whole process; nothing else here reads fields of this size.
csv.field_size_limit(MAX_LINE)

RejectLine = Callable[[int, Message], None]
"""Told of every record that is left out: line number from 1, and why."""


@dataclass(frozen=True)
class Dialect:
    """How the fields of a file are parted; ``newline`` is for the report only."""

    delimiter: str
    newline: str

    def to_json(self) -> dict[str, str]:
        """The dialect as a report shows it."""
        return {"delimiter": self.delimiter, "quote": '"', "newline": self.newline}


@dataclass(frozen=True)
class CsvSource:
    """A text file that is known well enough to be read."""

    path: Path
    encoding: Encoding
    dialect: Dialect

    @classmethod
    def open(cls, path: Path, encoding: Encoding) -> "CsvSource":
        """Find the dialect of the file at ``path``; blocking."""
        with _text(path, encoding) as stream:
            return cls(path, encoding, detect_dialect(stream.read(_SAMPLE)))

    def header(self) -> list[str]:
        """The titles in the first line that is not blank.

        Raises:
            Invalid: there is none, or it has too many or too long titles.
        """
        with _text(self.path, self.encoding) as stream:
            for _line, fields in _records(stream, self.dialect, _refuse_header):
                return _checked_header(fields)
        raise problem(message("file.no-header"), "empty")

    def rows(self, width: int, reject: RejectLine) -> Iterator[tuple[int, list[str]]]:
        """Line number and fields of every record after the header, all of ``width`` fields.

        Empty fields beyond the last column are dropped; any other deviation is told to ``reject``.
        """
        with _text(self.path, self.encoding) as stream:
            for line, fields in islice(_records(stream, self.dialect, reject), 1, None):
                if len(fields) == width:
                    yield line, fields
                elif len(fields) > width and not any(fields[width:]):
                    yield line, fields[:width]
                else:
                    reject(line, message("file.row.width", wanted=width, found=len(fields)))


def detect_dialect(sample: str) -> Dialect:
    """The delimiter under which the records of ``sample`` are most alike, and its newline."""
    best = max(_DELIMITERS, key=lambda delimiter: _likeness(sample, delimiter))
    crlf = sample.count("\r\n")
    ends = {"CRLF": crlf, "LF": sample.count("\n") - crlf, "CR": sample.removesuffix("\r").count("\r") - crlf}
    present = [name for name, count in ends.items() if count > 0]
    return Dialect(best, present[0] if len(present) == 1 else _MIXED if present else "LF")


def _likeness(sample: str, delimiter: str) -> tuple[float, int]:
    """The share of records as wide as the first, and that width; nothing where the first is not parted at all."""
    try:
        lines = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        records = [record for record in islice(lines, _SAMPLE_RECORDS) if record]
    except csv.Error:
        return 0.0, 0
    if len(sample) == _SAMPLE and len(records) > 1:
        records.pop()
    width = len(records[0]) if records else 0
    if width <= 1:
        return 0.0, 0
    return round(Counter(map(len, records))[width] / len(records), 1), width


def _text(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    raw = path.open("rb")
    raw.seek(encoding.skip)
    return io.TextIOWrapper(raw, encoding=encoding.codec, errors="strict", newline="")


def _lines(stream: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise problem(message("file.line-too-long", line=number, most=MAX_LINE), "line-too-long")
        yield line


def _records(stream: io.TextIOWrapper, dialect: Dialect, reject: RejectLine) -> Iterator[tuple[int, list[str]]]:
    """Line number and fields of every record that is not blank."""
    reader = csv.reader(_lines(stream), delimiter=dialect.delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            _judge(line, str(error), reject)
            continue
        if fields is None:
            return
        if fields and (len(fields) > 1 or fields[0].strip()):
            yield line, fields


def _judge(line: int, fault: str, reject: RejectLine) -> None:
    """A quote that is never closed spoils all that follows and ends the reading; else one record is left out."""
    if "unexpected end" in fault or "field limit" in fault:
        raise problem(message("file.open-quote", line=line), "unclosed-quote")
    reject(line, message("file.row.after-quote"))


def _refuse_header(line: int, reason: Message) -> None:
    raise problem(message("file.header", line=line, reason=reason), "header")


def _checked_header(fields: list[str]) -> list[str]:
    if len(fields) > MAX_COLUMNS:
        raise problem(message("file.too-many-columns", count=len(fields), most=MAX_COLUMNS), "too-many-columns")
    for position, title in enumerate(fields, 1):
        if len(title) > MAX_TITLE:
            raise problem(message("file.header.too-long", place=position, most=MAX_TITLE), "header")
    return [title.replace("\ufeff", "").strip() for title in fields]
