"""A file becomes a table: recognised by content, read whole, typed, checked, and stored as Parquet."""

import asyncio
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.adapters import ingest_parquet, sniff, sniff_encoding
from app.adapters.ingest_csv import CsvSource, Dialect
from app.words.language import CHINESE, Language
from catalog.errors import CatalogError, FieldProblem, Invalid, TooLarge, Unsupported
from catalog.messages import Message, message
from catalog.tables import naming, values
from catalog.tables.inference import Inference
from catalog.tables.schema import Column, ColumnType, Declared, TableSchema

MAX_REPORTED = 100
"""Rejected rows that are told one by one; the others are counted."""


@dataclass
class Rejected:
    """The rows that were left out: how many, and the first ``MAX_REPORTED`` with line number and reason in words."""

    language: Language
    count: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)

    def add(self, line: int, reason: Message) -> None:
        """Note one row."""
        self.count += 1
        if len(self.lines) < MAX_REPORTED:
            self.lines.append({"line": line, "reason": self.language.say(reason)})

    def to_json(self) -> dict[str, Any]:
        """The report as it is stored (``TableVersion.rejected``) and shown."""
        return {"count": self.count, "lines": self.lines, "truncated": self.count > len(self.lines)}


@dataclass(frozen=True)
class IngestReport:
    """What became of a file; ``sha256`` and ``size`` are those of the Parquet, ``problems`` are notes in words."""

    encoding: str
    dialect: Dialect
    schema: TableSchema
    rows: int
    profile: dict[str, dict[str, Any]]
    rejected: dict[str, Any]
    problems: tuple[str, ...]
    sha256: str
    size: int


@dataclass(frozen=True)
class _Plan:
    """What the first reading found: the schema, where each column stands in the file, and the key."""

    schema: TableSchema
    positions: tuple[int, ...]
    width: int
    key: tuple[str, ...]
    problems: tuple[str, ...]


async def ingest(source: Path, target: Path, *, declared: Declared | None = None) -> IngestReport:
    """Read the file at ``source`` and write it as Parquet to ``target``, in a thread and in bounded memory.

    Raises:
        Unsupported: the content is not text, whatever the name says.
        Invalid: the text cannot be read as a table; the message says where and why.
    """
    return await asyncio.to_thread(ingest_blocking, source, target, declared or Declared())


def inspect(path: Path, parquet_out: Path | None = None, language: Language = CHINESE) -> dict[str, Any]:
    """What ``ingest`` makes of a file, as a JSON document; blocking. A file that cannot be read is a problem in it."""
    with TemporaryDirectory(prefix="minshu-inspect-") as scratch:
        try:
            report = ingest_blocking(path, parquet_out or Path(scratch, "table.parquet"), Declared(), language)
        except (Unsupported, Invalid, TooLarge) as error:
            return {"encoding": None, "dialect": None, "tables": [], "problems": _messages(error, language)}
    table = {
        "name": path.stem,
        "columns": report.schema.to_json(),
        "rows": report.rows,
        "rejected": report.rejected["count"],
    }
    rejected = [
        language.say(message("file.row", line=entry["line"], reason=entry["reason"]))
        for entry in report.rejected["lines"]
    ]
    return {
        "encoding": report.encoding,
        "dialect": report.dialect.to_json(),
        "tables": [table],
        "problems": [*report.problems, *rejected],
    }


def ingest_blocking(source: Path, target: Path, declared: Declared, language: Language = CHINESE) -> IngestReport:
    """``ingest`` for callers without an event loop; what is told of the file is told in ``language``."""
    text = _recognise(source)
    plan = _plan(text, declared, language)
    rejected = Rejected(language)
    with TemporaryDirectory(prefix=".ingest-", dir=target.parent) as scratch:
        made = Path(scratch, "table.parquet")
        written = ingest_parquet.write(_clean(text, plan, rejected), plan.schema, plan.key, Path(scratch), made)
        if rejected.count and not written.rows:
            first = rejected.lines[0]
            row = message("file.row", line=first["line"], reason=first["reason"])
            said = message("file.all-rejected", count=rejected.count, example=row)
            raise Invalid([FieldProblem("/file", said, "all-rejected")])
        digest, size = _digest(made)
        shutil.move(made, target)
    return IngestReport(
        encoding=text.encoding.name,
        dialect=text.dialect,
        schema=plan.schema,
        rows=written.rows,
        profile=written.profile,
        rejected=rejected.to_json(),
        problems=plan.problems,
        sha256=digest,
        size=size,
    )


def _recognise(path: Path) -> CsvSource:
    kind = sniff.kind_of_file(path)
    if kind is not sniff.EMPTY and not kind.is_text:
        raise Unsupported(kind.label, sniff.EXPECTED)
    return CsvSource.open(path, sniff_encoding.detect(path))


def _plan(source: CsvSource, declared: Declared, language: Language) -> _Plan:
    titles = source.header()
    names = naming.names(titles)
    inferences = [Inference(title) for title in titles]
    filled = _observe(source, inferences)
    kept = tuple(i for i, title in enumerate(titles) if title or i in filled)
    if not kept:
        raise Invalid([FieldProblem("/file", message("file.header.empty"), "header")])
    columns = tuple(
        Column(names[i], _declared_type(declared, titles[i], names[i]) or inferences[i].type, titles[i] or names[i])
        for i in kept
    )
    key = tuple(column.name for column in columns if {column.name, column.title} & set(declared.key))
    notes = tuple(map(language.say, _notes(titles, names, kept, declared)))
    return _Plan(TableSchema(columns), kept, len(titles), key, notes)


def _observe(source: CsvSource, inferences: Sequence[Inference]) -> set[int]:
    """Show every value to the inference of its column; the positions of the columns that hold any value."""
    filled: set[int] = set()
    undecided = list(enumerate(inferences))
    unseen = set(range(len(inferences)))
    for _line, fields in source.rows(len(inferences), _ignore):
        if unseen:
            found = {i for i in unseen if fields[i] and not fields[i].isspace()}
            filled |= found
            unseen -= found
        closed = False
        for i, inference in undecided:
            text = fields[i]
            if text and not text.isspace() and not inference.observe(text):
                closed = True
        if closed:
            undecided = [pair for pair in undecided if not pair[1].is_text]
    return filled


def _ignore(line: int, reason: Message) -> None:
    """The first reading leaves the report to the second."""


def _declared_type(declared: Declared, title: str, name: str) -> ColumnType | None:
    return declared.types.get(title) or declared.types.get(name)


def _notes(titles: Sequence[str], names: Sequence[str], kept: Sequence[int], declared: Declared) -> Iterator[Message]:
    for position in range(len(titles)):
        if position not in kept:
            yield message("file.note.left-out", place=position + 1)
        elif not titles[position]:
            yield message("file.note.named", place=position + 1, name=names[position])
    repeated = dict.fromkeys(title for title in titles if title and titles.count(title) > 1)
    yield from (message("file.note.repeated", title=title) for title in repeated)
    present = {*titles, *names}
    wanted = dict.fromkeys((*declared.types, *declared.key))
    yield from (message("file.note.no-column", name=name) for name in wanted if name not in present)


def _clean(source: CsvSource, plan: _Plan, rejected: Rejected) -> Iterator[list[str]]:
    """The rows as they are stored: row number first, then canonical texts; what does not fit is rejected."""
    typed = list(zip(plan.positions, plan.schema.columns, strict=True))
    for number, (line, fields) in enumerate(source.rows(plan.width, rejected.add), 1):
        row = [str(number)]
        for i, column in typed:
            text = fields[i]
            form = "" if not text or text.isspace() else values.canonical(text, column.type)
            if form is None:
                said = message("file.row.type", title=column.title, text=text[:50], type=column.type.label)
                rejected.add(line, said)
                break
            row.append(form)
        else:
            yield row


def _digest(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _messages(error: CatalogError, language: Language) -> list[str]:
    said = [problem.message for problem in error.problems] if isinstance(error, Invalid) else [error.detail]
    return [language.say(each) for each in said]
