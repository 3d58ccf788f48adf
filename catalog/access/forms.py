"""What applicant, reviewer and agency write, checked field by field; every problem is told. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic_core import PydanticCustomError

from catalog.access.commands import Approve, Form, Mode
from catalog.errors import FieldProblem
from catalog.text import plain

QUESTIONS = {
    "scene": "应用场景",
    "contact": "联系人及联系方式",
    "storage": "数据存储地点",
    "security": "安全保护措施",
    "personal_information": "个人信息处理方式",
    "public_interest": "公益或产业用途",
}
"""Further questions of the form (申请表, standards.md §3.1) by the name of their answer."""

ANSWER_LIMIT = 500
VALUES_LIMIT = 200
_SHOWN = 60


@dataclass(frozen=True)
class Limits:
    """The limits of the parameters: lengths in characters, the longest time of use in days."""

    purpose_min: int
    purpose_max: int
    reason_max: int
    days_max: int


@dataclass(frozen=True)
class Offer:
    """What a dataset offers: whether it is open on request, its open items, and all its items, by name."""

    on_request: bool
    open_fields: tuple[str, ...]
    all_fields: tuple[str, ...]


def tidy(text: str) -> str:
    """``text`` as it is kept: without blanks around it, in NFC."""
    return unicodedata.normalize("NFC", text.strip())


def form_problems(form: Form, offer: Offer, limits: Limits, today: date) -> list[FieldProblem]:
    """What is wrong with an application form."""
    found = _text("/purpose", "用途说明", form.purpose, limits.purpose_min, limits.purpose_max)
    if not form.fields:
        found.append(FieldProblem("/fields", "请至少选择一个信息项", "required"))
    found += _within("/fields", form.fields, offer.open_fields, "不是本数据集开放的信息项")
    found += _until(form.use_until, limits, today)
    if form.mode not in list(Mode):
        options = "、".join(f"{mode.value}（{mode.label}）" for mode in Mode)
        found.append(FieldProblem("/mode", f"使用方式应为：{options}", "unknown"))
    return found + _answers(form.answers)


def terms_problems(
    command: Approve, asked: Sequence[str], asked_until: date, offer: Offer, limits: Limits, today: date
) -> list[FieldProblem]:
    """What is wrong with the terms of an approval: they may narrow what was asked for, never widen it."""
    found = _within("/fields", command.fields, asked, "不在申请的信息项之内")
    still = command.fields or tuple(asked)
    found += _within("/fields", still, offer.open_fields, "已不再开放")
    until = command.use_until or asked_until
    found += _until(until, limits, today)
    if until > asked_until:
        found.append(FieldProblem("/use_until", f"截止日期不能晚于申请的 {asked_until.isoformat()}", "too_late"))
    found += _within("/masks", command.masks, still, "不在授权的信息项之内，不能设置脱敏")
    for mask in command.masks.values():
        found += _text("/masks", "脱敏方式", mask, 1, _SHOWN)
    return found + _row_filter(command.row_filter, offer.all_fields)


def reason_problems(reason: str, limits: Limits, *, needed: bool, pointer: str = "/reason") -> list[FieldProblem]:
    """What is wrong with a reason."""
    label = "法律依据" if pointer == "/basis" else "理由"
    return _text(pointer, label, reason, 1 if needed else 0, limits.reason_max)


def _text(pointer: str, label: str, text: str, least: int, most: int) -> list[FieldProblem]:
    length = len(text.strip())
    if length < least:
        message = f"请填写{label}" if length == 0 else f"{label}至少 {least} 字，现在是 {length} 字"
        return [FieldProblem(pointer, message, "required" if length == 0 else "too_short")]
    if length > most:
        return [FieldProblem(pointer, f"{label}最多 {most} 字，现在是 {length} 字", "too_long")]
    try:
        plain(text)
    except PydanticCustomError as problem:
        return [FieldProblem(pointer, f"{label}{problem.message()}", problem.type)]
    return []


def _within(pointer: str, names: Iterable[str], known: Sequence[str], complaint: str) -> list[FieldProblem]:
    names = tuple(names)
    possible = frozenset(known)
    unknown = [name for name in names if name not in possible]
    found = [FieldProblem(pointer, f"“{name[:_SHOWN]}”{complaint}", "unknown") for name in unknown[:10]]
    if len(set(names)) < len(names):
        found.append(FieldProblem(pointer, "同一信息项只能选择一次", "duplicate"))
    return found


def _until(until: date, limits: Limits, today: date) -> list[FieldProblem]:
    if until <= today:
        return [FieldProblem("/use_until", f"使用截止日期应晚于今天（{today.isoformat()}）", "past")]
    latest = today + timedelta(days=limits.days_max)
    if until > latest:
        message = f"一次申请最长 {limits.days_max} 天，使用截止日期不能晚于 {latest.isoformat()}"
        return [FieldProblem("/use_until", message, "too_late")]
    return []


def _answers(answers: Mapping[str, str]) -> list[FieldProblem]:
    found = []
    for name, answer in answers.items():
        if name in QUESTIONS:
            found += _text(f"/answers/{name}", QUESTIONS[name], answer, 0, ANSWER_LIMIT)
        else:
            known = "、".join(QUESTIONS)
            found.append(FieldProblem("/answers", f"申请表没有“{name[:_SHOWN]}”这一栏；现有：{known}", "unknown"))
    return found[:10]


def _row_filter(conditions: Sequence[Mapping[str, Any]], known: Sequence[str]) -> list[FieldProblem]:
    return [
        p for place, condition in enumerate(conditions) for p in _condition(f"/row_filter/{place}", condition, known)
    ]


def _condition(pointer: str, condition: Mapping[str, Any], known: Sequence[str]) -> list[FieldProblem]:
    if set(condition) != {"field", "operator", "value"}:
        return [FieldProblem(pointer, "每个行条件须有且只有 field、operator、value 三项", "shape")]
    found = _within(f"{pointer}/field", [str(condition["field"])], known, "不是本数据集的信息项")
    found += _text(f"{pointer}/operator", "比较方式", str(condition["operator"]), 1, _SHOWN)
    value = condition["value"]
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > VALUES_LIMIT or not all(isinstance(v, str | int | float) for v in values):
        message = f"条件值应是文字、数字、是否，或不超过 {VALUES_LIMIT} 个这样的值"
        return [*found, FieldProblem(f"{pointer}/value", message, "shape")]
    return found + [p for v in values for p in _text(f"{pointer}/value", "条件值", str(v), 0, ANSWER_LIMIT)]
