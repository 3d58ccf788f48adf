"""Registration, tokens and the acts of operators over HTTP."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.container import Services as Parts
from catalog.acting.actor import Role
from catalog.identity import service
from catalog.identity.models import Account, AccountKind
from catalog.identity.service import Registration
from tests.app.http.edge import LOCAL, PASSWORD, client_of, problem
from tests.factories.acting import by_platform
from tests.plugins.database import TestClock

REGISTRATION = {"email": "new@firm.example", "display_name": "新企业", "kind": "enterprise", "password": PASSWORD}


async def signed_in(client: httpx.AsyncClient, email: str) -> httpx.AsyncClient:
    answer = await client.post("/api/v1/session", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    client.headers["x-csrf-token"] = answer.json()["csrf_token"]
    return client


@pytest.fixture
async def operator(edge: FastAPI, parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    wish = Registration("operator@platform.example", "系统管理员", AccountKind.PERSON, PASSWORD)
    async with parts.database.unit_of_work() as session:
        made = await service.register(session, by_platform(parts.clock.now()), wish)
        await service.grant_membership(session, by_platform(parts.clock.now()), made.id, Role.OPERATOR, None)
    async with client_of(edge) as client:
        yield await signed_in(client, "operator@platform.example")


@pytest.fixture
async def applicant(edge: FastAPI, account: Account) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(edge) as client:
        yield await signed_in(client, "applicant@firm.example")


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


async def test_an_operator_confirms_gives_roles_resets_and_closes(
    operator: httpx.AsyncClient, account: Account, parts: Parts
) -> None:
    base = f"/api/v1/accounts/{account.id}"
    confirmed = await operator.post(f"{base}/commands/confirm-real-name")
    assert confirmed.json()["real_name_confirmed_at"] is not None
    problem(await operator.post(f"{base}/commands/confirm-real-name"), 409, "conflict")
    given = await operator.post(f"{base}/memberships", json={"role": "auditor"})
    assert (given.status_code, given.json()["organization"]) == (201, None)
    problem(await operator.post(f"{base}/memberships", json={"role": "auditor"}), 409, "duplicate")
    problem(await operator.post(f"{base}/memberships", json={"role": "king"}), 422, "invalid")
    problem(
        await operator.post(f"{base}/memberships", json={"role": "auditor", "organization": "none"}), 404, "not-found"
    )
    assert (await operator.delete(f"/api/v1/memberships/{given.json()['id']}")).status_code == 204
    assert len((await operator.post(f"{base}/commands/issue-reset")).json()["code"]) == 43
    assert (await operator.post(f"{base}/commands/deactivate")).json()["active"] is False
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


async def test_others_may_not_and_do_not_even_see(applicant: httpx.AsyncClient, operator: httpx.AsyncClient) -> None:
    listed = (await operator.get("/api/v1/accounts")).json()["items"]
    own = next(item["id"] for item in listed if item["email"] == "applicant@firm.example")
    other = next(item["id"] for item in listed if item["email"] == "operator@platform.example")
    assert [item["id"] for item in (await applicant.get("/api/v1/accounts")).json()["items"]] == [own]
    assert (await applicant.get(f"/api/v1/accounts/{own}")).status_code == 200
    problem(await applicant.get(f"/api/v1/accounts/{other}"), 404, "not-found")
    problem(await applicant.post(f"/api/v1/accounts/{other}/commands/deactivate"), 403, "forbidden")
    problem(
        await applicant.post(f"/api/v1/accounts/{uuid4()}/memberships", json={"role": "operator"}), 403, "forbidden"
    )


async def test_a_list_is_paged_by_cursor(operator: httpx.AsyncClient, account: Account) -> None:
    first = (await operator.get("/api/v1/accounts?size=1")).json()
    second = (await operator.get(first["next"])).json()
    assert second["next"] is None
    assert len({item["id"] for item in first["items"] + second["items"]}) == 2
    problem(await operator.get("/api/v1/accounts?size=101"), 400, "bad-query")
    problem(await operator.get("/api/v1/accounts?cursor=x"), 400, "bad-query")


async def test_a_token_is_shown_once_works_within_its_scope_and_ends(
    edge: FastAPI, applicant: httpx.AsyncClient, parts: Parts, clock: TestClock
) -> None:
    program = await token_of(applicant, "own:data:read")
    async with client_of(edge) as client:
        me = (await client.get("/api/v1/me", headers=program)).json()
        assert (me["kind"], me["permissions"]) == ("machine", ["own:data:read"])
        assert (await client.get("/api/v1/trial/whoami", headers=program)).json()["kind"] == "Machine"
        more = {"name": "更多", "scopes": ["own:data:read"]}
        problem(await client.post("/api/v1/me/tokens", json=more, headers=program), 403, "forbidden")
        (listed,) = (await applicant.get("/api/v1/me/tokens")).json()["items"]
        assert listed["last_used_at"] is not None
        assert program["authorization"].split()[1] not in str(listed)
        clock.advance(days=91)
        document = problem(await client.get("/api/v1/me", headers=program), 401, "unauthenticated")
        assert document["reason"] == "expired"


async def test_a_revoked_token_ends_with_the_next_call(edge: FastAPI, applicant: httpx.AsyncClient) -> None:
    program = await token_of(applicant, "own:data:read")
    (listed,) = (await applicant.get("/api/v1/me/tokens")).json()["items"]
    assert (await applicant.delete(f"/api/v1/me/tokens/{listed['id']}")).status_code == 204
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


async def test_authorization_is_judged_alone_even_beside_a_good_cookie(applicant: httpx.AsyncClient) -> None:
    problem(await applicant.get("/api/v1/me", headers={"authorization": "Bearer no"}), 401, "unauthenticated")


@pytest.mark.usefixtures("object_store")
async def test_health_is_for_everybody_detail_for_the_operator(
    edge: FastAPI, client: httpx.AsyncClient, operator: httpx.AsyncClient, applicant: httpx.AsyncClient
) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = await client.get(path)
        assert (answer.status_code, answer.content) == (200, b"")
    token = await token_of(operator, "system:health:read")
    for path in ("/health/detail", "/metrics"):
        problem(await client.get(path), 403, "forbidden")
        problem(await applicant.get(path), 403, "forbidden")
        assert (await client.get(path, headers=token)).status_code == 200
        async with client_of(edge, LOCAL) as local:
            assert (await local.get(path)).status_code == 200
            forwarded = {"x-forwarded-for": "127.0.0.1"}
            problem(await local.get(path, headers=forwarded), 403, "forbidden")


@pytest.mark.usefixtures("object_store")
async def test_an_entry_unsealed_for_a_minute_makes_unready(
    edge: FastAPI, operator: httpx.AsyncClient, clock: TestClock
) -> None:
    async with client_of(edge, LOCAL) as local:
        clock.advance(seconds=60)
        assert (await local.get("/health/ready")).status_code == 200
        clock.advance(seconds=1)
        assert (await local.get("/health/ready")).status_code == 503
        detail = (await local.get("/health/detail")).json()
    assert detail == {"ready": False, "database": True, "audit": False, "store": True, "unsealed_seconds": 61.0}
