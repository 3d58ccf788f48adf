"""What happened to a dataset and to an application: histories show roles, never persons."""

from collections.abc import Iterable, Mapping

from app.portal.kit.actions import TONES as BUTTONS
from app.portal.kit.pieces import TimelineEntry, Tone
from app.words.language import CHINESE
from catalog.access.commands import ApplicationCommand, ApplicationRelation
from catalog.access.queries import Step
from catalog.access.workflow import WORKFLOW
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


def of_dataset(events: Iterable[DatasetEvent]) -> tuple[TimelineEntry, ...]:
    """What happened, the newest first; of edits only the last one after the last step."""
    listed = [event for place, event in enumerate(events) if place == 0 or event.command != DatasetCommand.EDIT]
    return tuple(
        TimelineEntry(
            event.at,
            CHINESE.say(LIFECYCLE.wording.command(event.command)),
            hand_of(event.command, event.from_state),
            event.reason,
            TONES[LIFECYCLE.command(DatasetCommand(event.command)).effect],
        )
        for event in listed
    )


def of_application(events: Iterable[Step]) -> tuple[TimelineEntry, ...]:
    """What happened, the newest first."""
    return tuple(reversed([_step(step) for step in events]))


def _step(step: Step) -> TimelineEntry:
    event, name = step.event, ApplicationCommand(step.event.command)
    hands = "或".join(HANDS[each] for each in WORKFLOW.holders(name) if each in HANDS)
    said = "\n".join(part for part in (event.reason, event.basis and f"依据：{event.basis}") if part)
    return TimelineEntry(
        event.at, CHINESE.say(WORKFLOW.wording.command(name)), hands, said, TONES[WORKFLOW.command(name).effect]
    )


def hand_of(command: str, from_state: str) -> str:
    """The role that gave ``command`` to a dataset in ``from_state``."""
    holders = LIFECYCLE.holders(DatasetCommand(command), DatasetState(from_state))
    return "或".join(CHINESE.say(LIFECYCLE.wording.relation(each)) for each in holders) or "部门编目员"
