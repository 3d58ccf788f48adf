"""Documents of revisions: those stored long ago are read like those of today, and two of them are compared."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from catalog.datasets.document import (
    SCHEMA_VERSION,
    Difference,
    FileShown,
    Place,
    RevisionDocument,
    difference,
    read,
    upgraded,
)
from catalog.datasets.stored import PATHS
from tests.factories import documents
from tests.factories.documents import document

STORED = Path(__file__).parent / "stored"
"""One document of every form that was ever stored, by its version; the first was published by commit 655b220."""
VERSIONS = range(1, SCHEMA_VERSION + 1)
PLACE = Place(7, datetime(2026, 3, 1, 8, tzinfo=UTC))


def stored(version: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((STORED / f"{version}.json").read_text("utf-8"))
    assert found["schema_version"] == version
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_a_document_of_every_form_is_read(version: int) -> None:
    old = stored(version)
    shown = read(old, PLACE)
    for name in ("title", "summary", "theme", "open_class", "open_condition", "contact", "code"):
        assert getattr(shown, name) == old[name] != ""
    assert shown.id == UUID(old["id"])
    assert list(shown.keywords) == old["keywords"] != []
    assert shown.organization.model_dump() == old["organization"]
    assert [item.model_dump() for item in shown.items] == old["items"] != []
    assert [file.model_dump(mode="json") for file in shown.distributions] == old["distributions"] != []
    assert shown.schema_version == SCHEMA_VERSION


def test_the_first_form_learns_from_its_row_which_revision_it_is() -> None:
    first = stored(1)
    assert not {"revision", "published_at"} & first.keys()
    shown = read(first, PLACE)
    assert (shown.revision, shown.published_at) == (7, PLACE.published_at)
    second = stored(2)
    told = read(second, Place(99, datetime(2030, 1, 1, tzinfo=UTC)))
    assert (told.revision, told.published_at.isoformat()) == (second["revision"], "2026-11-30T01:02:03+00:00")


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_stored_is_left_as_it_is(version: int) -> None:
    old = stored(version)
    read(old, PLACE)
    assert old == stored(version)


def test_what_is_published_today_is_of_the_present_form_and_read_as_it_is() -> None:
    whole = documents.stored(keywords=["公交"], distributions=[{}])
    assert whole.keys() == RevisionDocument.model_fields.keys()
    later = whole.keys() - stored(SCHEMA_VERSION).keys()
    assert [name for name in later if RevisionDocument.model_fields[name].is_required()] == []
    assert upgraded(whole, PLACE) == whole


def test_a_member_that_came_later_is_empty_in_what_was_stored_before() -> None:
    old = {name: value for name, value in stored(1).items() if name not in {"source", "keywords"}}
    shown = read(old, PLACE)
    assert (shown.source, shown.keywords) == ("", ())


def test_what_a_later_release_has_stored_is_read_as_far_as_it_is_known() -> None:
    later = stored(SCHEMA_VERSION) | {"schema_version": SCHEMA_VERSION + 1, "colour": "red"}
    assert read(later, PLACE).title == later["title"]


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(ValidationError):
        read({"schema_version": 1}, PLACE)


def test_nobody_changes_what_was_read() -> None:
    shown = document()
    with pytest.raises(ValidationError, match="frozen"):
        shown.title = "另一个名称"  # type: ignore[misc]  # that it cannot be set is tested


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_sql_reads_what_stands_in_every_form(path: tuple[str | int, ...]) -> None:
    assert path[-1] in members(path)
    for version in VERSIONS:
        found: Any = stored(version)
        for step in path:
            found = found[step]
        assert found


def members(path: tuple[str | int, ...]) -> set[str]:
    """The members of the model at the place where the last step of ``path`` is looked up."""
    model: type[BaseModel] = RevisionDocument
    for step in path[:-1]:
        if isinstance(step, str):
            kind = model.model_fields[step].annotation
            (model, *_) = get_args(kind) or (kind,)
    return set(model.model_fields)


def test_a_path_that_leads_nowhere_is_noticed() -> None:
    assert "colour" not in members(("colour",))
    assert members(("distributions", 0, "rows")) == set(FileShown.model_fields)


def changed(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    same = {"id": UUID(int=1)}
    for found in difference(document(**same, **before), document(**same, **after)):
        assert isinstance(found, Difference)
        yield found.pointer, found.before, found.after


def test_metadata_are_compared_by_name_and_lists_as_a_whole() -> None:
    before, after = {"title": "旧", "keywords": ["a"]}, {"title": "新", "keywords": ["a", "b"], "theme": "6"}
    assert list(changed(before, after)) == [
        ("/keywords", ["a"], ["a", "b"]),
        ("/theme", "", "6"),
        ("/title", "旧", "新"),
    ]


def test_items_are_compared_by_their_name_not_by_their_place() -> None:
    one, two = {"name": "a/b", "title": "甲", "length": 5}, {"name": "c", "title": "乙"}
    found = list(changed({"items": [one, two]}, {"items": [two, one | {"title": "丙"}]}))
    assert found == [("/items/a~1b/title", "甲", "丙")]
    gone = {pointer for pointer, _, after in changed({"items": [one, two]}, {"items": [two]}) if after is None}
    assert gone == {f"/items/a~1b/{name}" for name in documents.item()}


def test_that_it_is_another_revision_is_no_difference() -> None:
    later = {"revision": 2, "published_at": datetime(2027, 1, 1, tzinfo=UTC)}
    assert list(changed({}, later)) == []
    old = read(stored(1), PLACE)
    assert difference(old, old.model_copy(update=later)) == []
