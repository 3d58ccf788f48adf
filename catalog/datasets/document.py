"""What a revision holds: the document of a dataset as it was published, typed. Pure (ADR 12, ADR 20).

A stored document keeps its form for ever. ``upgraded`` brings one of any earlier form to the present form, step by
step, and ``read`` makes the typed one of it, which is what everything else looks at.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

SCHEMA_VERSION = 2
"""The present form. It rises where a member changes its name, its shape or its meaning, and then needs a step.

A further member with a default needs neither: a document without it is read as leaving it empty.
"""


class Frozen(BaseModel):
    """What was published and never changes.

    A member that is not known here was written by a later release and is passed over, so that both can run at once; in
    what the API describes there is none.
    """

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={"additionalProperties": False},
        json_schema_serialization_defaults_required=True,
    )


class OwnerShown(Frozen):
    """The organization that owns a dataset, as it was called when the revision was published."""

    code: str
    name: str
    short_name: str


class ItemShown(Frozen):
    """A data item (信息项), as the public reads it."""

    name: str
    title: str
    data_type: str
    length: int | None
    is_key: bool
    is_open: bool
    level: int
    description: str


class FileShown(Frozen):
    """A file of a revision: its bytes never change, ``sha256`` names them.

    ``size`` is in bytes; ``rows`` is None where the file was not read as a table, and then there are no ``columns``.
    """

    id: UUID
    file_version: UUID
    format: str
    filename: str
    size: int
    sha256: str
    media_type: str
    rows: int | None
    columns: tuple[str, ...]


class RevisionDocument(Frozen):
    """A dataset as it was published: metadata, data dictionary and file digests of the revision ``revision``.

    ``code`` is empty only in what has not been published yet; ``published_at`` has a zone.
    """

    schema_version: int
    id: UUID
    revision: int
    published_at: datetime
    code: str
    title: str
    summary: str = ""
    theme: str = ""
    keywords: tuple[str, ...] = ()
    region: str = ""
    open_class: str = ""
    open_condition: str = ""
    share_type: str = ""
    cycle: str = ""
    licence: str = ""
    contact: str = ""
    source: str = ""
    organization: OwnerShown
    items: tuple[ItemShown, ...]
    distributions: tuple[FileShown, ...]

    about_itself: ClassVar[set[str]] = {"schema_version", "revision", "published_at"}
    """Members that say which document this is, not what the dataset is."""

    @property
    def item_names(self) -> tuple[str, ...]:
        """Names of all items."""
        return tuple(item.name for item in self.items)

    @property
    def open_items(self) -> tuple[str, ...]:
        """Names of the items that are open."""
        return tuple(item.name for item in self.items if item.is_open)

    @property
    def file(self) -> FileShown | None:
        """The first file; None where there is none."""
        return self.distributions[0] if self.distributions else None


Stored = Mapping[str, Any]
"""A document as it was stored, in the form of its time."""


@dataclass(frozen=True)
class Place:
    """What the row of a revision knows of its document: its number, and when it was published."""

    number: int
    published_at: datetime


def read(stored: Stored, place: Place) -> RevisionDocument:
    """The document of a revision, whatever the form in which it was stored.

    Raises:
        pydantic.ValidationError: it is no document of this dataset's history.
    """
    return RevisionDocument.model_validate(upgraded(stored, place))


def upgraded(stored: Stored, place: Place) -> dict[str, Any]:
    """A stored document in the present form, as JSON values."""
    document = dict(stored)
    for version in range(document["schema_version"], SCHEMA_VERSION):
        document = {**_STEPS[version](document, place), "schema_version": version + 1}
    return document


def _says_which_it_is(document: dict[str, Any], place: Place) -> dict[str, Any]:
    """In the second form a document says of itself which revision it is, and of when, so that it can be cited alone."""
    return {**document, "revision": place.number, "published_at": place.published_at.isoformat()}


_STEPS: Mapping[int, Callable[[dict[str, Any], Place], dict[str, Any]]] = {1: _says_which_it_is}
"""By the version that a document has, what brings it to the next one."""


@dataclass(frozen=True)
class Difference:
    """One place in which two documents differ: a JSON pointer, and the values there, None where it is absent."""

    pointer: str
    before: Any
    after: Any


def difference(before: RevisionDocument, after: RevisionDocument) -> list[Difference]:
    """What changed from ``before`` to ``after``, in the order of the pointers.

    Items and distributions are compared by their identity, not by their place.
    """
    old, new = (dict(_leaves(each.model_dump(mode="json", exclude=each.about_itself))) for each in (before, after))
    paths = sorted(p for p in old.keys() | new.keys() if old.get(p) != new.get(p))
    return [Difference(p, old.get(p), new.get(p)) for p in paths]


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}/{_escape(str(key))}")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            name = str(inner.get("name") or inner.get("id"))
            yield from _leaves(inner, f"{path}/{_escape(name)}")
    else:
        yield path, value


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
