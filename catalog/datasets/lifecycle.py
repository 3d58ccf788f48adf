"""The life of a dataset's working copy: states, commands, and who may give which command. Pure.

Source: standards.md §1.5 (编目 → 部门审核 → 数据管理部门规范性审查 → 发布). The public reads revisions, so a published
dataset stays live while its working copy goes round again.
"""

from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import Conflict, FieldProblem, Forbidden, Invalid


class State(StrEnum):
    """Where the working copy stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Command(StrEnum):
    """What may be done with a working copy."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class Hand(StrEnum):
    """In which relation a person stands to a dataset."""

    CATALOGUER = "cataloguer"
    REVIEWER = "reviewer"
    AUTHORITY = "authority"


STATE_LABELS = {
    State.DRAFT: "草稿",
    State.SUBMITTED: "待部门审核",
    State.APPROVED: "待发布审查",
    State.PUBLISHED: "已发布",
    State.RETURNED: "已退回",
    State.WITHDRAWN: "已撤回",
}
COMMAND_LABELS = {
    Command.EDIT: "编辑",
    Command.SUBMIT: "提交审核",
    Command.APPROVE: "审核通过",
    Command.RETURN: "退回",
    Command.PUBLISH: "发布",
    Command.WITHDRAW: "撤回发布",
}
HAND_LABELS = {Hand.CATALOGUER: "部门编目员", Hand.REVIEWER: "部门审核人", Hand.AUTHORITY: "数据管理部门"}


@dataclass(frozen=True)
class Move:
    """A permitted step: the state it leads to, and whose hand may take it."""

    to: State
    hand: Hand


_EDIT = Move(State.DRAFT, Hand.CATALOGUER)
MOVES: dict[tuple[State, Command], Move] = {
    (State.DRAFT, Command.EDIT): _EDIT,
    (State.DRAFT, Command.SUBMIT): Move(State.SUBMITTED, Hand.CATALOGUER),
    (State.SUBMITTED, Command.APPROVE): Move(State.APPROVED, Hand.REVIEWER),
    (State.SUBMITTED, Command.RETURN): Move(State.RETURNED, Hand.REVIEWER),
    (State.APPROVED, Command.PUBLISH): Move(State.PUBLISHED, Hand.AUTHORITY),
    (State.APPROVED, Command.RETURN): Move(State.RETURNED, Hand.AUTHORITY),
    (State.RETURNED, Command.EDIT): _EDIT,
    (State.RETURNED, Command.SUBMIT): Move(State.SUBMITTED, Hand.CATALOGUER),
    (State.PUBLISHED, Command.EDIT): _EDIT,
    (State.PUBLISHED, Command.WITHDRAW): Move(State.WITHDRAWN, Hand.AUTHORITY),
    (State.WITHDRAWN, Command.EDIT): _EDIT,
}
NEEDS_REASON = frozenset({Command.RETURN, Command.WITHDRAW})
REASON_LIMIT = 2000


def commands(state: State, hands: frozenset[Hand]) -> tuple[Command, ...]:
    """The commands that somebody with ``hands`` may give in ``state``, in the order of the table."""
    return tuple(command for (at, command), move in MOVES.items() if at is state and move.hand in hands)


def move(state: State, command: Command, hands: frozenset[Hand], *, own: bool = False, reason: str = "") -> State:
    """The state that ``command`` leads to.

    Args:
        state: the present state, read under the row's lock.
        command: what is to be done.
        hands: in which relations the actor stands to the dataset.
        own: whether the actor submitted this very version; nobody reviews what they submitted.
        reason: why, needed where something is returned or withdrawn.

    Raises:
        Forbidden: the actor's hand may never give this command, or the submission is their own.
        Conflict: the command does not fit the state.
        Invalid: the reason is missing or too long.
    """
    rights = {m.hand for (_, c), m in MOVES.items() if c is command}
    if not rights & hands:
        needs = "、".join(HAND_LABELS[h] for h in sorted(rights))
        raise Forbidden(action=COMMAND_LABELS[command], needs=needs)
    step = MOVES.get((state, command))
    if step is None or step.hand not in hands:  # whoever may give it elsewhere was late here, not without the right
        options = tuple(COMMAND_LABELS[c] for c in commands(state, hands))
        raise Conflict(state=STATE_LABELS[state], action=COMMAND_LABELS[command], allowed=options)
    if own and step.hand is not Hand.CATALOGUER:
        raise Forbidden(action=COMMAND_LABELS[command], note="不能审核自己提交的内容，请由其他审核人办理")
    _check_reason(command, reason)
    return step.to


def _check_reason(command: Command, reason: str) -> None:
    if command in NEEDS_REASON and not reason.strip():
        raise Invalid([FieldProblem("/reason", f"{COMMAND_LABELS[command]}须说明理由", "required")])
    if len(reason) > REASON_LIMIT:
        raise Invalid([FieldProblem("/reason", f"理由最多 {REASON_LIMIT} 字", "too_long")])
