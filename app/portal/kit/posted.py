"""What a form has sent, and what is wrong with it, by the names of its inputs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request

from app.http.errors import MalformedRequest
from app.http.validation import pointer_of
from app.http.wording import message_of, own_message
from app.portal.kit.forms import FormError
from app.security.csrf import FIELD
from app.words.language import CHINESE
from catalog.errors import FieldProblem, Invalid
from catalog.messages import Message, message

MAX_FIELDS = 6000
"""Inputs of the largest form: 500 items of eleven inputs, and the metadata."""

P = TypeVar("P", bound=BaseModel)

_SECRET = frozenset({FIELD, "password", "repeat", "current", "new", "code"})


async def read_form(request: Request) -> FormData:
    """The form; read once, before the CSRF token is looked for with the narrower limits of other forms."""
    return await request.form(max_fields=MAX_FIELDS)


def text(form: FormData, name: str) -> str:
    """The text of one input, empty where it was not sent; line ends as the database keeps them."""
    value = form.get(name)
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def texts(form: FormData, name: str) -> tuple[str, ...]:
    """All values of an input that may be chosen several times."""
    return tuple(value for value in form.getlist(name) if isinstance(value, str))


def number(form: FormData, name: str) -> int:
    """A whole number that the page itself has put into the form.

    Raises:
        MalformedRequest: it is none: the form was not sent by the page.
    """
    value = text(form, name)
    if not value.isascii() or not value.isdigit() or len(value) > 9:  # noqa: PLR2004 - fits the column
        raise MalformedRequest(message("form.incomplete"))
    return int(value)


def day(form: FormData, name: str) -> date | None:
    """A date, or None where it is none."""
    try:
        return date.fromisoformat(text(form, name).strip())
    except ValueError:
        return None


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a form: the first message for each input, and every line of the sum on top."""

    by_field: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[FormError, ...] = ()

    def at(self, name: str) -> str:
        """What is wrong with the input ``name``; empty where nothing is."""
        return self.by_field.get(name, "")


NOTHING = Wrong()


def wrong(problems: Sequence[FieldProblem], inputs: Mapping[str, str] | None = None) -> Wrong:
    """The problems by input.

    Args:
        problems: what was refused, by JSON pointer.
        inputs: pointers to names of inputs where they differ; ``/items/3/name`` is ``items-3-name`` by itself.
    """
    given = dict(inputs or {})
    by_field: dict[str, str] = {}
    lines = []
    for problem in problems:
        name = given.get(problem.pointer, problem.pointer.strip("/").replace("/", "-"))
        said = CHINESE.say(problem.message)
        by_field.setdefault(name, said)
        lines.append(FormError(name, said))
    return Wrong(by_field, tuple(lines))


def whole(problem: Message) -> Wrong:
    """Something wrong with the form as a whole."""
    return Wrong({}, (FormError("", CHINESE.say(problem)),))


def refused(error: ValidationError, labels: Mapping[str, str]) -> Invalid:
    """What pydantic refused, in our words; ``labels`` name the fields."""
    return Invalid([_problem(found, labels) for found in error.errors(include_url=False)])


def payload(model: type[P], values: Mapping[str, object], labels: Mapping[str, str]) -> P:
    """What was typed as ``model``; ``labels`` name its fields.

    Raises:
        Invalid: it does not fit.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise refused(error, labels) from error


def _problem(found: Mapping[str, Any], labels: Mapping[str, str]) -> FieldProblem:
    said = own_message(found) or message_of(found)
    loc = found["loc"]
    label = labels.get(str(loc[-1]) if loc else "", "")
    if len(loc) > 1 and isinstance(loc[1], int):
        said = message("form.in-row", row=loc[1] + 1, label=label, problem=said)
    elif label:
        said = message("payload.at", name=label, problem=said)
    return FieldProblem(pointer_of(loc), said, str(found["type"]))


def keep(path: str, form: FormData) -> str:
    """What was sent to ``path``, without secrets and files, as text that a login form can carry."""
    pairs = [[name, value] for name, value in form.multi_items() if name not in _SECRET and isinstance(value, str)]
    return json.dumps([path, pairs], ensure_ascii=False)


def kept(value: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Address and inputs that :func:`keep` put away; None where ``value`` is nothing of the kind."""
    try:
        path, pairs = json.loads(value)
        fields = tuple((str(name), str(text)) for name, text in pairs)
    except (ValueError, TypeError):
        return None
    return (path, fields) if isinstance(path, str) and local(path) == path else None


def local(address: str) -> str:
    """``address`` where it is a page of this site, else the home page: a login must lead nowhere else."""
    inside = address.startswith("/") and not address.startswith(("//", "/\\", "/api/"))
    return address if inside and address.isprintable() and len(address) < 2000 else "/"  # noqa: PLR2004 - an address
