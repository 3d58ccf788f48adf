"""Every act that can stand in the record, as ``source:subject:action``; the strings are stored and never change. Pure.

The source is the part of the product that acts, the subject its object. What is not here is not recorded.
"""

from enum import StrEnum


class Action(StrEnum):
    """What is done to data, catalogue, accounts and the platform itself."""

    DATASET_CREATE = "datasets:dataset:create"
    DATASET_EDIT = "datasets:dataset:edit"
    DATASET_SUBMIT = "datasets:dataset:submit"
    DATASET_APPROVE = "datasets:dataset:approve"
    DATASET_RETURN = "datasets:dataset:return"
    DATASET_PUBLISH = "datasets:dataset:publish"
    DATASET_WITHDRAW = "datasets:dataset:withdraw"
    FILE_UPLOAD = "datasets:file:upload"

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

    ACCOUNT_REGISTER = "identity:account:register"
    ACCOUNT_CONFIRM = "identity:account:confirm-real-name"
    ACCOUNT_DEACTIVATE = "identity:account:deactivate"
    PASSWORD_CHANGE = "identity:password:change"  # noqa: S105  # as above
    PASSWORD_RESET = "identity:password:reset"  # noqa: S105  # as above
    LOGIN = "identity:session:open"
    LOGOUT = "identity:session:close"
    MEMBERSHIP_GIVE = "identity:membership:give"
    MEMBERSHIP_TAKE = "identity:membership:take"
    TOKEN_ISSUE = "identity:token:issue"  # noqa: S105  # as above
    TOKEN_REVOKE = "identity:token:revoke"  # noqa: S105  # as above

    ORGANIZATION_REGISTER = "organizations:organization:register"

    SYNONYM_PROPOSE = "search:synonym:propose"
    SYNONYM_ACCEPT = "search:synonym:accept"
    SYNONYM_DECLINE = "search:synonym:decline"
    SYNONYM_WITHDRAW = "search:synonym:withdraw"
    INDEX_REBUILD = "search:index:rebuild"
    INDEX_ROLL_BACK = "search:index:roll-back"
    INDEX_REPAIR = "search:index:repair"

    AUDIT_EXPORT = "audit:entries:export"
    SCHEMA_UPGRADE = "database:schema:upgrade"
