"""What each role may do, and what a token may be given: one table, alphabetised.

A permission is written ``scope:resource:action``. Its scope says how far it reaches: ``own`` what belongs to the
caller, ``organization`` what belongs to an organization in which the role is held, ``system`` everything.
"""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from catalog.acting.actor import Actor, Anonymous, Machine, Person, Platform, Role
from catalog.errors import Forbidden


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


PERMISSION_LABELS: Mapping[Permission, str] = {
    Permission.READ_GRANTED_DATA: "读取授权数据",
    Permission.SUBMIT_APPLICATIONS: "办理使用申请",
    Permission.MANAGE_OWN_ACCOUNT: "管理本人账号",
    Permission.MANAGE_OWN_TOKENS: "管理本人令牌",
    Permission.READ_DATASETS: "查看本单位目录",
    Permission.EDIT_DATASETS: "编目",
    Permission.APPROVE_DATASETS: "部门审核目录",
    Permission.PUBLISH_DATASETS: "审查发布目录",
    Permission.GRADE_DATASETS: "核定数据级别",
    Permission.CHECK_APPLICATIONS: "审查使用申请",
    Permission.DECIDE_APPLICATIONS: "决定使用申请",
    Permission.ISSUE_GRANTS: "签发授权",
    Permission.REVOKE_GRANTS: "撤销授权",
    Permission.READ_AUDIT: "查看审计记录",
    Permission.READ_HEALTH: "查看运行状况",
    Permission.MANAGE_ACCOUNTS: "管理账号",
    Permission.MANAGE_MEMBERSHIPS: "管理任职",
    Permission.MANAGE_ORGANIZATIONS: "管理机构",
    Permission.MANAGE_PARAMETERS: "管理参数",
    Permission.MANAGE_SEARCH: "管理检索",
}
"""What people call each permission, in the order in which they are asked for."""

ROLE_LABELS: Mapping[Role, str] = {
    Role.OPERATOR: "系统管理员",
    Role.DATA_ADMIN: "数据管理部门",
    Role.AGENCY_REVIEWER: "部门审核人",
    Role.CATALOGUER: "部门编目员",
    Role.SECURITY_OFFICER: "安全审查员",
    Role.AUDITOR: "审计员",
    Role.USER: "注册用户",
}
"""Roles in words; a person who holds several is called by the first of them."""

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
    action = PERMISSION_LABELS[permission]
    if isinstance(actor, Machine) and permission not in actor.scopes:
        raise out_of_scope(action, permission)
    holders = (label for role, label in ROLE_LABELS.items() if permission in ROLE_PERMISSIONS[role])
    raise Forbidden(action=action, needs=tuple(holders))


def out_of_scope(action: str, *needed: Permission) -> Forbidden:
    """What a token is told that has none of ``needed``: in words, and as a new token is asked for."""
    names = "或".join(f"“{PERMISSION_LABELS[each]}”" for each in needed)
    return Forbidden(action=action, needs=needed, note=f"令牌的权限范围不包含{names}")
