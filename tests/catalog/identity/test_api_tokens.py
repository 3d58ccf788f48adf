"""Tokens on a real database: issued within limits, told apart when refused."""

from datetime import datetime, timedelta

import pytest

from catalog.acting.actor import Person, Role
from catalog.base import WriteSession, new_id
from catalog.errors import Invalid, Missing, Unauthenticated
from catalog.identity import api_tokens, queries, service, tokens
from catalog.identity.api_tokens import IssuedToken, TokenRequest
from catalog.identity.models import Account
from tests.factories.acting import act, by_platform
from tests.factories.identity import as_person

READ = frozenset({"own:data:read"})


@pytest.fixture
async def owner(session: WriteSession, account: Account) -> Person:
    return await as_person(session, account)


@pytest.fixture
async def issued(session: WriteSession, owner: Person, now: datetime) -> IssuedToken:
    return await api_tokens.issue_token(session, act(owner, now), owner, TokenRequest("程序", READ))


async def reason(session: WriteSession, secret: str, now: datetime) -> str:
    with pytest.raises(Unauthenticated) as refused:
        await api_tokens.token_actor(session, secret, now)
    return refused.value.reason


async def test_a_token_acts_for_its_owner_for_ninety_days(
    session: WriteSession, owner: Person, issued: IssuedToken, now: datetime
) -> None:
    machine, unnoted = await api_tokens.token_actor(session, issued.secret, now)
    assert (machine.owner.account_id, machine.scopes) == (owner.account_id, READ)
    assert unnoted
    assert issued.token.expires_at == now + timedelta(days=90)
    assert issued.secret not in repr(vars(issued.token))
    assert issued.secret.startswith(issued.token.prefix)


async def test_refusals_are_told_apart(
    session: WriteSession, owner: Person, issued: IssuedToken, now: datetime
) -> None:
    assert await reason(session, tokens.new_token(), now) == "invalid"
    assert await reason(session, "minshu_hello", now) == "invalid"
    assert await reason(session, "", now) == "invalid"
    assert await reason(session, issued.secret, now + timedelta(days=90)) == "expired"
    await api_tokens.revoke_token(session, act(owner, now), issued.token.id)
    assert await reason(session, issued.secret, now) == "revoked"


async def test_use_is_noted_at_most_once_a_minute(session: WriteSession, issued: IssuedToken, now: datetime) -> None:
    await api_tokens.note_use(session, issued.token.id, now)
    await session.refresh(issued.token)
    assert issued.token.last_used_at == now
    assert not (await api_tokens.token_actor(session, issued.secret, now + timedelta(seconds=59)))[1]
    assert (await api_tokens.token_actor(session, issued.secret, now + timedelta(seconds=60)))[1]


async def test_nobody_revokes_the_token_of_another(session: WriteSession, issued: IssuedToken, now: datetime) -> None:
    with pytest.raises(Missing):
        await api_tokens.revoke_token(session, act(Person(new_id(), "别人"), now), issued.token.id)


@pytest.mark.parametrize(
    ("name", "scopes", "days", "pointer"),
    [
        ("", READ, 1, "/name"),
        ("名" * 101, READ, 1, "/name"),
        ("a\x00b", READ, 1, "/name"),
        ("程序", frozenset(), 1, "/scopes"),
        ("程序", {"system:accounts:manage"}, 1, "/scopes"),
        ("程序", {"own:tokens:manage"}, 1, "/scopes"),
        ("程序", {"made:up:scope"}, 1, "/scopes"),
        ("程序", READ, 0, "/expires_at"),
        ("程序", READ, -1, "/expires_at"),
        ("程序", READ, 367, "/expires_at"),
    ],
)
async def test_a_wish_beyond_the_limits_is_refused_by_field(
    session: WriteSession, owner: Person, now: datetime, name: str, scopes: frozenset[str], days: int, pointer: str
) -> None:
    wish = TokenRequest(name, frozenset(scopes), now + timedelta(days=days))
    with pytest.raises(Invalid) as refused:
        await api_tokens.issue_token(session, act(owner, now), owner, wish)
    assert {problem.pointer for problem in refused.value.problems} == {pointer}


async def test_scopes_follow_the_roles_of_the_owner(session: WriteSession, owner: Person, now: datetime) -> None:
    wish = TokenRequest("审计", frozenset({"system:audit:read"}))
    with pytest.raises(Invalid):
        await api_tokens.issue_token(session, act(owner, now), owner, wish)
    await service.grant_membership(session, by_platform(now), owner.account_id, Role.AUDITOR, None)
    auditor = await queries.person_by_id(session, owner.account_id)
    assert auditor is not None
    assert (await api_tokens.issue_token(session, act(auditor, now), auditor, wish)).token.scopes == [
        "system:audit:read"
    ]


async def test_a_token_never_outlives_its_grant_and_only_reads(
    session: WriteSession, owner: Person, now: datetime
) -> None:
    end = now + timedelta(days=10)
    assert api_tokens._expiry(TokenRequest("程序", READ, grant_id=new_id(), grant_until=end), now) == end
    later = TokenRequest("程序", READ, now + timedelta(days=20), new_id(), end)
    assert api_tokens._expiry(later, now) == end
    wish = TokenRequest("程序", READ | {"own:applications:submit"}, None, new_id(), end)
    with pytest.raises(Invalid) as refused:
        await api_tokens.issue_token(session, act(owner, now), owner, wish)
    assert refused.value.problems[0].pointer == "/scopes"


async def test_a_list_shows_only_the_own_tokens_newest_first(
    session: WriteSession, owner: Person, issued: IssuedToken, now: datetime
) -> None:
    second = await api_tokens.issue_token(session, act(owner, now), owner, TokenRequest("第二", READ))
    seen = await queries.tokens_seen(session, owner, after=None, size=10)
    assert [token.id for token in seen] == [second.token.id, issued.token.id]
    assert [t.id for t in await queries.tokens_seen(session, owner, after=seen[0].id, size=10)] == [issued.token.id]
    assert await queries.tokens_seen(session, Person(new_id(), "别人"), after=None, size=10) == []
