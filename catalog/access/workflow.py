"""The way of an application (依申请开放, standards.md §3.1): what may be asked of it, by whom, and when. Pure.

Each command is declared once, with what it carries. The models say what a body may hold at most; limits that are
parameters are checked in ``forms``.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from catalog.acting.permissions import Permission
from catalog.audit.actions import Action
from catalog.messages import Message, message
from catalog.text import Plain, Prose
from catalog.workflow.commands import Command, Effect, Noted, Payload, Reasoned
from catalog.workflow.table import Move, Wait, Workflow
from catalog.workflow.wording import Wording

QUOTA_LIMIT = 1_000_000
"""The most calls a day that a grant can be given."""

Purpose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), Plain]
"""Longer than any parameter will allow: a purpose that is too long is told with everything else that is wrong."""

Fields = Annotated[tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=500)]
"""Names of data items."""


class ApplicationState(StrEnum):
    """Where an application stands. ``NEW`` is before its submission and is never stored."""

    NEW = "new"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    FORM_OK = "form_ok"
    AGREEMENT_PENDING = "agreement_pending"
    ACTIVE = "active"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    REVOKED = "revoked"


class ApplicationCommand(StrEnum):
    """What may be done with an application."""

    SUBMIT = "submit"
    CHECK_FORM = "check_form"
    RETURN = "return"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    REJECT = "reject"
    SIGN = "sign"
    REVOKE = "revoke"
    CANCEL = "cancel"


class ApplicationRelation(StrEnum):
    """In which relation somebody stands to an application."""

    APPLICANT = "applicant"
    DATA_ADMIN = "data_admin"
    AGENCY_REVIEWER = "agency_reviewer"
    OPERATOR = "operator"


class Mode(StrEnum):
    """How the data are to be taken: as files of a query's result, or row by row through the API."""

    DOWNLOAD = "download"
    API = "api"

    @property
    def label(self) -> Message:
        """What people call it."""
        return message(f"application.mode.{self}")


class Form(Payload):
    """What the applicant asks for (申请表, standards.md §3.1).

    ``fields`` are names of data items, ``use_until`` the last day of use (in China), ``mode`` is api or download,
    ``answers`` the further answers of the form by their name.
    """

    purpose: Purpose
    fields: Fields
    use_until: date
    mode: str = Mode.API
    answers: Annotated[dict[str, Annotated[str, Field(max_length=2000)]], Field(max_length=20)] = {}  # noqa: RUF012  # pydantic copies it


class Submit(Form):
    """Ask for a dataset."""


class Resubmit(Form):
    """Hand in again what was returned, with what was missing."""


class CheckForm(Noted):
    """The form is complete and proper (规范性审查通过)."""


class Return(Reasoned):
    """The form is not complete: ``reason`` names everything that is missing, once (一次性告知)."""


class Approve(Noted):
    """The agency agrees, on terms.

    Fields empty: all that were asked for; use_until None: as asked for; ``row_filter`` is a list of {field, operator,
    value}, ``masks`` a mask by field, ``quota`` the number of calls a day (None: the default of the parameters).
    """

    use_until: date | None = None
    fields: Fields = ()
    row_filter: Annotated[tuple[dict[str, Any], ...], Field(max_length=20)] = ()
    masks: Annotated[dict[str, Annotated[str, Field(max_length=60)]], Field(max_length=500)] = {}  # noqa: RUF012  # as above
    quota: Annotated[int, Field(ge=1, le=QUOTA_LIMIT)] | None = None


class Reject(Reasoned):
    """The agency does not agree; ``basis`` is the article of law, ``reason`` says why it applies."""

    basis: Prose


class Sign(Payload):
    """The applicant agrees to the text with this SHA-256 (hexadecimal)."""

    digest: Annotated[str, Field(max_length=64)]


class Revoke(Reasoned):
    """The grant is taken back, at once."""


class Cancel(Noted):
    """The applicant withdraws."""


_S, _C, _R, _P, _A = ApplicationState, ApplicationCommand, ApplicationRelation, Permission, Action

COMMANDS: tuple[Command[ApplicationCommand, ApplicationRelation], ...] = (
    Command(
        _C.SUBMIT, Submit, _P.SUBMIT_APPLICATIONS, _A.APPLICATION_SUBMIT, Effect.HAND_IN, own=True, addressed=False
    ),
    Command(_C.CHECK_FORM, CheckForm, _P.CHECK_APPLICATIONS, _A.APPLICATION_CHECK, Effect.AGREE),
    Command(_C.RETURN, Return, _P.CHECK_APPLICATIONS, _A.APPLICATION_RETURN, Effect.RETURN),
    Command(_C.RESUBMIT, Resubmit, _P.SUBMIT_APPLICATIONS, _A.APPLICATION_RESUBMIT, Effect.HAND_IN, own=True),
    Command(_C.APPROVE, Approve, _P.DECIDE_APPLICATIONS, _A.APPLICATION_APPROVE, Effect.AGREE),
    Command(_C.REJECT, Reject, _P.DECIDE_APPLICATIONS, _A.APPLICATION_REJECT, Effect.END),
    Command(_C.SIGN, Sign, _P.SUBMIT_APPLICATIONS, _A.AGREEMENT_SIGN, Effect.AGREE, own=True),
    Command(_C.REVOKE, Revoke, _P.REVOKE_GRANTS, _A.GRANT_REVOKE, Effect.END),
    Command(_C.CANCEL, Cancel, _P.SUBMIT_APPLICATIONS, _A.APPLICATION_CANCEL, Effect.GIVE_UP, own=True),
)
"""Every command of an application."""

WORKFLOW = Workflow(
    moves=(
        Move(_S.NEW, _C.SUBMIT, _R.APPLICANT, _S.SUBMITTED),
        Move(_S.SUBMITTED, _C.CANCEL, _R.APPLICANT, _S.CANCELLED),
        Move(_S.SUBMITTED, _C.CHECK_FORM, _R.DATA_ADMIN, _S.FORM_OK),
        Move(_S.SUBMITTED, _C.RETURN, _R.DATA_ADMIN, _S.RETURNED),
        Move(_S.RETURNED, _C.RESUBMIT, _R.APPLICANT, _S.SUBMITTED),
        Move(_S.RETURNED, _C.CANCEL, _R.APPLICANT, _S.CANCELLED),
        Move(_S.FORM_OK, _C.CANCEL, _R.APPLICANT, _S.CANCELLED),
        Move(_S.FORM_OK, _C.APPROVE, _R.AGENCY_REVIEWER, _S.AGREEMENT_PENDING),
        Move(_S.FORM_OK, _C.REJECT, _R.AGENCY_REVIEWER, _S.REJECTED),
        Move(_S.AGREEMENT_PENDING, _C.SIGN, _R.APPLICANT, _S.ACTIVE),
        Move(_S.AGREEMENT_PENDING, _C.CANCEL, _R.APPLICANT, _S.CANCELLED),
        Move(_S.AGREEMENT_PENDING, _C.REVOKE, _R.DATA_ADMIN, _S.REVOKED),
        Move(_S.AGREEMENT_PENDING, _C.REVOKE, _R.AGENCY_REVIEWER, _S.REVOKED),
        Move(_S.AGREEMENT_PENDING, _C.REVOKE, _R.OPERATOR, _S.REVOKED),
        Move(_S.ACTIVE, _C.REVOKE, _R.DATA_ADMIN, _S.REVOKED),
        Move(_S.ACTIVE, _C.REVOKE, _R.AGENCY_REVIEWER, _S.REVOKED),
        Move(_S.ACTIVE, _C.REVOKE, _R.OPERATOR, _S.REVOKED),
    ),
    commands=COMMANDS,
    waits={
        _S.SUBMITTED: Wait(_R.DATA_ADMIN, "access.formal_check_days"),
        _S.RETURNED: Wait(_R.APPLICANT, "access.supplement_days"),
        _S.FORM_OK: Wait(_R.AGENCY_REVIEWER, "access.agency_review_days"),
        _S.AGREEMENT_PENDING: Wait(_R.APPLICANT, "access.sign_days"),
    },
    wording=Wording("application"),
)

OPEN_STATES = tuple(WORKFLOW.waits)
"""States in which an application is under way; a person may have one such application for a dataset."""

_NAMES = {command.payload: command.name for command in COMMANDS}


def name_of(given: Payload) -> ApplicationCommand:
    """The command that carries ``given``; every command has a payload of its own."""
    return _NAMES[type(given)]
