"""The input that every face, importer and form produces for a dataset. Pure; the service checks vocabularies."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from catalog.text import Code, Contact, Line30, Line100, OneLine, Plain, Prose

TITLE_LIMIT = 200
ITEM_LIMIT = 500
KEYWORD_LIMIT = 20

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_LIMIT), Plain, OneLine]


class ItemDraft(BaseModel):
    """One data item (信息项, standards.md §1.3): ``name`` is the column in the file, ``title`` its Chinese label."""

    model_config = ConfigDict(extra="forbid")

    name: Line100
    title: Line100
    data_type: Code = "string"
    length: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    is_key: bool = False
    is_open: bool = True
    level: Annotated[int, Field(ge=1, le=4)] = 1
    description: Prose = ""


class DatasetDraft(BaseModel):
    """Metadata of a dataset (core elements of 发改高技〔2017〕1272号, standards.md §1.1).

    Only the title is needed to keep a draft; what is missing for submission is told by ``completeness``.
    """

    model_config = ConfigDict(extra="forbid")

    title: Title
    summary: Prose = ""
    theme: Code = ""
    keywords: Annotated[list[Line30], Field(max_length=KEYWORD_LIMIT)] = []
    region: Code = ""
    open_class: Code = ""
    open_condition: Prose = ""
    share_type: Code = ""
    cycle: Code = ""
    licence: Code = ""
    contact: Contact = ""
    source: Prose = ""
    items: Annotated[list[ItemDraft], Field(max_length=ITEM_LIMIT)] = []

    @field_validator("items")
    @classmethod
    def _distinct(cls, items: list[ItemDraft]) -> list[ItemDraft]:
        seen: set[str] = set()
        for number, item in enumerate(items, start=1):
            if item.name in seen:
                raise PydanticCustomError(
                    "duplicate_item", "dataset.items.same-name", {"number": number, "name": item.name}
                )
            seen.add(item.name)
        return items
