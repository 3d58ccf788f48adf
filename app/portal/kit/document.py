"""What the document of a revision says, as pages show it: facts, data items, first rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.portal.kit.labels import field_badge
from app.portal.kit.pieces import Badge, Fact
from catalog.datasets.document import ItemShown, RevisionDocument
from catalog.datasets.grading import ON_REQUEST
from catalog.tables import values
from catalog.tables.engine import Row
from catalog.tables.schema import Column, ColumnType
from catalog.vocabularies.queries import Words

SCHEMES = ("themes", "regions", "cycles", "share-types", "licences", "item-types")
PREVIEW_ROWS = 10
CELL = 200
_NUMERIC = frozenset({ColumnType.INTEGER, ColumnType.NUMBER})


@dataclass(frozen=True)
class FieldRow:
    """One data item."""

    name: str
    title: str
    data_type: str
    length: int | None
    is_key: bool
    opening: Badge
    description: str


@dataclass(frozen=True)
class PreviewColumn:
    """A column of the preview: ``numeric`` ones are set to the right."""

    name: str
    title: str
    numeric: bool = False


@dataclass(frozen=True)
class Preview:
    """The first rows; cells are texts, None where the value is missing. ``total`` is the number of rows in all."""

    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[str | None, ...], ...]
    total: int


def facts(document: RevisionDocument, words: Words) -> Iterable[Fact]:
    """The metadata that have no place of their own on the page."""
    if document.code:
        yield Fact("信息资源代码", document.code, code=True)
    yield Fact("地区", words.label("regions", document.region))
    yield Fact("更新周期", words.label("cycles", document.cycle))
    yield Fact("共享属性", words.label("share-types", document.share_type))
    if document.keywords:
        yield Fact("关键词", "、".join(document.keywords))
    yield Fact("数据来源", document.source)
    if document.open_condition:
        label = "开放条件" if document.open_class == ON_REQUEST else "说明"
        yield Fact(label, document.open_condition)


def field_rows(items: Iterable[ItemShown], open_class: str, words: Words) -> tuple[FieldRow, ...]:
    """The data items of a document."""
    return tuple(
        FieldRow(
            item.name,
            item.title,
            words.label("item-types", item.data_type),
            item.length,
            item.is_key,
            field_badge(open_class, is_open=item.is_open),
            item.description,
        )
        for item in items
    )


def preview_of(columns: Sequence[Column], rows: Iterable[Row], total: int, items: Iterable[ItemShown]) -> Preview:
    """The first rows of a table as texts, under the titles of the dictionary; long ones are cut with an ellipsis."""
    titles = {item.name: item.title for item in items}
    return Preview(
        tuple(
            PreviewColumn(column.name, titles.get(column.name, column.title), column.type in _NUMERIC)
            for column in columns
        ),
        tuple(tuple(_cell(value) for value in row) for row in rows),
        total,
    )


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    written = str(values.to_json(value))
    return written if len(written) <= CELL else written[:CELL] + "…"
