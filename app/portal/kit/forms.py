"""Values of forms: what was typed, what is wrong with it, what may be chosen."""

from dataclasses import dataclass

from app.portal.kit.pieces import Tone


@dataclass(frozen=True)
class Input:
    """One field with the text that was typed (kept after a refusal) and what is wrong with it."""

    name: str
    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class Option:
    """One thing that may be chosen; ``tip`` explains it."""

    value: str
    label: str
    selected: bool = False
    tip: str = ""


@dataclass(frozen=True)
class Choice:
    """A field whose value is one, or some, of its options."""

    name: str
    options: tuple[Option, ...]
    error: str = ""


@dataclass(frozen=True)
class FormError:
    """One line of the sum of errors: ``field`` is the name of the input it leads to (empty: the form as a whole)."""

    field: str
    message: str


@dataclass(frozen=True)
class Action:
    """A command that may be given now: posted to ``…/commands/{command}``; ``consequence`` says what will happen.

    ``needs_reason``: the reason must be filled in for this command.
    """

    command: str
    label: str
    consequence: str
    tone: Tone = "sea"
    needs_reason: bool = False
