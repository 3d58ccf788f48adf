"""What was typed into the form of a dataset, from a form or from a working copy, and back into a draft.

A form posts only what it shows: an element whose input was not in the form keeps what is stored. Three things say so
where a browser does not: ``items`` says that the grid was in the form, the ``stored`` of a row which stored item it is
of, and every checkbox has a hidden input of its name before it, because one that is not ticked sends nothing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData

from app.portal.kit.posted import text
from catalog.datasets.drafts import ItemDraft
from catalog.datasets.elements import BY_NAME, ITEM_BY_NAME, ITEMS, METADATA_FIELDS, Element, ElementKind, values_of
from catalog.datasets.models import Dataset, Item
from catalog.organizations.models import Organization
from catalog.tables.schema import TableSchema
from catalog.vocabularies.queries import Words

GRID = "items"
"""The input that says that the form has the grid of items, as many rows as its value says."""
STORED = "stored"
"""The input of a row that says which stored item it is of, by its name."""
TICKED = "yes"
PASTED = tuple(element.name for element in ITEMS if element.pasted)
"""The cells of a pasted line, in their order."""
_ROW = re.compile(rf"items-(\d{{1,4}})-({STORED}|{'|'.join(ITEM_BY_NAME)})")
_SEPARATORS = re.compile(r"[、,，;；\n]+")
_TEXTS = {ElementKind.LINE, ElementKind.PROSE}


def written(value: Any) -> str:
    """A value as its input shows it."""
    if isinstance(value, bool):
        return TICKED if value else ""
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)


def _read(element: Element, given: str) -> object:
    """What was typed for an element, as a draft takes it."""
    if element.kind is ElementKind.FLAG:
        return bool(given)
    if element.kind is ElementKind.LIST:
        return [word.strip() for word in _SEPARATORS.split(given) if word.strip()]
    return given if element.kind in _TEXTS else given.strip()


_BLANK: Mapping[str, str] = {
    name: "" if found.is_required() else written(found.default) for name, found in ItemDraft.model_fields.items()
}
"""What stands in a row of which nothing is known."""


@dataclass(frozen=True)
class ItemTyped:
    """One row of the item grid as it was typed: texts by element, a flag is empty or ``TICKED``.

    ``stored`` is the name of the stored item that it is of; empty where it is new.
    """

    cells: Mapping[str, str] = field(default_factory=lambda: _BLANK)
    stored: str = field(default="", compare=False)

    @classmethod
    def of(cls, stored: str = "", **cells: str) -> "ItemTyped":
        """A row in which everything but ``cells`` is blank."""
        return cls({**_BLANK, **cells}, stored)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed: such a row is left out, which is how a row is deleted."""
        return not any(self.cells[element.name].strip() for element in ITEMS if element.kind in _TEXTS)

    @property
    def called(self) -> str:
        """What it is called: its title, or its name."""
        return self.cells["title"] or self.cells["name"]

    def values(self) -> dict[str, object]:
        """The row as the input of a draft, which has its own defaults for what is no text and was left empty."""
        read = {element: _read(element, self.cells[element.name]) for element in ITEMS}
        return {each.name: value for each, value in read.items() if value != "" or each.kind in _TEXTS}


@dataclass(frozen=True)
class Typed:
    """What was typed into the form of a dataset, or stands in its working copy; ``shown``: what had an input."""

    metadata: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(METADATA_FIELDS, ""))
    items: tuple[ItemTyped, ...] = ()
    organization: str = ""
    shown: frozenset[str] = frozenset({*METADATA_FIELDS, "items"})

    @classmethod
    def of_form(cls, form: FormData, words: Words, kept: "Typed") -> "Typed":
        """What a form has sent, with the rows that were pasted in at the end; ``kept`` is what it did not show."""
        shown = {name for name in METADATA_FIELDS if name in form}
        metadata = {name: text(form, name) if name in shown else kept.metadata[name] for name in METADATA_FIELDS}
        rows = _rows(form, kept.items) if GRID in form else kept.items
        items = [*rows, *_pasted(text(form, "paste"), words)]
        if GRID in form or text(form, "paste"):
            shown.add("items")
        owner = text(form, "organization") if "organization" in form else kept.organization
        return cls(metadata, tuple(row for row in items if not row.empty), owner, frozenset(shown))

    @classmethod
    def of_copy(cls, dataset: Dataset, organization: Organization) -> "Typed":
        """What stands in a working copy."""
        metadata = {name: written(value) for name, value in values_of(dataset).items()}
        return cls(metadata, tuple(_typed(item) for item in dataset.items), organization.code)

    def draft(self) -> dict[str, object]:
        """The input of a draft."""
        metadata = {name: _read(element, self.metadata[name]) for name, element in BY_NAME.items()}
        return {**metadata, "items": [row.values() for row in self.items]}


def of_columns(schema: TableSchema) -> tuple[ItemTyped, ...]:
    """A row for each column that was found in the file."""
    return tuple(
        ItemTyped.of(name=column.name, title=column.title, data_type=column.type.value) for column in schema.columns
    )


def _typed(item: Item) -> ItemTyped:
    return ItemTyped.of(item.name, **{element.name: written(getattr(item, element.name)) for element in ITEMS})


def _rows(form: FormData, stored: Iterable[ItemTyped]) -> list[ItemTyped]:
    """The rows of the grid, each over the stored item that it is of; of inputs of one name the last holds."""
    sent: dict[int, dict[str, str]] = {}
    for key, value in form.multi_items():
        found = _ROW.fullmatch(key)
        if found and isinstance(value, str):
            sent.setdefault(int(found[1]), {})[found[2]] = value
    known = {row.stored: row.cells for row in stored}
    made = []
    for _, cells in sorted(sent.items()):
        of = cells.pop(STORED, "")
        made.append(ItemTyped.of(of, **{**known.get(of, {}), **cells}))
    return made


def _pasted(pasted: str, words: Words) -> Iterable[ItemTyped]:
    """Rows of a spreadsheet, cells parted by tabs; codes by themselves or by label."""
    for line in pasted.splitlines():
        if line.strip():
            cells = dict(zip(PASTED, (cell.strip() for cell in line.split("\t")), strict=False))
            told = {name: _code(name, cell, words) for name, cell in cells.items() if cell}
            yield ItemTyped.of(**{"title": cells["name"], **told})


def _code(name: str, cell: str, words: Words) -> str:
    """The code that a cell means: it may be what the code is called."""
    terms = words.terms.get(ITEM_BY_NAME[name].scheme, {})
    return next((code for code, term in terms.items() if term.label_zh == cell), cell)
