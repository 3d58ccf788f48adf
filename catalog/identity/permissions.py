"""What each role may do, and what a token may be given: one table, alphabetised.

A permission is written ``scope:resource:action``. Its scope says how far it reaches: ``own`` what belongs to the
caller, ``organization`` what belongs to an organization in which the role is held, ``system`` everything.
"""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from catalog.errors import Forbidden
from catalog.identity.actor import Actor, Anonymous, Machine, Person
from catalog.identity.models import Role


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
    to hold the permission in some organization.
    """
    match actor:
        case Anonymous():
            return False
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
        Forbidden: the permission is not held, or the token lacks the scope.
    """
    if not allows(actor, permission, organization_id):
        note = "令牌的权限范围不包含此操作" if isinstance(actor, Machine) else ""
        raise Forbidden(action=permission.value, needs=permission.value, note=note)
