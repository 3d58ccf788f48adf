"""The way of an application (依申请开放, standards.md §3.1) as one table. Pure."""

from enum import StrEnum

from catalog.access.commands import COMMANDS, ApplicationCommand, ApplicationRelation
from catalog.workflow.table import Move, Wait, Workflow
from catalog.workflow.wording import Wording


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


_S, _C, _R = ApplicationState, ApplicationCommand, ApplicationRelation

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
