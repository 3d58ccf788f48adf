"""The buttons of workflows, made from the declarations of their commands."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from app.portal.kit.forms import Action
from app.portal.kit.pieces import Tone
from app.words.language import CHINESE
from catalog.workflow.commands import Effect
from catalog.workflow.table import Workflow

S = TypeVar("S", bound=StrEnum)
C = TypeVar("C", bound=StrEnum)
R = TypeVar("R", bound=StrEnum)

TONES: Mapping[Effect, Tone] = {
    Effect.HAND_IN: "sea",
    Effect.AGREE: "sea",
    Effect.ADOPT: "tea",
    Effect.RETURN: "amber",
    Effect.END: "danxia",
    Effect.GIVE_UP: "danxia",
    Effect.KEEP: "neutral",
}
"""The tone of a button that gives a command of this effect."""


def buttons(workflow: Workflow[S, C, R], names: Iterable[C]) -> tuple[Action, ...]:
    """The buttons of the commands ``names``."""
    return tuple(_button(workflow, name) for name in names)


def _button(workflow: Workflow[S, C, R], name: C) -> Action:
    command, wording = workflow.command(name), workflow.wording
    label, consequence = CHINESE.say(wording.button(name)), CHINESE.say(wording.consequence(name, command.within))
    return Action(name, label, consequence, TONES[command.effect], needs_reason=command.needs_reason)
