"""The acts of this slice as they stand in the record: ``source:subject:action``."""

from enum import StrEnum


class IdentityAction(StrEnum):
    """What is done to accounts, sessions, roles and tokens."""

    ACCOUNT_REGISTER = "identity:account:register"
    ACCOUNT_CONFIRM = "identity:account:confirm-real-name"
    ACCOUNT_DEACTIVATE = "identity:account:deactivate"
    PASSWORD_CHANGE = "identity:password:change"  # noqa: S105  # the name of an act, not a secret
    PASSWORD_RESET = "identity:password:reset"  # noqa: S105  # as above
    LOGIN = "identity:session:open"
    LOGOUT = "identity:session:close"
    MEMBERSHIP_GIVE = "identity:membership:give"
    MEMBERSHIP_TAKE = "identity:membership:take"
    TOKEN_ISSUE = "identity:token:issue"  # noqa: S105  # as above
    TOKEN_REVOKE = "identity:token:revoke"  # noqa: S105  # as above
