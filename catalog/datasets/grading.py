"""The gate between level and openness, and what is missing before a dataset may be submitted. Pure.

Sources: GB/T 43697-2024 (就高从严) and the open gate of standards.md §2.6; core metadata of standards.md §1.1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.datasets.element_words import label
from catalog.datasets.elements import REQUIRED
from catalog.errors import FieldProblem
from catalog.messages import Message, message

GENERAL, ON_REQUEST, AUTHORISED, SUBJECT_ONLY, NONE = "GENERAL", "ON_REQUEST", "AUTHORISED", "SUBJECT_ONLY", "NONE"
OPEN_LABELS = {
    GENERAL: "普遍开放",
    ON_REQUEST: "依申请开放",
    AUTHORISED: "授权开放（一级开发）",
    SUBJECT_ONLY: "一人一档／一企一档",
    NONE: "暂不开放",
}


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
        FieldProblem(f"/{name}", f"请填写{label(name)}", "required")
        for name in REQUIRED
        if not facts.metadata.get(name)
    ]
    summary = facts.metadata.get("summary", "")
    if summary and len(summary) < SUMMARY_LEAST:
        found.append(
            FieldProblem("/summary", f"摘要至少 {SUMMARY_LEAST} 个字，请说明数据是什么、范围和用途", "too_short")
        )
    if not facts.items:
        found.append(FieldProblem("/items", "请至少填写一个信息项", "required"))
    return found


def _open_class(facts: Facts) -> list[FieldProblem]:
    wanted = facts.metadata.get("open_class", "")
    if not wanted:
        return []
    found = []
    level = level_of(facts.items)
    if wanted not in ALLOWED[level]:
        allowed = "、".join(OPEN_LABELS[c] for c in OPEN_LABELS if c in ALLOWED[level])
        message = f"所开放的信息项最高为 {level} 级，不能选择“{OPEN_LABELS[wanted]}”；可选：{allowed}"
        found.append(FieldProblem("/open_class", message, "level"))
    closed = [item.name for item in facts.items if not item.is_open]
    if wanted == GENERAL and closed:
        message = f"普遍开放的文件会整体公开，但信息项“{'、'.join(closed)}”标为不开放；请从文件中去掉，或改为依申请开放"
        found.append(FieldProblem("/items", message, "closed_item"))
    if wanted in {ON_REQUEST, NONE} and not facts.metadata.get("open_condition"):
        what = "开放条件" if wanted == ON_REQUEST else "暂不开放的理由和依据"
        found.append(FieldProblem("/open_condition", f"请填写{what}", "required"))
    return found


def _file(facts: Facts) -> list[FieldProblem]:
    if facts.metadata.get("open_class") not in WITH_FILE:
        return []
    if facts.file is None:
        return [FieldProblem("/file", "请上传数据文件", "required")]
    if facts.file.state == "failed":
        return [FieldProblem("/file", "数据文件未通过检查，请按提示修改后重新上传", "failed")]
    if facts.file.state != "ready":
        return [FieldProblem("/file", "数据文件正在检查，请稍候再提交", "pending")]
    return _columns([item.name for item in facts.items], facts.file.columns)


def _columns(items: Sequence[str], columns: Sequence[str]) -> list[FieldProblem]:
    missing = [name for name in columns if name not in items]
    extra = [name for name in items if name not in columns]
    found = []
    if missing:
        found.append(FieldProblem("/items", f"文件中的列“{'、'.join(missing)}”没有对应的信息项", "column_without_item"))
    if extra:
        found.append(FieldProblem("/items", f"信息项“{'、'.join(extra)}”在文件中没有对应的列", "item_without_column"))
    return found
