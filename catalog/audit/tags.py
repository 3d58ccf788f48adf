"""What can stand in the record: acts as ``source:subject:action``, legal bases, and results."""

from enum import StrEnum


class Action(StrEnum):
    """Acts of applying for data and of giving them out. The source is the slice that acts, the subject its object.

    The slices below name their own acts in the same form.
    """

    APPLICATION_SUBMIT = "access:application:submit"
    APPLICATION_CHECK = "access:application:check-form"
    APPLICATION_RETURN = "access:application:return"
    APPLICATION_RESUBMIT = "access:application:resubmit"
    APPLICATION_APPROVE = "access:application:approve"
    APPLICATION_REJECT = "access:application:reject"
    APPLICATION_CANCEL = "access:application:cancel"
    AGREEMENT_SIGN = "access:agreement:sign"
    GRANT_REVOKE = "access:grant:revoke"
    GRANT_TOKEN = "access:grant:issue-token"  # noqa: S105  # the name of an act, not a secret
    FILE_READ = "delivery:file:read"
    ROWS_READ = "delivery:rows:read"
    EXPORT_READ = "delivery:export:read"
    AUDIT_EXPORT = "audit:entries:export"


class BasisType(StrEnum):
    """On what an act rests (standards.md §2.8, basis_type; 职责 is added for acts of office)."""

    PUBLIC = "目录公开"
    APPLICATION = "申请单"
    AGREEMENT = "协议"
    GRANT = "授权"
    LAW = "法定"
    DUTY = "职责"


OK = "ok"
REFUSED = "refused"
