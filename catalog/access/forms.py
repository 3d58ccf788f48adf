"""What applicant, reviewer and agency write, checked field by field; every problem is told. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic_core import PydanticCustomError

from catalog.access.workflow import Approve, Form, Mode
from catalog.errors import FieldProblem
from catalog.messages import Message, message
from catalog.text import plain, said_of

QUESTIONS = ("scene", "contact", "storage", "security", "personal_information", "public_interest")
"""Further questions of the form (申请表, standards.md §3.1), by the names of their answers."""

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


def question(name: str) -> Message:
    """What the form asks where the answer ``name`` is given."""
    return message(f"application.question.{name}")


def tidy(text: str) -> str:
    """``text`` as it is kept: without blanks around it, in NFC."""
    return unicodedata.normalize("NFC", text.strip())


def form_problems(form: Form, offer: Offer, limits: Limits, today: date) -> list[FieldProblem]:
    """What is wrong with an application form."""
    found = _text("/purpose", message("application.purpose"), form.purpose, limits.purpose_min, limits.purpose_max)
    if not form.fields:
        found.append(FieldProblem("/fields", message("application.fields.required"), "required"))
    found += _within("/fields", form.fields, offer.open_fields, message("application.fields.not-open"))
    found += _until(form.use_until, limits, today)
    if form.mode not in list(Mode):
        options = tuple(message("code-and-label", code=mode.value, label=mode.label) for mode in Mode)
        found.append(FieldProblem("/mode", message("application.mode-unknown", known=options), "unknown"))
    return found + _answers(form.answers)


def terms_problems(
    command: Approve, asked: Sequence[str], asked_until: date, offer: Offer, limits: Limits, today: date
) -> list[FieldProblem]:
    """What is wrong with the terms of an approval: they may narrow what was asked for, never widen it."""
    found = _within("/fields", command.fields, asked, message("application.fields.not-asked"))
    still = command.fields or tuple(asked)
    found += _within("/fields", still, offer.open_fields, message("application.fields.closed"))
    until = command.use_until or asked_until
    found += _until(until, limits, today)
    if until > asked_until:
        found.append(
            FieldProblem(
                "/use_until", message("application.until.beyond-asked", asked=asked_until.isoformat()), "too_late"
            )
        )
    found += _within("/masks", command.masks, still, message("application.masks.not-granted"))
    for mask in command.masks.values():
        found += _text("/masks", message("application.mask"), mask, 1, _SHOWN)
    return found + _row_filter(command.row_filter, offer.all_fields)


def reason_problems(reason: str, limits: Limits, *, needed: bool, pointer: str = "/reason") -> list[FieldProblem]:
    """What is wrong with a reason."""
    label = message("application.basis") if pointer == "/basis" else message("application.reason")
    return _text(pointer, label, reason, 1 if needed else 0, limits.reason_max)


def _text(pointer: str, label: Message, text: str, least: int, most: int) -> list[FieldProblem]:
    length = len(text.strip())
    if length == 0 and least:
        return [FieldProblem(pointer, message("field.required", label=label), "required")]
    if length < least:
        said = message("field.too-short", label=label, least=least, length=length)
        return [FieldProblem(pointer, said, "too_short")]
    if length > most:
        return [FieldProblem(pointer, message("field.too-long", label=label, most=most, length=length), "too_long")]
    try:
        plain(text)
    except PydanticCustomError as problem:
        return [FieldProblem(pointer, message("field.unfit", label=label, problem=said_of(problem)), problem.type)]
    return []


def _within(pointer: str, names: Iterable[str], known: Sequence[str], complaint: Message) -> list[FieldProblem]:
    names = tuple(names)
    possible = frozenset(known)
    unknown = [name for name in names if name not in possible]
    found = [
        FieldProblem(pointer, message("application.name", name=name[:_SHOWN], complaint=complaint), "unknown")
        for name in unknown[:10]
    ]
    if len(set(names)) < len(names):
        found.append(FieldProblem(pointer, message("application.fields.twice"), "duplicate"))
    return found


def _until(until: date, limits: Limits, today: date) -> list[FieldProblem]:
    if until <= today:
        return [FieldProblem("/use_until", message("application.until.past", today=today.isoformat()), "past")]
    latest = today + timedelta(days=limits.days_max)
    if until > latest:
        said = message("application.until.too-late", days=limits.days_max, latest=latest.isoformat())
        return [FieldProblem("/use_until", said, "too_late")]
    return []


def _answers(answers: Mapping[str, str]) -> list[FieldProblem]:
    found = []
    for name, answer in answers.items():
        if name in QUESTIONS:
            found += _text(f"/answers/{name}", question(name), answer, 0, ANSWER_LIMIT)
        else:
            said = message("application.question-unknown", name=name[:_SHOWN], known=QUESTIONS)
            found.append(FieldProblem("/answers", said, "unknown"))
    return found[:10]


def _row_filter(conditions: Sequence[Mapping[str, Any]], known: Sequence[str]) -> list[FieldProblem]:
    return [
        p for place, condition in enumerate(conditions) for p in _condition(f"/row_filter/{place}", condition, known)
    ]


def _condition(pointer: str, condition: Mapping[str, Any], known: Sequence[str]) -> list[FieldProblem]:
    if set(condition) != {"field", "operator", "value"}:
        return [FieldProblem(pointer, message("application.condition.shape"), "shape")]
    found = _within(f"{pointer}/field", [str(condition["field"])], known, message("application.fields.not-of-dataset"))
    found += _text(
        f"{pointer}/operator", message("application.condition.operator"), str(condition["operator"]), 1, _SHOWN
    )
    value = condition["value"]
    values = value if isinstance(value, list | tuple) else [value]
    if len(values) > VALUES_LIMIT or not all(isinstance(v, str | int | float) for v in values):
        said = message("application.condition.values", most=VALUES_LIMIT)
        return [*found, FieldProblem(f"{pointer}/value", said, "shape")]
    label = message("application.condition.value")
    return found + [p for v in values for p in _text(f"{pointer}/value", label, str(v), 0, ANSWER_LIMIT)]
