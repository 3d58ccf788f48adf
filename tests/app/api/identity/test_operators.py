"""Registration, tokens and the acts of operators over HTTP."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.container import Services as Parts
from catalog.identity.models import Account
from tests.app.http.edge import LOCAL, client_of, problem, signed_in
from tests.factories.identity import APPLICANT, PASSWORD
from tests.plugins.database import TestClock

REGISTRATION = {"email": "new@firm.example", "display_name": "新企业", "kind": "enterprise", "password": PASSWORD}


@pytest.fixture
async def applicant(edge: FastAPI, account: Account) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(edge) as client:
        yield await signed_in(client, APPLICANT.email)


async def token_of(client: httpx.AsyncClient, *scopes: str) -> dict[str, str]:
    """Headers of a program that has a token with these scopes."""
    answer = await client.post("/api/v1/me/tokens", json={"name": "程序", "scopes": scopes})
    assert answer.status_code == 201, answer.text
    return {"authorization": f"Bearer {answer.json()['secret']}"}


async def test_registration_answers_without_a_hash_and_leaves_an_entry(client: httpx.AsyncClient, parts: Parts) -> None:
    answer = await client.post("/api/v1/accounts", json=REGISTRATION)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["email"], made["real_name_confirmed_at"], made["active"]) == ("new@firm.example", None, True)
    assert [held["role"] for held in made["memberships"]] == ["user"]
    assert "password" not in str(set(made) - {"must_change_password"})
    document = problem(await client.post("/api/v1/accounts", json=REGISTRATION), 422, "invalid")
    assert document["errors"] == [
        {"pointer": "/email", "message": "该邮箱已注册，请直接登录或联系系统管理员重置密码。", "code": "duplicate"}
    ]
    async with parts.database.reading() as session:
        acts = (await session.execute(text("SELECT action FROM audit_entries"))).scalars().all()
    assert acts == ["identity:account:register"]


@pytest.mark.parametrize("name", ["real_name_confirmed_at", "role", "active"])
async def test_nobody_registers_with_more_than_a_user_has(client: httpx.AsyncClient, name: str) -> None:
    document = problem(await client.post("/api/v1/accounts", json=REGISTRATION | {name: "operator"}), 422, "invalid")
    assert [(e["pointer"], e["code"]) for e in document["errors"]] == [(f"/{name}", "extra_forbidden")]


@pytest.mark.caller("operator")
async def test_an_operator_confirms_gives_roles_resets_and_closes(
    caller: httpx.AsyncClient, account: Account, parts: Parts
) -> None:
    base = f"/api/v1/accounts/{account.id}"
    confirmed = await caller.post(f"{base}/commands/confirm-real-name")
    assert confirmed.json()["real_name_confirmed_at"] is not None
    problem(await caller.post(f"{base}/commands/confirm-real-name"), 409, "conflict")
    given = await caller.post(f"{base}/memberships", json={"role": "auditor"})
    assert (given.status_code, given.json()["organization"]) == (201, None)
    problem(await caller.post(f"{base}/memberships", json={"role": "auditor"}), 409, "duplicate")
    problem(await caller.post(f"{base}/memberships", json={"role": "king"}), 422, "invalid")
    problem(
        await caller.post(f"{base}/memberships", json={"role": "auditor", "organization": "none"}), 404, "not-found"
    )
    assert (await caller.delete(f"/api/v1/memberships/{given.json()['id']}")).status_code == 204
    assert len((await caller.post(f"{base}/commands/issue-reset")).json()["code"]) == 43
    assert (await caller.post(f"{base}/commands/deactivate")).json()["active"] is False
    async with parts.database.reading() as session:
        query = text("SELECT action FROM audit_entries WHERE actor_type = 'person' ORDER BY id")
        acts = (await session.execute(query)).scalars().all()
    assert acts == [
        "identity:session:open",
        "identity:account:confirm-real-name",
        "identity:membership:give",
        "identity:membership:take",
        "identity:password:reset",
        "identity:account:deactivate",
    ]


@pytest.mark.caller("operator")
async def test_others_may_not_and_do_not_even_see(applicant: httpx.AsyncClient, caller: httpx.AsyncClient) -> None:
    listed = (await caller.get("/api/v1/accounts")).json()["items"]
    own = next(item["id"] for item in listed if item["email"] == APPLICANT.email)
    other = next(item["id"] for item in listed if item["email"] == "operator@platform.example")
    assert [item["id"] for item in (await applicant.get("/api/v1/accounts")).json()["items"]] == [own]
    assert (await applicant.get(f"/api/v1/accounts/{own}")).status_code == 200
    problem(await applicant.get(f"/api/v1/accounts/{other}"), 404, "not-found")
    problem(await applicant.post(f"/api/v1/accounts/{other}/commands/deactivate"), 403, "forbidden")
    problem(
        await applicant.post(f"/api/v1/accounts/{uuid4()}/memberships", json={"role": "operator"}), 403, "forbidden"
    )


@pytest.mark.caller("operator")
async def test_a_list_is_paged_by_cursor(caller: httpx.AsyncClient, account: Account) -> None:
    first = (await caller.get("/api/v1/accounts?size=1")).json()
    second = (await caller.get(first["next"])).json()
    assert second["next"] is None
    assert len({item["id"] for item in first["items"] + second["items"]}) == 2
    problem(await caller.get("/api/v1/accounts?size=101"), 400, "bad-query")
    problem(await caller.get("/api/v1/accounts?cursor=x"), 400, "bad-query")


@pytest.mark.caller("applicant")
async def test_a_token_is_shown_once_works_within_its_scope_and_ends(
    edge: FastAPI, caller: httpx.AsyncClient, parts: Parts, clock: TestClock
) -> None:
    program = await token_of(caller, "own:data:read")
    async with client_of(edge) as client:
        me = (await client.get("/api/v1/me", headers=program)).json()
        assert (me["kind"], me["permissions"]) == ("machine", ["own:data:read"])
        assert (await client.get("/api/v1/trial/whoami", headers=program)).json()["kind"] == "Machine"
        more = {"name": "更多", "scopes": ["own:data:read"]}
        problem(await client.post("/api/v1/me/tokens", json=more, headers=program), 403, "forbidden")
        (listed,) = (await caller.get("/api/v1/me/tokens")).json()["items"]
        assert listed["last_used_at"] is not None
        assert program["authorization"].split()[1] not in str(listed)
        clock.advance(days=91)
        document = problem(await client.get("/api/v1/me", headers=program), 401, "unauthenticated")
        assert document["reason"] == "expired"


@pytest.mark.caller("applicant")
async def test_a_revoked_token_ends_with_the_next_call(edge: FastAPI, caller: httpx.AsyncClient) -> None:
    program = await token_of(caller, "own:data:read")
    (listed,) = (await caller.get("/api/v1/me/tokens")).json()["items"]
    assert (await caller.delete(f"/api/v1/me/tokens/{listed['id']}")).status_code == 204
    async with client_of(edge) as client:
        document = problem(await client.get("/api/v1/me", headers=program), 401, "unauthenticated")
    assert document["reason"] == "revoked"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Bearer minshu_x", "Basic YTpi", "minshu_", "Bearer " + "x" * 5000]
)
async def test_a_wrong_authorization_is_never_silently_anonymous(client: httpx.AsyncClient, header: str) -> None:
    answer = await client.get("/api/v1/trial/whoami", headers={"authorization": header})
    assert problem(answer, 401, "unauthenticated")["reason"] == "invalid"
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.caller("applicant")
async def test_authorization_is_judged_alone_even_beside_a_good_cookie(caller: httpx.AsyncClient) -> None:
    problem(await caller.get("/api/v1/me", headers={"authorization": "Bearer no"}), 401, "unauthenticated")


@pytest.mark.usefixtures("object_store")
@pytest.mark.caller("operator")
async def test_health_is_for_everybody_detail_for_the_operator(
    edge: FastAPI, client: httpx.AsyncClient, caller: httpx.AsyncClient, applicant: httpx.AsyncClient
) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = await client.get(path)
        assert (answer.status_code, answer.content) == (200, b"")
    token = await token_of(caller, "system:health:read")
    for path in ("/health/detail", "/metrics"):
        problem(await client.get(path), 403, "forbidden")
        problem(await applicant.get(path), 403, "forbidden")
        assert (await client.get(path, headers=token)).status_code == 200
        async with client_of(edge, LOCAL) as local:
            assert (await local.get(path)).status_code == 200
            forwarded = {"x-forwarded-for": "127.0.0.1"}
            problem(await local.get(path, headers=forwarded), 403, "forbidden")


@pytest.mark.usefixtures("object_store")
@pytest.mark.caller("operator")
async def test_an_entry_unsealed_for_a_minute_makes_unready(
    edge: FastAPI, caller: httpx.AsyncClient, clock: TestClock
) -> None:
    async with client_of(edge, LOCAL) as local:
        clock.advance(seconds=60)
        assert (await local.get("/health/ready")).status_code == 200
        clock.advance(seconds=1)
        assert (await local.get("/health/ready")).status_code == 503
        detail = (await local.get("/health/detail")).json()
    assert detail == {"ready": False, "database": True, "audit": False, "store": True, "unsealed_seconds": 61.0}
