"""The way of an application (依申请开放, standards.md §3.1): state → relation → command → next state. Pure.

The table is a whitelist: what does not stand in it cannot be done.
"""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
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

    @property
    def label(self) -> str:
        """The state in Chinese."""
        return _STATE_LABELS[self]


class Relation(StrEnum):
    """In which relation somebody stands to an application."""

    APPLICANT = "applicant"
    DATA_ADMIN = "data_admin"
    AGENCY_REVIEWER = "agency_reviewer"
    OPERATOR = "operator"

    @property
    def label(self) -> str:
        """The relation in Chinese."""
        return _RELATION_LABELS[self]


class Name(StrEnum):
    """What may be done with an application; the dataclasses of ``commands`` carry what each needs."""

    SUBMIT = "submit"
    CHECK_FORM = "check_form"
    RETURN = "return"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    REJECT = "reject"
    SIGN = "sign"
    REVOKE = "revoke"
    CANCEL = "cancel"

    @property
    def label(self) -> str:
        """The command in Chinese."""
        return _NAME_LABELS[self]


_STATE_LABELS = {
    State.NEW: "未提交",
    State.SUBMITTED: "待规范性审查",
    State.RETURNED: "待补正",
    State.FORM_OK: "待部门审核",
    State.AGREEMENT_PENDING: "待签署协议",
    State.ACTIVE: "已授权",
    State.REJECTED: "不予同意",
    State.CANCELLED: "已撤回",
    State.REVOKED: "授权已撤销",
}
_RELATION_LABELS = {
    Relation.APPLICANT: "申请人",
    Relation.DATA_ADMIN: "数据管理部门",
    Relation.AGENCY_REVIEWER: "数据提供单位审核人",
    Relation.OPERATOR: "系统管理员",
}
_NAME_LABELS = {
    Name.SUBMIT: "提交申请",
    Name.CHECK_FORM: "规范性审查通过",
    Name.RETURN: "退回补正",
    Name.RESUBMIT: "补正后重新提交",
    Name.APPROVE: "同意开放",
    Name.REJECT: "不予同意",
    Name.SIGN: "签署协议",
    Name.REVOKE: "撤销授权",
    Name.CANCEL: "撤回申请",
}

_REVOKERS = (Relation.DATA_ADMIN, Relation.AGENCY_REVIEWER, Relation.OPERATOR)
_REVOKING: Mapping[Relation, Mapping[Name, State]] = {who: {Name.REVOKE: State.REVOKED} for who in _REVOKERS}
_NOBODY: Mapping[Relation, Mapping[Name, State]] = {}

WORKFLOW: Mapping[State, Mapping[Relation, Mapping[Name, State]]] = {
    State.NEW: {Relation.APPLICANT: {Name.SUBMIT: State.SUBMITTED}},
    State.SUBMITTED: {
        Relation.APPLICANT: {Name.CANCEL: State.CANCELLED},
        Relation.DATA_ADMIN: {Name.CHECK_FORM: State.FORM_OK, Name.RETURN: State.RETURNED},
    },
    State.RETURNED: {Relation.APPLICANT: {Name.RESUBMIT: State.SUBMITTED, Name.CANCEL: State.CANCELLED}},
    State.FORM_OK: {
        Relation.APPLICANT: {Name.CANCEL: State.CANCELLED},
        Relation.AGENCY_REVIEWER: {Name.APPROVE: State.AGREEMENT_PENDING, Name.REJECT: State.REJECTED},
    },
    State.AGREEMENT_PENDING: {
        Relation.APPLICANT: {Name.SIGN: State.ACTIVE, Name.CANCEL: State.CANCELLED},
        **_REVOKING,
    },
    State.ACTIVE: _REVOKING,
    State.REJECTED: _NOBODY,
    State.CANCELLED: _NOBODY,
    State.REVOKED: _NOBODY,
}

OPEN_STATES = (State.SUBMITTED, State.RETURNED, State.FORM_OK, State.AGREEMENT_PENDING)
"""States in which an application is under way; a person may have one such application for a dataset."""

DEADLINES: Mapping[State, str] = {
    State.SUBMITTED: "access.formal_check_days",
    State.RETURNED: "access.supplement_days",
    State.FORM_OK: "access.agency_review_days",
    State.AGREEMENT_PENDING: "access.sign_days",
}
"""The parameter that says within how many working days each open state must be left."""

OWN = frozenset({Name.SUBMIT, Name.RESUBMIT, Name.SIGN, Name.CANCEL})
"""Commands of the applicant; the others are acts of office, which nobody performs on an application of their own."""


def allowed(state: State, relations: frozenset[Relation]) -> tuple[Name, ...]:
    """What somebody in ``relations`` may do in ``state``, in the order of ``Name``."""
    table = WORKFLOW[state]
    names = {name for relation in relations for name in table.get(relation, {})}
    if Relation.APPLICANT in relations:
        names &= OWN
    return tuple(name for name in Name if name in names)


def holders(name: Name) -> frozenset[Relation]:
    """The relations that may ever give the command ``name``."""
    return frozenset(
        relation for table in WORKFLOW.values() for relation, commands in table.items() if name in commands
    )
