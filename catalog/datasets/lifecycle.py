"""The life of a dataset's working copy: states, commands, and who may give which command. Pure.

Source: standards.md §1.5 (编目 → 部门审核 → 数据管理部门规范性审查 → 发布). The public reads revisions, so a published
dataset stays live while its working copy goes round again.
"""

from enum import StrEnum

from catalog.acting.permissions import Permission
from catalog.audit.actions import Action
from catalog.errors import FieldProblem, Invalid
from catalog.messages import message
from catalog.promises import SEARCHABLE_WITHIN
from catalog.text import PROSE_LIMIT
from catalog.workflow.commands import Command, Effect, Noted, Payload, Reasoned
from catalog.workflow.table import Move, Wait, Workflow
from catalog.workflow.wording import Wording


class DatasetState(StrEnum):
    """Where the working copy stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class DatasetCommand(StrEnum):
    """What may be done with a working copy."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


class DatasetRelation(StrEnum):
    """In which relation a person stands to a dataset."""

    CATALOGUER = "cataloguer"
    REVIEWER = "reviewer"
    AUTHORITY = "authority"


_S, _C, _R = DatasetState, DatasetCommand, DatasetRelation

SCOPES = {
    _R.CATALOGUER: Permission.EDIT_DATASETS,
    _R.REVIEWER: Permission.APPROVE_DATASETS,
    _R.AUTHORITY: Permission.PUBLISH_DATASETS,
}
"""What each relation needs: a token acts in a relation only where its scopes hold this."""

_RETURNING = {each: SCOPES[each] for each in (_R.REVIEWER, _R.AUTHORITY)}

LIFECYCLE = Workflow(
    moves=(
        Move(_S.DRAFT, _C.EDIT, _R.CATALOGUER, _S.DRAFT),
        Move(_S.DRAFT, _C.SUBMIT, _R.CATALOGUER, _S.SUBMITTED),
        Move(_S.SUBMITTED, _C.APPROVE, _R.REVIEWER, _S.APPROVED),
        Move(_S.SUBMITTED, _C.RETURN, _R.REVIEWER, _S.RETURNED),
        Move(_S.APPROVED, _C.PUBLISH, _R.AUTHORITY, _S.PUBLISHED),
        Move(_S.APPROVED, _C.RETURN, _R.AUTHORITY, _S.RETURNED),
        Move(_S.RETURNED, _C.EDIT, _R.CATALOGUER, _S.DRAFT),
        Move(_S.RETURNED, _C.SUBMIT, _R.CATALOGUER, _S.SUBMITTED),
        Move(_S.PUBLISHED, _C.EDIT, _R.CATALOGUER, _S.DRAFT),
        Move(_S.PUBLISHED, _C.WITHDRAW, _R.AUTHORITY, _S.WITHDRAWN),
        Move(_S.WITHDRAWN, _C.EDIT, _R.CATALOGUER, _S.DRAFT),
    ),
    commands=(
        Command(_C.EDIT, Payload, SCOPES[_R.CATALOGUER], Action.DATASET_EDIT, Effect.KEEP, own=True, addressed=False),
        Command(_C.SUBMIT, Noted, SCOPES[_R.CATALOGUER], Action.DATASET_SUBMIT, Effect.HAND_IN, own=True),
        Command(_C.APPROVE, Noted, SCOPES[_R.REVIEWER], Action.DATASET_APPROVE, Effect.AGREE),
        Command(_C.RETURN, Reasoned, _RETURNING, Action.DATASET_RETURN, Effect.RETURN),
        Command(
            _C.PUBLISH,
            Noted,
            SCOPES[_R.AUTHORITY],
            Action.DATASET_PUBLISH,
            Effect.AGREE,
            within=SEARCHABLE_WITHIN,
        ),
        Command(_C.WITHDRAW, Reasoned, SCOPES[_R.AUTHORITY], Action.DATASET_WITHDRAW, Effect.END),
    ),
    waits={
        _S.SUBMITTED: Wait(_R.REVIEWER, "datasets.agency_review_days"),
        _S.APPROVED: Wait(_R.AUTHORITY, "datasets.publish_check_days"),
    },
    wording=Wording("dataset"),
)


def check_reason(name: DatasetCommand, reason: str) -> None:
    """Refuse a command that does not say why where it must, or says too much.

    Raises:
        Invalid: the reason is missing or too long.
    """
    if LIFECYCLE.command(name).needs_reason and not reason.strip():
        missing = message("dataset.reason.required", command=LIFECYCLE.wording.command(name))
        raise Invalid([FieldProblem("/reason", missing, "required")])
    if len(reason) > PROSE_LIMIT:
        raise Invalid([FieldProblem("/reason", message("dataset.reason.too-long", most=PROSE_LIMIT), "too_long")])
