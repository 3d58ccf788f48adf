"""Signing in, throttling, sessions, passwords and resets, on a real database."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from catalog.acting.actor import Anonymous, Person
from catalog.base import WriteSession
from catalog.errors import Invalid, Throttled, Unauthenticated
from catalog.identity import passwords, queries, service, sessions
from catalog.identity.models import Account, BrowserSession, LoginFailure
from catalog.identity.sessions import SignInRefused
from tests.factories.acting import act
from tests.factories.identity import APPLICANT, PASSWORD

EMAIL = APPLICANT.email
NEXT = "武夷山下六月的雨声里"
DAY = timedelta(hours=12)


async def attempt(
    session: WriteSession, password: str, now: datetime, email: str = EMAIL, ip: str = "198.51.100.7"
) -> Account | SignInRefused:
    return await sessions.authenticate(session, act(Anonymous(), now, address=ip), email, password)


async def test_the_right_password_opens_in_any_spelling_of_the_address(
    session: WriteSession, account: Account, now: datetime
) -> None:
    assert await attempt(session, PASSWORD, now, email=" APPLICANT@firm.example") is account


@pytest.mark.parametrize("email", [EMAIL, "nobody@firm.example", "nul\x00@firm.example", "", "x" * 5000])
async def test_wrong_and_unknown_are_told_alike(
    session: WriteSession, account: Account, now: datetime, email: str
) -> None:
    outcome = await attempt(session, "wrong", now, email=email)
    assert isinstance(outcome, SignInRefused)
    assert outcome.error == Unauthenticated("credentials")


async def test_a_closed_account_is_told_only_to_who_knows_the_password(
    session: WriteSession, account: Account, now: datetime
) -> None:
    account.active = False
    wrong = await attempt(session, "wrong", now)
    right = await attempt(session, PASSWORD, now)
    assert isinstance(wrong, SignInRefused)
    assert isinstance(right, SignInRefused)
    assert (wrong.error, right.error) == (Unauthenticated("credentials"), Unauthenticated("inactive"))


async def test_an_account_is_throttled_from_every_address_and_freed_again(
    session: WriteSession, account: Account, now: datetime
) -> None:
    for number in range(sessions.MAX_ACCOUNT_FAILURES):
        await attempt(session, "wrong", now + timedelta(seconds=number), ip=f"198.51.100.{number}")
    refused = await attempt(session, PASSWORD, now + timedelta(seconds=30), ip="203.0.113.9")
    assert isinstance(refused, SignInRefused)
    assert refused.error == Throttled(15 * 60 - 30 + 1)
    assert await attempt(session, PASSWORD, now + sessions.WINDOW + timedelta(seconds=1)) is account


async def test_an_address_is_throttled_over_all_accounts(
    session: WriteSession, account: Account, now: datetime
) -> None:
    key = sessions._key("address", "198.51.100.7")
    session.add_all(LoginFailure(key=key, at=now) for _ in range(sessions.MAX_ADDRESS_FAILURES))
    await session.flush()
    refused = await attempt(session, PASSWORD, now)
    assert isinstance(refused, SignInRefused)
    assert isinstance(refused.error, Throttled)
    assert await attempt(session, PASSWORD, now, ip="203.0.113.9") is account


async def test_success_forgets_the_failures_of_the_account(
    session: WriteSession, account: Account, now: datetime
) -> None:
    for _ in range(sessions.MAX_ACCOUNT_FAILURES - 1):
        await attempt(session, "wrong", now)
    assert await attempt(session, PASSWORD, now) is account
    assert await queries.failures(session, sessions._key("account", EMAIL), now - sessions.WINDOW) == (0, None)


async def test_old_failures_are_swept(session: WriteSession, account: Account, now: datetime) -> None:
    await attempt(session, "wrong", now)
    await attempt(session, "wrong", now + sessions.FORGOTTEN + timedelta(seconds=1))
    assert await session.scalar(select(func.count()).select_from(LoginFailure)) == 2


async def test_a_session_lives_until_its_end(session: WriteSession, account: Account, now: datetime) -> None:
    opened = await sessions.open_session(session, account, now, DAY)
    person = await sessions.session_actor(session, opened.secret, now + DAY - timedelta(seconds=1))
    assert person is not None
    assert person.account_id == account.id
    assert await sessions.session_actor(session, opened.secret, now + DAY) is None
    assert await sessions.session_actor(session, "x" + opened.secret, now) is None


async def test_signing_out_ends_that_session_only(session: WriteSession, account: Account, now: datetime) -> None:
    here = await sessions.open_session(session, account, now, DAY)
    there = await sessions.open_session(session, account, now, DAY)
    await sessions.sign_out(session, act(Person(account.id, "申请企业"), now), here.secret)
    assert await sessions.session_actor(session, here.secret, now) is None
    assert await sessions.session_actor(session, there.secret, now) is not None


async def test_ended_sessions_are_swept_at_the_next_sign_in(
    session: WriteSession, account: Account, now: datetime
) -> None:
    await sessions.open_session(session, account, now, DAY)
    await sessions.open_session(session, account, now + DAY, DAY)
    assert await session.scalar(select(func.count()).select_from(BrowserSession)) == 1


async def test_changing_the_password_keeps_this_browser_and_closes_the_others(
    session: WriteSession, account: Account, now: datetime
) -> None:
    here = await sessions.open_session(session, account, now, DAY)
    there = await sessions.open_session(session, account, now, DAY)
    person = await sessions.session_actor(session, here.secret, now)
    assert person is not None
    await sessions.change_password(session, act(person, now), PASSWORD, NEXT, keep_session=here.secret)
    assert await sessions.session_actor(session, here.secret, now) is not None
    assert await sessions.session_actor(session, there.secret, now) is None
    assert await passwords.matches(NEXT, account.password_hash)


@pytest.mark.parametrize(
    ("current", "new", "pointer"),
    [("wrong", NEXT, "/current_password"), (PASSWORD, "short", "/new_password"), (PASSWORD, PASSWORD, "/new_password")],
)
async def test_a_change_of_password_is_refused_by_field(
    session: WriteSession, account: Account, now: datetime, current: str, new: str, pointer: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await sessions.change_password(session, act(Person(account.id, "申请企业"), now), current, new)
    assert {problem.pointer for problem in refused.value.problems} == {pointer}
    assert await passwords.matches(PASSWORD, account.password_hash)


async def test_a_reset_works_once_and_signs_out(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    opened = await sessions.open_session(session, account, now, DAY)
    code = await service.issue_reset(session, act(operator, now), account.id)
    restrained = await sessions.session_actor(session, opened.secret, now)
    assert restrained is not None
    assert restrained.must_change_password
    await sessions.use_reset(session, act(Anonymous(), now), code, NEXT)
    assert not account.must_change_password
    assert await sessions.session_actor(session, opened.secret, now) is None
    assert await attempt(session, NEXT, now) is account
    with pytest.raises(Invalid):
        await sessions.use_reset(session, act(Anonymous(), now), code, PASSWORD)


async def test_a_reset_expires_and_is_replaced_by_the_next(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    first = await service.issue_reset(session, act(operator, now), account.id)
    second = await service.issue_reset(session, act(operator, now), account.id)
    for code, at in ((first, now), ("unknown", now), (second, now + service.RESET_LIFETIME)):
        with pytest.raises(Invalid) as refused:
            await sessions.use_reset(session, act(Anonymous(), at), code, NEXT)
        assert refused.value.problems[0].pointer == "/code"


async def test_a_refused_password_leaves_the_code_usable(
    session: WriteSession, account: Account, operator: Person, now: datetime
) -> None:
    code = await service.issue_reset(session, act(operator, now), account.id)
    with pytest.raises(Invalid):
        await sessions.use_reset(session, act(Anonymous(), now), code, "short")
    assert await sessions.use_reset(session, act(Anonymous(), now), code, NEXT) is account
