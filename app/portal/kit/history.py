"""What happened to a dataset and to an application: histories show roles, never persons."""

from collections.abc import Iterable, Mapping

from app.portal.kit.actions import TONES as BUTTONS
from app.portal.kit.pieces import TimelineEntry, Tone
from app.words.language import CHINESE
from app.words.sources import _, listed
from catalog.access.queries import Step
from catalog.access.workflow import WORKFLOW, ApplicationCommand, ApplicationRelation
from catalog.datasets.lifecycle import LIFECYCLE, DatasetCommand, DatasetState
from catalog.datasets.models import DatasetEvent
from catalog.workflow.commands import Effect

TONES: Mapping[Effect, Tone] = {**BUTTONS, Effect.AGREE: "tea", Effect.GIVE_UP: "neutral"}
"""The tone in which a command of this effect stands in a history."""

HANDS: Mapping[ApplicationRelation, str] = {
    each: CHINESE.say(WORKFLOW.wording.relation(each))
    for each in ApplicationRelation
    if each is not ApplicationRelation.OPERATOR
}
"""Who acts on applications, as histories tell it; an operator steps in for these."""

OR = _("或")
"""What stands between the roles that may give a command."""


def of_dataset(events: Iterable[DatasetEvent]) -> tuple[TimelineEntry, ...]:
    """What happened, the newest first; of edits only the last one after the last step."""
    shown = [event for place, event in enumerate(events) if place == 0 or event.command != DatasetCommand.EDIT]
    return tuple(
        TimelineEntry(
            event.at,
            CHINESE.say(LIFECYCLE.wording.command(event.command)),
            hand_of(event.command, event.from_state),
            event.reason,
            TONES[LIFECYCLE.command(DatasetCommand(event.command)).effect],
        )
        for event in shown
    )


def of_application(events: Iterable[Step]) -> tuple[TimelineEntry, ...]:
    """What happened, the newest first."""
    return tuple(reversed([_step(step) for step in events]))


def _step(step: Step) -> TimelineEntry:
    event, name = step.event, ApplicationCommand(step.event.command)
    hands = listed((HANDS[each] for each in WORKFLOW.holders(name) if each in HANDS), OR)
    basis = _("依据：%(basis)s", basis=event.basis) if event.basis else ""
    said = listed((part for part in (event.reason, basis) if part), "\n")
    return TimelineEntry(
        event.at, CHINESE.say(WORKFLOW.wording.command(name)), hands, said, TONES[WORKFLOW.command(name).effect]
    )


def hand_of(command: str, from_state: str) -> str:
    """The role that gave ``command`` to a dataset in ``from_state``."""
    holders = LIFECYCLE.holders(DatasetCommand(command), DatasetState(from_state))
    return listed((CHINESE.say(LIFECYCLE.wording.relation(each)) for each in holders), OR) or _("部门编目员")
