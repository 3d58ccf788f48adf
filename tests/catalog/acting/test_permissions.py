"""The table of permissions: complete, in order, and judged alike for people and machines."""

import re
from uuid import UUID

import pytest

from app.words.language import CHINESE, ENGLISH
from catalog.acting.actor import Anonymous, Machine, Person, Post, Role
from catalog.acting.permissions import (
    GRANT_SCOPES,
    PERMISSIONS_IN_ORDER,
    ROLE_PERMISSIONS,
    ROLES_IN_ORDER,
    SESSION_ONLY,
    TOKEN_SCOPES,
    Permission,
    allows,
    demand,
    permissions_of,
)
from catalog.base import new_id
from catalog.errors import Forbidden

HERE, THERE = new_id(), new_id()


def person(role: Role, organization: UUID | None = None) -> Person:
    return Person(new_id(), "账号", frozenset({Post(role, organization)}))


def test_every_role_stands_in_the_table_in_order() -> None:
    names = [role.value for role in ROLE_PERMISSIONS]
    assert names == sorted(role.value for role in Role)


def test_permissions_are_alphabetised_and_shaped() -> None:
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    assert all(re.fullmatch(r"(own|organization|system):[a-z]+:[a-z-]+", value) for value in values)


def test_every_permission_is_held_by_some_role() -> None:
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == frozenset(Permission)


def test_no_token_may_change_the_account_or_make_tokens() -> None:
    assert TOKEN_SCOPES.isdisjoint(SESSION_ONLY)
    assert GRANT_SCOPES <= TOKEN_SCOPES


def test_a_role_reaches_only_its_organization() -> None:
    cataloguer = person(Role.CATALOGUER, HERE)
    assert allows(cataloguer, Permission.EDIT_DATASETS, HERE)
    assert not allows(cataloguer, Permission.EDIT_DATASETS, THERE)
    assert allows(cataloguer, Permission.EDIT_DATASETS)
    assert not allows(cataloguer, Permission.PUBLISH_DATASETS, HERE)


def test_a_role_of_the_whole_system_reaches_everywhere() -> None:
    officer = person(Role.SECURITY_OFFICER)
    assert allows(officer, Permission.GRADE_DATASETS, HERE)
    assert allows(officer, Permission.GRADE_DATASETS, THERE)


def test_a_machine_has_no_more_than_scope_and_owner_together() -> None:
    owner = person(Role.CATALOGUER, HERE)
    machine = Machine(new_id(), owner, frozenset({Permission.EDIT_DATASETS, Permission.READ_AUDIT}))
    assert allows(machine, Permission.EDIT_DATASETS, HERE)
    assert not allows(machine, Permission.EDIT_DATASETS, THERE)
    assert not allows(machine, Permission.READ_DATASETS, HERE)
    assert not allows(machine, Permission.READ_AUDIT)


def test_a_visitor_may_nothing() -> None:
    assert not any(allows(Anonymous(), permission) for permission in Permission)


def test_posts_add_up() -> None:
    both = Person(new_id(), "账号", frozenset({Post(Role.AUDITOR, None), Post(Role.CATALOGUER, HERE)}))
    assert permissions_of(both) == ROLE_PERMISSIONS[Role.AUDITOR] | ROLE_PERMISSIONS[Role.CATALOGUER]


def test_the_refusal_names_what_is_missing_in_words() -> None:
    with pytest.raises(Forbidden) as refused:
        demand(person(Role.USER), Permission.MANAGE_ACCOUNTS)
    assert CHINESE.say(refused.value.detail) == "您的身份不能执行“管理账号”；需要：系统管理员。"
    with pytest.raises(Forbidden) as refused:
        demand(Anonymous(), Permission.REVOKE_GRANTS)
    assert CHINESE.say(refused.value.detail) == "您的身份不能执行“撤销授权”；需要：数据管理部门或部门审核人。"
    demand(person(Role.OPERATOR), Permission.MANAGE_ACCOUNTS)


def test_a_token_is_told_the_scope_only_where_that_is_what_it_lacks() -> None:
    machine = Machine(new_id(), person(Role.USER), frozenset({Permission.READ_AUDIT}))
    with pytest.raises(Forbidden) as refused:
        demand(machine, Permission.READ_HEALTH)
    assert CHINESE.say(refused.value.detail) == "令牌的权限范围不包含“查看运行状况”；需要：system:health:read。"
    with pytest.raises(Forbidden) as refused:
        demand(machine, Permission.READ_AUDIT)
    assert CHINESE.say(refused.value.detail) == "您的身份不能执行“查看审计记录”；需要：审计员。"


def test_every_permission_and_role_has_its_own_name() -> None:
    assert set(PERMISSIONS_IN_ORDER) == set(Permission)
    assert len({CHINESE.say(each.label) for each in Permission}) == len(PERMISSIONS_IN_ORDER) == len(Permission)
    assert set(ROLES_IN_ORDER) == set(Role)
    assert len({ENGLISH.say(role.label) for role in Role}) == len(ROLES_IN_ORDER)
