"""One row an element: drafts and columns of metadata and items are what the rows say, and each has its words."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from sqlalchemy import ARRAY, Boolean, Connection, Integer, String, Text, inspect
from sqlalchemy.types import TypeEngine

from app.projections.element_words import hint, label
from app.words.catalogues import entries
from app.words.language import LANGUAGES
from catalog.base import ReadSession
from catalog.datasets.document import ItemShown, RevisionDocument
from catalog.datasets.drafts import DatasetDraft, ItemDraft
from catalog.datasets.elements import (
    ITEMS,
    KEYS,
    METADATA,
    METADATA_FIELDS,
    REQUIRED,
    VOCABULARY_FIELDS,
    Element,
    ElementKind,
    FormGroup,
    PagePlace,
    asked_in,
    shown_in,
    values_of,
)
from catalog.datasets.models import Dataset, Item
from catalog.messages import message
from catalog.vocabularies import shipped
from tests.docs.glossary import terms

SIDES: tuple[tuple[Sequence[Element], type[BaseModel], type[Dataset | Item]], ...] = (
    (METADATA, DatasetDraft, Dataset),
    (ITEMS, ItemDraft, Item),
)
STORED = sorted((Path(__file__).parent / "stored").glob("*.json"))
CODES = {scheme: [code for named, code in shipped.terms() if named == scheme] for scheme, _ in shipped.terms()}


def taken(schema: Mapping[str, Any]) -> tuple[str, int, int]:
    """What a draft takes, in the words of the rows: whether it is text, how much of it, and how much each of a list."""
    given = next((each for each in schema.get("anyOf", ()) if each["type"] != "null"), schema)
    match given["type"]:
        case "string":
            return "text", given["maxLength"], 0
        case "array":
            return "list", given["maxItems"], given["items"]["maxLength"]
        case "integer":
            assert given["minimum"] == 1
            return "number", given["maximum"], 0
        case other:
            return str(other), 0, 0


def asked(element: Element) -> tuple[str, int, int]:
    """The same as a row says it."""
    shape = {ElementKind.LIST: "list", ElementKind.NUMBER: "number", ElementKind.FLAG: "boolean"}.get(
        element.kind, "text"
    )
    return shape, element.limit, element.each


def misfit(element: Element, kind: TypeEngine[Any]) -> str:
    """Why a column cannot keep an element; empty where it can, and keeps no more."""
    longest = max(map(len, CODES.get(element.scheme, ())), default=0)
    fits = {
        ElementKind.LINE: isinstance(kind, String) and kind.length == element.limit,
        ElementKind.PROSE: isinstance(kind, String) and kind.length is None,
        ElementKind.CODE: isinstance(kind, String) and 0 < longest <= (kind.length or 0),
        ElementKind.LIST: isinstance(kind, ARRAY),
        ElementKind.NUMBER: isinstance(kind, Integer),
        ElementKind.FLAG: isinstance(kind, Boolean),
    }
    return "" if fits[element.kind] else f"{element.name}: {element.kind} of {element.limit} is kept as {kind!r}"


@pytest.mark.parametrize(("elements", "draft", "model"), SIDES, ids=["metadata", "items"])
def test_drafts_take_what_the_rows_say(
    elements: Sequence[Element], draft: type[BaseModel], model: type[Dataset | Item]
) -> None:
    schemas = draft.model_json_schema()["properties"]
    assert [element.name for element in elements] == [name for name in draft.model_fields if name != "items"]
    assert {element.name: taken(schemas[element.name]) for element in elements} == {
        element.name: asked(element) for element in elements
    }


@pytest.mark.parametrize(("elements", "draft", "model"), SIDES, ids=["metadata", "items"])
def test_lines_are_lines_and_prose_may_have_several(
    elements: Sequence[Element], draft: type[BaseModel], model: type[Dataset | Item]
) -> None:
    least = {"title": "x", "name": "x"} if draft is ItemDraft else {"title": "x"}
    for element in elements:
        if element.kind in {ElementKind.LINE, ElementKind.CODE, ElementKind.PROSE}:
            given = {**least, element.name: "a\nb"}
            kept = element.kind is ElementKind.PROSE and getattr(draft.model_validate(given), element.name) == "a\nb"
            assert kept or refuses(draft, given), element.name


def migrated(connection: Connection, table: str) -> dict[str, TypeEngine[Any]]:
    """The types of the columns that the migrations have made."""
    return {column["name"]: column["type"] for column in inspect(connection).get_columns(table)}


def refuses(draft: type[BaseModel], given: Mapping[str, str]) -> bool:
    """Whether a draft does not take it."""
    try:
        draft.model_validate(given)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(("elements", "draft", "model"), SIDES, ids=["metadata", "items"])
def test_columns_keep_what_the_rows_say(
    elements: Sequence[Element], draft: type[BaseModel], model: type[Dataset | Item]
) -> None:
    columns = model.__table__.columns
    assert [found for element in elements if (found := misfit(element, columns[element.name].type))] == []


@pytest.mark.parametrize(
    ("elements", "shown"), [(METADATA, RevisionDocument), (ITEMS, ItemShown)], ids=["metadata", "items"]
)
def test_what_is_published_tells_what_the_rows_say(elements: Sequence[Element], shown: type[BaseModel]) -> None:
    kinds = {ElementKind.LIST: tuple[str, ...], ElementKind.FLAG: bool, ElementKind.NUMBER: int}
    for element in elements:
        told = shown.model_fields[element.name].annotation
        assert kinds.get(element.kind, str) in {told, *get_args(told)}, element.name
    names = [element.name for element in elements]
    assert [name for name in shown.model_fields if name in names] == names


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_an_element_that_an_old_document_lacks_has_a_default(path: Path) -> None:
    old = json.loads(path.read_text(encoding="utf-8"))
    assert [
        name for name in METADATA_FIELDS if name not in old and RevisionDocument.model_fields[name].is_required()
    ] == []


async def test_migrated_columns_keep_what_the_rows_say(session: ReadSession) -> None:
    connection = await session.connection()
    for elements, _, model in SIDES:
        columns = await connection.run_sync(migrated, model.__tablename__)
        assert [wrong for each in elements if (wrong := misfit(each, columns[each.name]))] == []


@pytest.mark.parametrize(
    ("name", "kind"), [("title", String(100)), ("summary", String(200)), ("cycle", String(0)), ("keywords", Text())]
)
def test_a_planted_column_that_keeps_something_else_is_seen(name: str, kind: TypeEngine[Any]) -> None:
    (element,) = (each for each in METADATA if each.name == name)
    assert misfit(element, kind).startswith(f"{name}: ")


def test_every_scheme_is_a_vocabulary_and_only_codes_and_levels_have_one() -> None:
    coded = [element for element in (*METADATA, *ITEMS) if element.scheme]
    assert {element.scheme for element in coded} <= CODES.keys()
    assert {element.name for element in (*METADATA, *ITEMS) if element.kind is ElementKind.CODE} <= {
        e.name for e in coded
    }
    assert all(element.kind in {ElementKind.CODE, ElementKind.NUMBER} for element in coded)
    assert {f"{n}" for n in range(1, 5)} == set(CODES["levels"])
    assert {element.name: element.scheme for element in METADATA if element.scheme} == VOCABULARY_FIELDS


def test_every_element_has_words_in_both_languages_and_no_words_are_left_over() -> None:
    assert set(KEYS) == {element.key for element in (*METADATA, *ITEMS)} | {"organization", "items", "file"}
    for language in LANGUAGES:
        worded = {key.removeprefix("element.") for key in entries(language.locale) if key.startswith("element.")}
        assert {key for key in worded if not key.endswith(".hint")} == set(KEYS)
        assert {key.removesuffix(".hint") for key in worded if key.endswith(".hint")} < set(KEYS)
        assert all(language.knows(message(f"form-group.{group}")) for group in FormGroup)


def test_an_element_without_words_is_called_by_its_name() -> None:
    assert [label(key) for key in ("title", "tribute", "items.tribute")] == ["名称", "tribute", "tribute"]
    assert hint("tribute") == ""


def test_an_element_that_the_glossary_explains_has_its_clause_there() -> None:
    """All are named in the table of the agencies' guide, which is held to the rows; some have names not to use."""
    explained = {e.name: t for e in METADATA for name, t in terms().items() if label(e.key).startswith(name)}
    assert {"title", "summary", "open_class", "licence"} <= explained.keys()
    wrong = [e.name for e in METADATA if e.name in explained and e.clause not in explained[e.name].source]
    assert wrong == []


def test_each_has_a_place_of_its_own_on_form_and_page() -> None:
    assert sorted(each.name for group in FormGroup for each in asked_in(group)) == sorted(METADATA_FIELDS)
    assert sorted(each.name for place in PagePlace for each in shown_in(place)) == sorted(METADATA_FIELDS)
    for places in ([each.asked for each in METADATA], [each.shown for each in METADATA]):
        assert len(set(places)) == len(METADATA)
    assert sorted(each.column for each in ITEMS) == list(range(1, len(ITEMS) + 1))


def test_values_are_read_from_whatever_has_them() -> None:
    draft = DatasetDraft(title="名", keywords=["一"])
    assert values_of(draft) == draft.model_dump(exclude={"items"})
    assert set(REQUIRED) < set(METADATA_FIELDS)
