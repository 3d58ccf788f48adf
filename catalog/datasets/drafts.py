"""The input that every face, importer and form produces for a dataset. Pure; the service checks vocabularies."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

TITLE_LIMIT = 200
ITEM_LIMIT = 500
KEYWORD_LIMIT = 20

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u009f\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def plain(value: str) -> str:
    """NFC text without control or direction-changing characters, which never belong in a title and can mislead."""
    found = _CONTROLS.search(value)
    if found:
        raise PydanticCustomError(
            "control_character",
            "含有不可见的控制字符（U+{code}，第 {place} 个字符），请删除后再提交",
            {"code": f"{ord(found[0]):04X}", "place": found.start() + 1},
        )
    try:
        value.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("lone_surrogate", "含有残缺的字符编码，请重新输入") from None
    return unicodedata.normalize("NFC", value)


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value or "\t" in value:
        raise PydanticCustomError("line_break", "不能含有换行或制表符")
    return value


def _tidy(value: object) -> object:
    """Text is made plain before its length is measured, for NFC can make it longer than the column that keeps it."""
    return plain(value) if isinstance(value, str) else value


_Plain = BeforeValidator(_tidy)
_OneLine = AfterValidator(_one_line)

Line30 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30), _Plain, _OneLine]
Line100 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), _Plain, _OneLine]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_LIMIT), _Plain, _OneLine]
Contact = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), _Plain, _OneLine]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), _Plain, _OneLine]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), _Plain]


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
                    "duplicate_item", "第 {number} 个信息项“{name}”与前面的重名", {"number": number, "name": item.name}
                )
            seen.add(item.name)
        return items


METADATA_FIELDS = tuple(name for name in DatasetDraft.model_fields if name != "items")
"""Fields of a draft that are columns of the dataset itself."""

VOCABULARY_FIELDS = {
    "theme": "themes",
    "region": "regions",
    "open_class": "open-classes",
    "share_type": "share-types",
    "cycle": "cycles",
    "licence": "licences",
}
"""Which scheme of ``catalog.vocabularies`` each coded field is checked against."""
