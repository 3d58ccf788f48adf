"""The files of an evaluation: documents as JSON lines, queries as a table between tabs, judgements as TREC qrels.

Files are read line by line; whatever is wrong is told with its line.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID, uuid5

from search.document import PUBLIC_SCOPE, SearchDocument

MAX_LINE_BYTES = 4_000_000
"""A longer line is refused: no record of metadata has one."""
_SPACE = UUID("5f0f6e0a-6f0c-5d3a-9a52-7f1d4c1b8e26")
_JUDGED = "judged:"

Judgements: TypeAlias = Mapping[str, Mapping[str, int]]
"""Identity of a query to the name of a document to its grade: 0 is irrelevant, more is better."""


class BadMaterial(ValueError):
    """A file cannot be read as what it should be.

    Attributes:
        path: The file.
        line: Number of the line, from 1.
        code: What is wrong; the words for it are the caller's.
        values: What belongs to the code, by name.
    """

    def __init__(self, path: Path, line: int, code: str, **values: int | str) -> None:
        super().__init__(f"{path.name}:{line}: {code} {values or ''}".rstrip())
        self.path = path
        self.line = line
        self.code = code
        self.values: Mapping[str, int | str] = values


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A question with its identity and, where given, its class."""

    id: str
    text: str
    group: str = ""


@dataclass(slots=True)
class Collection:
    """The documents of a file on their way into an index, and what is needed to read its answers.

    An engine knows identities as UUID, so a name of another form gets one made from it.

    Attributes:
        path: The file.
        judgements: Who judges which document; decides what `judged_only` ranks.
        names: UUID to the name in the file, of every document read so far.
    """

    path: Path
    judgements: Judgements = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def documents(self) -> Iterator[SearchDocument]:
        """Every document of the file, one line in memory at a time.

        Raises:
            BadMaterial: Names the line and what is wrong with it.
        """
        judged = judged_scopes(self.judgements)
        for number, line in _lines(self.path):
            name, document = _document(self.path, number, line)
            if document.id in self.names:
                raise BadMaterial(self.path, number, "same-id", name=name)
            self.names[document.id] = name
            yield document._replace(scopes=(PUBLIC_SCOPE, *judged.get(document.id, ())))

    def strangers(self) -> tuple[int, int]:
        """How many documents are judged, and how many of them the file does not hold; read it before."""
        judged = {identity_of(name) for grades in self.judgements.values() for name in grades}
        return len(judged), len(judged - self.names.keys())


def identity_of(name: str) -> str:
    """The UUID under which an engine keeps the document of this name: the name itself, or one made from it."""
    try:
        return str(UUID(name))
    except ValueError:
        return str(uuid5(_SPACE, name))


def judged_scope(query: str) -> str:
    """The visibility token by which the query of this identity sees only the documents that it has judged."""
    return _JUDGED + query


def judged_scopes(judgements: Judgements) -> dict[str, tuple[str, ...]]:
    """Identity of a document to the visibility tokens by which each query that judged it sees it alone."""
    found: dict[str, list[str]] = {}
    for query, grades in judgements.items():
        for name in grades:
            found.setdefault(identity_of(name), []).append(judged_scope(query))
    return {identity: tuple(scopes) for identity, scopes in found.items()}


def read_documents(path: Path, judgements: Judgements | None = None) -> Iterator[SearchDocument]:
    """The documents of a file of JSON lines; see `Collection`.

    Raises:
        BadMaterial: Names the line and what is wrong with it.
    """
    return Collection(path, judgements or {}).documents()


def read_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """The queries of a file: identity, text and perhaps a class between tabs.

    Raises:
        BadMaterial: Names the line and what is wrong with it.
    """
    queries: dict[str, JudgedQuery] = {}
    for number, line in _lines(path):
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) not in {2, 3} or not columns[0] or not columns[1]:
            raise BadMaterial(path, number, "query-line")
        if columns[0] in queries:
            raise BadMaterial(path, number, "same-query", query=columns[0])
        queries[columns[0]] = JudgedQuery(*columns)
    return tuple(queries.values())


def read_judgements(path: Path, queries: Iterable[JudgedQuery] | None = None) -> dict[str, dict[str, int]]:
    """The judgements of a file in the form of TREC; those of other queries than `queries` are passed over.

    Raises:
        BadMaterial: Names the line and what is wrong with it.
    """
    wanted = None if queries is None else {query.id for query in queries}
    found: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        columns = line.split()
        try:
            query, _, name, text = columns
            grade = int(text)
        except ValueError:
            raise BadMaterial(path, number, "judgement-line") from None
        if wanted is not None and query not in wanted:
            continue
        if found.setdefault(query, {}).setdefault(name, grade) != grade:
            raise BadMaterial(path, number, "two-grades", name=name, query=query)
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank with their numbers; a byte order mark at the beginning is no part of the first."""
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise BadMaterial(path, number, "line-too-long", most=MAX_LINE_BYTES)
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError:
                raise BadMaterial(path, number, "not-utf-8") from None
            if text.strip():
                yield number, text


def _document(path: Path, number: int, line: str) -> tuple[str, SearchDocument]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise BadMaterial(path, number, "no-object") from None
    if not isinstance(record, dict):
        raise BadMaterial(path, number, "no-object")
    name = record.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or not _is_text(str(name)) or not str(name).strip():
        raise BadMaterial(path, number, "no-id")
    document = SearchDocument(
        id=identity_of(str(name)),
        version=1,
        title=_text(path, number, record, "title", needed=True),
        summary=_text(path, number, record, "description"),
        organization_name=_text(path, number, record, "publisher"),
        keywords=_texts(path, number, record, "tags"),
        items=_texts(path, number, record, "fields"),
    )
    return str(name), document


def _text(path: Path, number: int, record: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = record.get(name)
    if value is None and not needed:
        return ""
    if not _is_text(value):
        raise BadMaterial(path, number, "no-text", name=name)
    return str(value)


def _texts(path: Path, number: int, record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = record.get(name)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(map(_is_text, values)):
        raise BadMaterial(path, number, "no-texts", name=name)
    return tuple(values)


def _is_text(value: object) -> bool:
    """Whether it is a text of whole characters; an escape in JSON may leave half of one."""
    return isinstance(value, str) and not any("\ud800" <= char <= "\udfff" for char in value)
