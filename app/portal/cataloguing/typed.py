"""What was typed into the form of a dataset, from a form or from a working copy, and back into a draft."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starlette.datastructures import FormData

from app.portal.kit.posted import text
from catalog.datasets.elements import METADATA_FIELDS, values_of
from catalog.datasets.models import Dataset, Item
from catalog.organizations.models import Organization
from catalog.tables.schema import TableSchema
from catalog.vocabularies.queries import Words

_ROW = re.compile(r"items-(\d{1,4})-(name|title|data_type|length|level|is_key|is_open|description)")
_SEPARATORS = re.compile(r"[、,，;；\n]+")
_COLUMNS = ("name", "title", "data_type", "length", "description")


@dataclass(frozen=True)
class ItemTyped:
    """One row of the item grid as it was typed."""

    name: str = ""
    title: str = ""
    data_type: str = "string"
    length: str = ""
    level: str = "1"
    is_key: bool = False
    is_open: bool = True
    description: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed: such a row is left out, which is how a row is deleted."""
        return not (self.name.strip() or self.title.strip() or self.description.strip())

    def values(self) -> dict[str, object]:
        """The row as the input of a draft."""
        return {**self.__dict__, "length": self.length.strip() or None, "data_type": self.data_type or "string"}


@dataclass(frozen=True)
class Typed:
    """What was typed into the form of a dataset, or stands in its working copy."""

    metadata: Mapping[str, str] = field(default_factory=dict)
    items: tuple[ItemTyped, ...] = ()
    organization: str = ""

    @classmethod
    def of_form(cls, form: FormData, words: Words) -> "Typed":
        """What a form has sent, with the rows that were pasted in at the end."""
        rows: dict[int, dict[str, object]] = {}
        for key, value in form.multi_items():
            found = _ROW.fullmatch(key)
            if found and isinstance(value, str):
                flag = found[2].startswith("is_")
                rows.setdefault(int(found[1]), {"is_open": False})[found[2]] = True if flag else value
        typed = [ItemTyped(**row) for _, row in sorted(rows.items())]  # type: ignore[arg-type]  # keys are of _ROW
        items = [*typed, *_pasted(text(form, "paste"), words)]
        metadata = {name: text(form, name) for name in METADATA_FIELDS}
        return cls(metadata, tuple(row for row in items if not row.empty), text(form, "organization"))

    @classmethod
    def of_copy(cls, dataset: Dataset, organization: Organization) -> "Typed":
        """What stands in a working copy."""
        metadata = values_of(dataset)
        metadata["keywords"] = "、".join(dataset.keywords)
        return cls(metadata, tuple(_typed(item) for item in dataset.items), organization.code)

    def draft(self) -> dict[str, object]:
        """The input of a draft."""
        words = [word.strip() for word in _SEPARATORS.split(self.metadata.get("keywords", "")) if word.strip()]
        return {**self.metadata, "keywords": words, "items": [row.values() for row in self.items]}


def of_columns(schema: TableSchema) -> tuple[ItemTyped, ...]:
    """A row for each column that was found in the file."""
    return tuple(ItemTyped(column.name, column.title, column.type.value) for column in schema.columns)


def _typed(item: Item) -> ItemTyped:
    length = "" if item.length is None else str(item.length)
    return ItemTyped(
        item.name,
        item.title,
        item.data_type,
        length,
        str(item.level),
        item.is_key,
        item.is_open,
        item.description,
    )


def _pasted(pasted: str, words: Words) -> Iterable[ItemTyped]:
    """Rows of a spreadsheet, cells parted by tabs; types by code or by label."""
    types = {term.label_zh: code for code, term in words.terms["item-types"].items()}
    for line in pasted.splitlines():
        if line.strip():
            cells = dict(zip(_COLUMNS, (cell.strip() for cell in line.split("\t")), strict=False))
            kind = cells.get("data_type", "")
            title = cells.get("title") or cells["name"]
            yield ItemTyped(
                cells["name"],
                title,
                types.get(kind, kind) or "string",
                cells.get("length", ""),
                description=cells.get("description", ""),
            )
