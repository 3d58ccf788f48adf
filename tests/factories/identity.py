"""Accounts and who acts through them: registered as people do it, or as bare rows where nobody signs in."""

from datetime import datetime

from catalog.acting.actor import Person, Post, Role
from catalog.base import WriteSession, new_id
from catalog.identity import queries, service
from catalog.identity.models import Account, AccountKind
from catalog.identity.service import Registration
from tests.factories.acting import by_platform

PASSWORD = "闽江潮起时五月的风声"
APPLICANT = Registration("applicant@firm.example", "申请企业", AccountKind.ENTERPRISE, PASSWORD)
OPERATOR = Registration("operator@platform.example", "系统管理员", AccountKind.PERSON, PASSWORD)


async def registered(session: WriteSession, now: datetime, wish: Registration = APPLICANT) -> Account:
    """An account that can sign in."""
    return await service.register(session, by_platform(now), wish)


async def operator(session: WriteSession, now: datetime, wish: Registration = OPERATOR) -> Person:
    """An account that can sign in and holds the office of operator, as an actor."""
    account = await registered(session, now, wish)
    await service.grant_membership(session, by_platform(now), account.id, Role.OPERATOR, None)
    return await as_person(session, account)


async def as_person(session: WriteSession, account: Account) -> Person:
    """The actor that an account is."""
    found = await queries.person_by_id(session, account.id)
    assert found is not None
    return found


def account_row(now: datetime, name: str = "某人") -> Account:
    """An account with which nobody can sign in."""
    return Account(
        id=new_id(),
        email=f"{new_id().hex}@test.invalid",
        display_name=name,
        kind=AccountKind.PERSON,
        password_hash="-",
        created_at=now,
    )


async def person(session: WriteSession, now: datetime, name: str, post: Post) -> Person:
    """The holder of an office, with a confirmed name and a bare account."""
    account = account_row(now, name)
    session.add(account)
    await session.flush()
    return Person(account.id, name, frozenset({post}), real_name=True)
