"""What the document of a revision says, as pages show it: facts, data items, first rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.portal.kit.labels import field_badge, open_badge
from app.portal.kit.pieces import Badge, Fact
from app.projections.element_words import label
from app.words.sources import _, listed
from catalog.datasets.document import ItemShown, RevisionDocument
from catalog.datasets.elements import Element, ElementKind, PagePlace, shown_in
from catalog.datasets.grading import ON_REQUEST
from catalog.tables import values
from catalog.tables.engine import Row
from catalog.tables.schema import Column, ColumnType
from catalog.vocabularies.queries import Words

PREVIEW_ROWS = 10
CELL = 200
_YES, _NO = _("是"), _("否")
_UNSET = {"open_class": open_badge("").label}
"""What is said of a required element that was not filled in yet, where something is."""
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


def told(element: Element, words: Words, value: Any) -> str:
    """A value of an element as pages say it; empty where there is none."""
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, (list, tuple)):
        return listed(value)
    if value and element.kind is ElementKind.CODE:
        return words.label(element.scheme, value)
    return "" if value is None else str(value)


def facts(document: RevisionDocument, words: Words) -> Iterable[Fact]:
    """The metadata that have no place of their own on the page."""
    if document.code:
        yield Fact(_("信息资源代码"), document.code, code=True)
    yield from facts_at(PagePlace.FACTS, document, words)


def facts_at(place: PagePlace, document: RevisionDocument, words: Words) -> Iterable[Fact]:
    """The elements of a place; what need not be filled in and was not is passed over."""
    for element in shown_in(place):
        said = told(element, words, getattr(document, element.name))
        if said or element.required:
            yield Fact(_called(element, document), said or _UNSET.get(element.name, ""))


def _called(element: Element, document: RevisionDocument) -> str:
    """Its label; a condition of opening is one only where there is opening on conditions."""
    if element.name != "open_condition":
        return label(element.key)
    return _("开放条件") if document.open_class == ON_REQUEST else _("说明")


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
        return _YES if value else _NO
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    written = str(values.to_json(value))
    return written if len(written) <= CELL else written[:CELL] + "…"
