"""Registering organizations, and the codes of their datasets."""

import re
from datetime import datetime

import pytest

from catalog.acting.actor import Actor, Anonymous, Person, Post, Role
from catalog.audit.queries import EntryFilter, entries
from catalog.base import WriteSession, new_id
from catalog.errors import Forbidden, Invalid
from catalog.organizations.models import Organization
from catalog.organizations.queries import by_code
from catalog.organizations.service import next_dataset_code, register
from tests.factories.acting import act
from tests.factories.organizations import organization_draft

OPERATOR = Person(new_id(), "系统管理员", frozenset({Post(Role.OPERATOR, None)}))


@pytest.mark.parametrize(
    "actor",
    [Anonymous(), *(Person(new_id(), "某人", frozenset({Post(role, new_id())})) for role in Role)],
)
async def test_only_operators_register(session: WriteSession, now: datetime, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        await register(session, act(actor, now), organization_draft())


async def test_a_registration_stands_in_the_record(session: WriteSession, now: datetime) -> None:
    made = await register(session, act(OPERATOR, now), organization_draft())
    assert (await by_code(session, made.code)).id == made.id
    auditor = Person(new_id(), "审计员", frozenset({Post(Role.AUDITOR, None)}))
    (entry,) = await entries(session, auditor, EntryFilter(object_id=str(made.id)))
    assert (entry.action, entry.actor_id) == ("organizations:organization:register", str(OPERATOR.account_id))


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"parent": "nowhere"}, "/parent"), ({"authority": "nowhere"}, "/authority"), ({"uscc": "123"}, "/uscc")],
)
async def test_what_does_not_fit_is_named(
    session: WriteSession, now: datetime, changes: dict[str, str], pointer: str
) -> None:
    with pytest.raises(Invalid) as caught:
        await register(session, act(OPERATOR, now), organization_draft(**changes))
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


async def test_an_authority_may_govern_itself_and_others(session: WriteSession, now: datetime) -> None:
    code = f"o-{new_id().hex[-10:]}"
    authority = await register(session, act(OPERATOR, now), organization_draft(code=code, authority=code))
    agency = await register(session, act(OPERATOR, now), organization_draft(parent=code, authority=code))
    assert authority.authority_id == agency.authority_id == agency.parent_id == authority.id


@pytest.mark.parametrize(("region", "branch"), [("350100", "07"), ("350200", "08"), ("350203", "08"), ("350000", "07")])
async def test_codes_follow_the_profile_and_never_repeat(
    session: WriteSession, now: datetime, region: str, branch: str
) -> None:
    made: Organization = await register(session, act(OPERATOR, now), organization_draft(region=region))
    codes = [await next_dataset_code(session, made) for _ in range(3)]
    assert codes == [f"3{branch}002{region}/{number:06d}" for number in (1, 2, 3)]
    assert all(re.fullmatch(r"3\d{2}\d{3}\d{6}/\d{6}", code) for code in codes)
