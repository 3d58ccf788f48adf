"""What each role may do, and what a token may be given: one table, alphabetised.

A permission is written ``scope:resource:action``. Its scope says how far it reaches: ``own`` what belongs to the
caller, ``organization`` what belongs to an organization in which the role is held, ``system`` everything.
"""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from catalog.acting.actor import Actor, Anonymous, Machine, Person, Platform, Role
from catalog.errors import Forbidden
from catalog.messages import Message, message


class Permission(StrEnum):
    """Every permission there is."""

    CHECK_APPLICATIONS = "organization:applications:check"
    DECIDE_APPLICATIONS = "organization:applications:decide"
    APPROVE_DATASETS = "organization:datasets:approve"
    EDIT_DATASETS = "organization:datasets:edit"
    GRADE_DATASETS = "organization:datasets:grade"
    PUBLISH_DATASETS = "organization:datasets:publish"
    READ_DATASETS = "organization:datasets:read"
    ISSUE_GRANTS = "organization:grants:issue"
    REVOKE_GRANTS = "organization:grants:revoke"
    MANAGE_OWN_ACCOUNT = "own:account:manage"
    SUBMIT_APPLICATIONS = "own:applications:submit"
    READ_GRANTED_DATA = "own:data:read"
    MANAGE_OWN_TOKENS = "own:tokens:manage"
    MANAGE_ACCOUNTS = "system:accounts:manage"
    READ_AUDIT = "system:audit:read"
    READ_HEALTH = "system:health:read"
    MANAGE_MEMBERSHIPS = "system:memberships:manage"
    MANAGE_ORGANIZATIONS = "system:organizations:manage"
    MANAGE_PARAMETERS = "system:parameters:manage"
    MANAGE_SEARCH = "system:search:manage"

    @property
    def label(self) -> Message:
        """What people call it."""
        return message(f"permission.{self}")


PERMISSIONS_IN_ORDER = (
    Permission.READ_GRANTED_DATA,
    Permission.SUBMIT_APPLICATIONS,
    Permission.MANAGE_OWN_ACCOUNT,
    Permission.MANAGE_OWN_TOKENS,
    Permission.READ_DATASETS,
    Permission.EDIT_DATASETS,
    Permission.APPROVE_DATASETS,
    Permission.PUBLISH_DATASETS,
    Permission.GRADE_DATASETS,
    Permission.CHECK_APPLICATIONS,
    Permission.DECIDE_APPLICATIONS,
    Permission.ISSUE_GRANTS,
    Permission.REVOKE_GRANTS,
    Permission.READ_AUDIT,
    Permission.READ_HEALTH,
    Permission.MANAGE_ACCOUNTS,
    Permission.MANAGE_MEMBERSHIPS,
    Permission.MANAGE_ORGANIZATIONS,
    Permission.MANAGE_PARAMETERS,
    Permission.MANAGE_SEARCH,
)
"""Every permission, in the order in which they are asked for."""

ROLES_IN_ORDER = (
    Role.OPERATOR,
    Role.DATA_ADMIN,
    Role.AGENCY_REVIEWER,
    Role.CATALOGUER,
    Role.SECURITY_OFFICER,
    Role.AUDITOR,
    Role.USER,
)
"""Every role; a person who holds several is called by the first of them."""

_OWN = frozenset(p for p in Permission if p.startswith("own:"))

ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.AGENCY_REVIEWER: _OWN
    | {
        Permission.APPROVE_DATASETS,
        Permission.DECIDE_APPLICATIONS,
        Permission.READ_DATASETS,
        Permission.REVOKE_GRANTS,
    },
    Role.AUDITOR: _OWN | {Permission.READ_AUDIT},
    Role.CATALOGUER: _OWN | {Permission.EDIT_DATASETS, Permission.READ_DATASETS},
    Role.DATA_ADMIN: _OWN
    | {
        Permission.CHECK_APPLICATIONS,
        Permission.ISSUE_GRANTS,
        Permission.PUBLISH_DATASETS,
        Permission.READ_DATASETS,
        Permission.REVOKE_GRANTS,
    },
    Role.OPERATOR: _OWN
    | {
        Permission.MANAGE_ACCOUNTS,
        Permission.MANAGE_MEMBERSHIPS,
        Permission.MANAGE_ORGANIZATIONS,
        Permission.MANAGE_PARAMETERS,
        Permission.MANAGE_SEARCH,
        Permission.READ_HEALTH,
    },
    Role.SECURITY_OFFICER: _OWN | {Permission.GRADE_DATASETS, Permission.READ_DATASETS},
    Role.USER: _OWN,
}
"""The table: role → permissions. Every holder of any role may manage what is their own."""

SESSION_ONLY = frozenset({Permission.MANAGE_OWN_ACCOUNT, Permission.MANAGE_OWN_TOKENS})
"""What no token may be given, so that a leaked token can neither change a password nor make further tokens."""

TOKEN_SCOPES = frozenset(Permission) - SESSION_ONLY
"""What a token may be given, as far as its owner holds it."""

GRANT_SCOPES = frozenset({Permission.READ_GRANTED_DATA})
"""What the token of a grant is given: reading the granted data, nothing else."""


def permissions_of(person: Person) -> frozenset[Permission]:
    """What ``person`` may do anywhere, by all the posts held."""
    return frozenset[Permission]().union(*(ROLE_PERMISSIONS[post.role] for post in person.posts))


def allows(actor: Actor, permission: Permission, organization_id: UUID | None = None) -> bool:
    """Whether ``actor`` may do what ``permission`` names, within ``organization_id`` where that is given.

    A machine may do what its owner may at this moment and its scopes contain. Without ``organization_id`` it is enough
    to hold the permission in some organization. The platform does what concerns the whole system, and nothing in the
    name of an organization or a person.
    """
    match actor:
        case Anonymous():
            return False
        case Platform():
            return permission.startswith("system:")
        case Machine(owner=owner, scopes=scopes):
            return permission in scopes and allows(owner, permission, organization_id)
        case Person(posts=posts):
            return any(
                permission in ROLE_PERMISSIONS[post.role]
                and (organization_id is None or post.organization_id in {None, organization_id})
                for post in posts
            )


def demand(actor: Actor, permission: Permission, organization_id: UUID | None = None) -> None:
    """Let ``actor`` pass only with ``permission``.

    Raises:
        Forbidden: the token lacks the scope, or no role that has the permission is held; both are named.
    """
    if allows(actor, permission, organization_id):
        return
    if isinstance(actor, Machine) and permission not in actor.scopes:
        raise out_of_scope(permission.label, permission)
    holders = (role.label for role in ROLES_IN_ORDER if permission in ROLE_PERMISSIONS[role])
    raise Forbidden(action=permission.label, needs=tuple(holders))


def out_of_scope(action: Message, *needed: Permission) -> Forbidden:
    """What a token is told that has none of ``needed``: in words, and as a new token is asked for."""
    names = tuple(message("quoted", text=each.label) for each in needed)
    return Forbidden(action=action, needs=needed, note=message("token.out-of-scope", names=names))
