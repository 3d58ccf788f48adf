"""Accounts on a real database: registration, the acts of operators, roles."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from catalog.acting.actor import Actor, Anonymous, Machine, Person, Post, Role
from catalog.base import WriteSession, new_id
from catalog.errors import Conflict, Duplicate, Forbidden, Invalid, Missing, Unauthenticated
from catalog.identity import api_tokens, queries, service, sessions
from catalog.identity.models import Account
from tests.factories.acting import act, by_platform
from tests.factories.identity import APPLICANT
from tests.factories.organizations import organization_row


@pytest.fixture
async def where(session: WriteSession) -> UUID:
    made = organization_row("trial")
    session.add(made)
    await session.flush()
    return made.id


async def test_a_registered_account_is_a_user_without_a_real_name(session: WriteSession, account: Account) -> None:
    person = await queries.person_by_id(session, account.id)
    assert person is not None
    assert person.posts == {Post(Role.USER, None)}
    assert not person.real_name
    assert account.password_hash.startswith("$argon2id$")


async def test_an_address_is_taken_in_any_spelling(session: WriteSession, account: Account, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        await service.register(session, by_platform(now), replace(APPLICANT, email="  Applicant@Firm.Example "))
    assert [(p.pointer, p.code) for p in refused.value.problems] == [("/email", "duplicate")]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"email": "no-at-sign"}, "/email"),
        ({"email": "a@b"}, "/email"),
        ({"email": "a b@c.example"}, "/email"),
        ({"email": "x" * 250 + "@c.example"}, "/email"),
        ({"email": "nul\x00@c.example"}, "/email"),
        ({"display_name": "  "}, "/display_name"),
        ({"display_name": "名" * 101}, "/display_name"),
        ({"display_name": "a\x00b"}, "/display_name"),
        ({"password": "short"}, "/password"),
    ],
)
async def test_every_wrong_field_is_named(
    session: WriteSession, now: datetime, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await service.register(session, by_platform(now), replace(APPLICANT, **changes))
    assert pointer in {problem.pointer for problem in refused.value.problems}


async def test_all_wrong_fields_are_named_together(session: WriteSession, now: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        await service.register(session, by_platform(now), replace(APPLICANT, email="x", display_name="", password="x"))
    assert {problem.pointer for problem in refused.value.problems} == {"/email", "/display_name", "/password"}


async def test_an_operator_confirms_a_real_name_once(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    await service.confirm_real_name(session, act(operator, now), account.id)
    assert account.real_name_confirmed_by == operator.account_id
    person = await queries.person_by_id(session, account.id)
    assert person is not None
    assert person.real_name
    with pytest.raises(Conflict):
        await service.confirm_real_name(session, act(operator, now), account.id)


async def test_nobody_manages_accounts_without_the_right(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    holder = Person(account.id, "申请企业", frozenset({Post(Role.USER, None)}))
    weak_token = Machine(new_id(), operator, frozenset({"own:data:read"}))
    for caller in (holder, Anonymous(), weak_token):
        with pytest.raises(Forbidden):
            await service.confirm_real_name(session, act(caller, now), account.id)
        with pytest.raises(Forbidden):
            await service.deactivate(session, act(caller, now), account.id)
        with pytest.raises(Forbidden):
            await service.issue_reset(session, act(caller, now), account.id)
        with pytest.raises(Forbidden):
            await service.grant_membership(session, act(caller, now), account.id, Role.OPERATOR, None)


async def test_operators_do_not_act_on_themselves(session: WriteSession, operator: Person, now: datetime) -> None:
    for step in (service.confirm_real_name, service.deactivate, service.issue_reset):
        with pytest.raises(Conflict):
            await step(session, act(operator, now), operator.account_id)
    own = next(m for m in await queries.memberships_of(session, [operator.account_id]) if m.role == Role.OPERATOR)
    with pytest.raises(Conflict):
        await service.end_membership(session, act(operator, now), own.id)


async def test_an_unknown_account_is_missing(session: WriteSession, operator: Person, now: datetime) -> None:
    with pytest.raises(Missing):
        await service.deactivate(session, act(operator, now), new_id())
    with pytest.raises(Missing):
        await service.grant_membership(session, act(operator, now), new_id(), Role.AUDITOR, None)
    with pytest.raises(Missing):
        await service.end_membership(session, act(operator, now), new_id())


async def test_deactivation_ends_sessions_and_tokens(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    opened = await sessions.open_session(session, account, now, sessions.WINDOW)
    owner = await queries.person_by_id(session, account.id)
    assert owner is not None
    wish = api_tokens.TokenRequest("程序", frozenset({"own:data:read"}))
    issued = await api_tokens.issue_token(session, act(owner, now), owner, wish)
    await service.deactivate(session, act(operator, now), account.id)
    assert await sessions.session_actor(session, opened.secret, now) is None
    assert await queries.person_by_id(session, account.id) is None
    with pytest.raises(Unauthenticated) as refused:
        await api_tokens.token_actor(session, issued.secret, now)
    assert refused.value.reason == "inactive"
    with pytest.raises(Conflict):
        await service.deactivate(session, act(operator, now), account.id)
    with pytest.raises(Conflict):
        await service.issue_reset(session, act(operator, now), account.id)


async def test_roles_are_given_once_and_taken_back(
    session: WriteSession, account: Account, operator: Person, where: UUID, now: datetime
) -> None:
    given = await service.grant_membership(session, act(operator, now), account.id, Role.CATALOGUER, where)
    person = await queries.person_by_id(session, account.id)
    assert person is not None
    assert person.holds(Role.CATALOGUER, where)
    with pytest.raises(Duplicate):
        await service.grant_membership(session, act(operator, now), account.id, Role.CATALOGUER, where)
    await service.end_membership(session, act(operator, now), given.id)
    later = await queries.person_by_id(session, account.id)
    assert later is not None
    assert not later.holds(Role.CATALOGUER, where)


@pytest.mark.parametrize("role", [Role.CATALOGUER, Role.AGENCY_REVIEWER, Role.DATA_ADMIN])
async def test_a_role_of_an_organization_needs_one(
    session: WriteSession, account: Account, operator: Person, now: datetime, role: Role
) -> None:
    with pytest.raises(Invalid):
        await service.grant_membership(session, act(operator, now), account.id, role, None)


async def test_a_role_of_the_system_goes_with_no_organization(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    with pytest.raises(Invalid):
        await service.grant_membership(session, act(operator, now), account.id, Role.OPERATOR, new_id())


async def test_accounts_are_seen_one_by_one_as_in_the_list(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    other = await service.register(session, by_platform(now), replace(APPLICANT, email="other@firm.example"))
    holder = Person(account.id, "申请企业", frozenset({Post(Role.USER, None)}))
    scoped = Machine(new_id(), operator, frozenset({"system:accounts:manage"}))
    unscoped = Machine(new_id(), operator, frozenset({"own:data:read"}))
    callers: list[Actor] = [Anonymous(), holder, operator, scoped, unscoped]
    mine = await session.get_one(Account, operator.account_id)
    seen = 0
    for caller in callers:
        by_policy = {found.id for found in await queries.accounts_seen(session, caller, after=None, size=100)}
        for candidate in (account, other, mine):
            assert (await queries.account_seen(session, caller, candidate.id) is not None) == (
                candidate.id in by_policy
            )
            seen += candidate.id in by_policy
    assert seen == 0 + 1 + 3 + 3 + 1
