"""What happened to a dataset and to an application: histories show roles, never persons."""

from collections.abc import Iterable, Mapping

from app.portal.kit.pieces import TimelineEntry, Tone
from catalog.access.queries import Step
from catalog.access.workflow import Name
from catalog.datasets.lifecycle import COMMAND_LABELS, HAND_LABELS, MOVES, Command, State
from catalog.datasets.models import DatasetEvent

COMMAND_TONES: Mapping[str, Tone] = {
    "submit": "sea",
    "approve": "tea",
    "publish": "tea",
    "return": "amber",
    "withdraw": "danxia",
    "edit": "neutral",
    "check_form": "tea",
    "reject": "danxia",
    "revoke": "danxia",
    "sign": "tea",
    "cancel": "neutral",
    "resubmit": "sea",
}
"""The tone in which an event stands in a history."""

ACTORS = {
    Name.SUBMIT: "申请人",
    Name.RESUBMIT: "申请人",
    Name.SIGN: "申请人",
    Name.CANCEL: "申请人",
    Name.CHECK_FORM: "数据管理部门",
    Name.RETURN: "数据管理部门",
    Name.APPROVE: "数据提供单位",
    Name.REJECT: "数据提供单位",
    Name.REVOKE: "数据管理部门或数据提供单位",
}
"""Who gives each command of an application."""


def of_dataset(events: Iterable[DatasetEvent]) -> tuple[TimelineEntry, ...]:
    """What happened, the newest first; of edits only the last one after the last step."""
    listed = [event for place, event in enumerate(events) if place == 0 or event.command != Command.EDIT]
    return tuple(
        TimelineEntry(
            event.at,
            COMMAND_LABELS[Command(event.command)],
            hand_of(event.command, event.from_state),
            event.reason,
            COMMAND_TONES[event.command],
        )
        for event in listed
    )


def of_application(events: Iterable[Step]) -> tuple[TimelineEntry, ...]:
    """What happened, the newest first."""
    made = [
        TimelineEntry(
            step.event.at,
            Name(step.event.command).label,
            ACTORS[Name(step.event.command)],
            "\n".join(part for part in (step.event.reason, step.event.basis and f"依据：{step.event.basis}") if part),
            COMMAND_TONES[step.event.command],
        )
        for step in events
    ]
    return tuple(reversed(made))


def hand_of(command: str, from_state: str) -> str:
    """The role that gave ``command`` in ``from_state``: histories show roles, never persons."""
    step = MOVES.get((State(from_state), Command(command)))
    return HAND_LABELS[step.hand] if step else "部门编目员"
