"""The gate between level and openness, and what is missing before a dataset may be submitted. Pure.

Sources: GB/T 43697-2024 (就高从严) and the open gate of standards.md §2.6; core metadata of standards.md §1.1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.datasets.elements import REQUIRED, element_label
from catalog.errors import FieldProblem
from catalog.messages import Message, message

GENERAL, ON_REQUEST, AUTHORISED, SUBJECT_ONLY, NONE = "GENERAL", "ON_REQUEST", "AUTHORISED", "SUBJECT_ONLY", "NONE"
OPEN_CLASSES = (GENERAL, ON_REQUEST, AUTHORISED, SUBJECT_ONLY, NONE)


def open_label(code: str) -> Message:
    """What an open class is called."""
    return message(f"open-class.{code.lower()}")


ALLOWED: dict[int, frozenset[str]] = {
    1: frozenset({GENERAL, ON_REQUEST, AUTHORISED, SUBJECT_ONLY, NONE}),
    2: frozenset({ON_REQUEST, AUTHORISED, SUBJECT_ONLY, NONE}),
    3: frozenset({AUTHORISED, SUBJECT_ONLY, NONE}),
    4: frozenset({NONE}),
}
"""Open classes that each level allows (standards.md §2.6, open gate)."""

WITH_FILE = frozenset({GENERAL, ON_REQUEST})
PARTS = len(REQUIRED) + 2
"""Entries that count for completeness: required metadata, data items, file."""
SUMMARY_LEAST = 10


@dataclass(frozen=True)
class ItemFacts:
    """What the gates ask of an item."""

    name: str
    is_open: bool
    level: int


@dataclass(frozen=True)
class FileFacts:
    """What the gates ask of the latest file: state of its checks, and the columns found in it."""

    state: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What the gates ask of a dataset's working copy; ``metadata`` by the name of the element."""

    metadata: Mapping[str, Any]
    items: tuple[ItemFacts, ...]
    file: FileFacts | None


def level_of(items: Iterable[ItemFacts]) -> int:
    """Level of the dataset: the highest of the items that would leave (就高从严)."""
    return max((item.level for item in items if item.is_open), default=1)


def problems(facts: Facts) -> list[FieldProblem]:
    """Everything that keeps the working copy from being submitted or published; empty when it is complete."""
    return [
        *_metadata(facts),
        *_open_class(facts),
        *_file(facts),
    ]


def completeness(facts: Facts) -> int:
    """How far the required metadata, items and file are given, in percent."""
    filled = sum(1 for name in REQUIRED if facts.metadata.get(name)) + bool(facts.items) + (facts.file is not None)
    return round(100 * filled / PARTS)


def _metadata(facts: Facts) -> list[FieldProblem]:
    found = [
        FieldProblem(f"/{name}", message("field.required", label=element_label(name)), "required")
        for name in REQUIRED
        if not facts.metadata.get(name)
    ]
    summary = facts.metadata.get("summary", "")
    if summary and len(summary) < SUMMARY_LEAST:
        found.append(FieldProblem("/summary", message("dataset.summary.too-short", least=SUMMARY_LEAST), "too_short"))
    if not facts.items:
        found.append(FieldProblem("/items", message("dataset.items.required"), "required"))
    return found


def _open_class(facts: Facts) -> list[FieldProblem]:
    wanted = facts.metadata.get("open_class", "")
    if not wanted:
        return []
    found = []
    level = level_of(facts.items)
    if wanted not in ALLOWED[level]:
        allowed = tuple(open_label(code) for code in OPEN_CLASSES if code in ALLOWED[level])
        said = message("dataset.open-class.level", level=level, wanted=open_label(wanted), allowed=allowed)
        found.append(FieldProblem("/open_class", said, "level"))
    closed = tuple(item.name for item in facts.items if not item.is_open)
    if wanted == GENERAL and closed:
        found.append(FieldProblem("/items", message("dataset.items.closed", names=closed), "closed_item"))
    if wanted in {ON_REQUEST, NONE} and not facts.metadata.get("open_condition"):
        label = message("dataset.open-condition") if wanted == ON_REQUEST else message("dataset.closing-basis")
        found.append(FieldProblem("/open_condition", message("field.required", label=label), "required"))
    return found


def _file(facts: Facts) -> list[FieldProblem]:
    if facts.metadata.get("open_class") not in WITH_FILE:
        return []
    if facts.file is None:
        return [FieldProblem("/file", message("dataset.file.required"), "required")]
    if facts.file.state == "failed":
        return [FieldProblem("/file", message("dataset.file.failed"), "failed")]
    if facts.file.state != "ready":
        return [FieldProblem("/file", message("dataset.file.pending"), "pending")]
    return _columns([item.name for item in facts.items], facts.file.columns)


def _columns(items: Sequence[str], columns: Sequence[str]) -> list[FieldProblem]:
    missing = tuple(name for name in columns if name not in items)
    extra = tuple(name for name in items if name not in columns)
    found = []
    if missing:
        found.append(
            FieldProblem("/items", message("dataset.columns.without-item", names=missing), "column_without_item")
        )
    if extra:
        found.append(
            FieldProblem("/items", message("dataset.items.without-column", names=extra), "item_without_column")
        )
    return found
