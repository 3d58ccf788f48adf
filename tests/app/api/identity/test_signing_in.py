"""A browser signs in, acts with its CSRF token, and signs out; everything leaves its entry in the record."""

from collections.abc import Mapping

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.container import Services as Parts
from app.http.dependencies import CurrentActor, Services
from app.security import csrf
from catalog.identity import service
from catalog.identity.models import Account
from tests.app.http.edge import client_of, problem
from tests.factories import identity
from tests.factories.acting import act
from tests.factories.identity import PASSWORD
from tests.plugins.database import TestClock

NEXT = "武夷山下六月的雨声里"
CREDENTIALS = {"email": "applicant@firm.example", "password": PASSWORD}


async def sign_in(client: httpx.AsyncClient, **changes: str) -> Mapping[str, str]:
    """Signs in, and gives the header that unsafe requests need."""
    answer = await client.post("/api/v1/session", json=CREDENTIALS | changes)
    assert answer.status_code == 201, answer.text
    return {"x-csrf-token": answer.json()["csrf_token"]}


async def recorded(parts: Parts) -> list[tuple[str, str]]:
    async with parts.database.reading() as session:
        query = "SELECT action, result FROM audit_entries WHERE actor_type <> 'system' ORDER BY at, id"
        rows = await session.execute(text(query))
        return [(row.action, row.result) for row in rows]


async def test_a_session_in_a_cookie_that_scripts_cannot_read(client: httpx.AsyncClient, account: Account) -> None:
    answer = await client.post("/api/v1/session", json=CREDENTIALS)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("minshu_session=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie
    me = (await client.get("/api/v1/me")).json()
    assert (me["kind"], me["name"], me["posts"]) == ("person", "申请企业", [{"role": "user", "organization": None}])
    assert "own:applications:submit" in me["permissions"]


async def test_wrong_credentials_are_refused_counted_and_recorded(
    client: httpx.AsyncClient, account: Account, parts: Parts
) -> None:
    for email in ("applicant@firm.example", "nobody@firm.example"):
        wrong = {"email": email, "password": "wrong"}
        document = problem(await client.post("/api/v1/session", json=wrong), 401, "unauthenticated")
        assert document["reason"] == "credentials"
    assert await recorded(parts) == [("identity:session:open", "refused")] * 2
    async with parts.database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM login_failures")) == 4
        kept = (await session.execute(text("SELECT detail::text || object_id FROM audit_entries"))).scalars()
        assert "example" not in "".join(kept)


async def test_guessing_is_throttled(client: httpx.AsyncClient, account: Account, clock: TestClock) -> None:
    for _ in range(8):
        await client.post("/api/v1/session", json=CREDENTIALS | {"password": "wrong"})
    answer = await client.post("/api/v1/session", json=CREDENTIALS)
    problem(answer, 429, "too-many-requests")
    assert 800 < int(answer.headers["retry-after"]) <= 901
    clock.advance(minutes=16)
    await sign_in(client)


async def test_nobody_is_401_and_an_ended_session_is_nobody(
    client: httpx.AsyncClient, account: Account, clock: TestClock
) -> None:
    problem(await client.get("/api/v1/me"), 401, "unauthenticated")
    await sign_in(client)
    assert (await client.get("/api/v1/me")).status_code == 200
    clock.advance(hours=12, seconds=1)
    problem(await client.get("/api/v1/me"), 401, "unauthenticated")
    assert (await client.get("/api/v1/trial/whoami")).json()["kind"] == "Anonymous"


async def test_signing_out_ends_the_session(client: httpx.AsyncClient, account: Account, parts: Parts) -> None:
    token = await sign_in(client)
    secret = client.cookies["minshu_session"]
    assert (await client.delete("/api/v1/session", headers=token)).status_code == 204
    assert "minshu_session" not in client.cookies
    client.cookies.set("minshu_session", secret)
    problem(await client.get("/api/v1/me"), 401, "unauthenticated")
    assert [act for act, _ in await recorded(parts)] == ["identity:session:open", "identity:session:close"]


@pytest.mark.parametrize("given", [None, "", "0" * 64, "闽"])
async def test_an_unsafe_request_needs_the_token_of_its_session(
    client: httpx.AsyncClient, account: Account, given: str | None
) -> None:
    await sign_in(client)
    headers = [] if given is None else [(b"x-csrf-token", given.encode())]
    document = problem(await client.delete("/api/v1/session", headers=headers), 401, "unauthenticated")
    assert document["reason"] == "csrf"
    assert (await client.get("/api/v1/me")).status_code == 200


async def test_the_token_of_one_session_does_not_serve_another(edge: FastAPI, account: Account) -> None:
    async with client_of(edge) as first, client_of(edge) as second:
        of_first = await sign_in(first)
        await sign_in(second)
        problem(await second.delete("/api/v1/session", headers=of_first), 401, "unauthenticated")
        assert (await first.delete("/api/v1/session", headers=of_first)).status_code == 204


async def test_another_site_is_refused_even_with_the_token(client: httpx.AsyncClient, account: Account) -> None:
    token = await sign_in(client)
    headers = {**token, "sec-fetch-site": "cross-site"}
    problem(await client.delete("/api/v1/session", headers=headers), 401, "unauthenticated")


async def test_a_form_of_a_visitor_needs_the_token_of_the_visit(edge: FastAPI) -> None:
    async def show(request: Request, _: CurrentActor, parts: Services) -> Response:
        answer = PlainTextResponse(csrf.form_token(request, parts.settings))
        csrf.keep_visit(request, answer, parts.settings)
        return answer

    async def take(_: CurrentActor) -> PlainTextResponse:
        return PlainTextResponse("taken")

    edge.router.routes.append(APIRoute("/form", show))
    edge.router.routes.append(APIRoute("/form", take, methods=["POST"]))
    async with client_of(edge) as client:
        token = (await client.get("/form")).text
        assert (await client.get("/form")).text == token
        assert (await client.post("/form", data={"csrf_token": token})).text == "taken"
        files = {"file": ("a.csv", b"a,b\n")}
        assert (await client.post("/form", data={"csrf_token": token}, files=files)).text == "taken"
        problem(await client.post("/form", data={"csrf_token": "x"}), 401, "unauthenticated")
        problem(await client.post("/form", data={"a": "b"}), 401, "unauthenticated")
        client.cookies.clear()
        problem(await client.post("/form", data={"csrf_token": token}), 401, "unauthenticated")


async def test_a_forced_change_of_password_stands_before_everything_else(
    client: httpx.AsyncClient, account: Account, parts: Parts
) -> None:
    token = await sign_in(client)
    async with parts.database.unit_of_work() as session:
        operator = await identity.operator(session, parts.clock.now())
        await service.issue_reset(session, act(operator, parts.clock.now()), account.id)
    me = (await client.get("/api/v1/me")).json()
    assert (me["must_change_password"], me["permissions"]) == (True, [])
    wish = {"name": "程序", "scopes": ["own:data:read"]}
    problem(await client.post("/api/v1/me/tokens", json=wish, headers=token), 403, "forbidden")
    change = {"current_password": PASSWORD, "new_password": NEXT}
    assert (await client.post("/api/v1/me/password", json=change, headers=token)).status_code == 204
    assert (await client.post("/api/v1/me/tokens", json=wish, headers=token)).status_code == 201


async def test_a_reset_code_sets_a_new_password(client: httpx.AsyncClient, account: Account, parts: Parts) -> None:
    async with parts.database.unit_of_work() as session:
        operator = await identity.operator(session, parts.clock.now())
        code = await service.issue_reset(session, act(operator, parts.clock.now()), account.id)
    answer = await client.post("/api/v1/password-resets", json={"code": code, "new_password": NEXT})
    assert answer.status_code == 204, answer.text
    token = await sign_in(client, password=NEXT)
    again = await client.post("/api/v1/password-resets", json={"code": code, "new_password": NEXT}, headers=token)
    problem(again, 422, "invalid")
