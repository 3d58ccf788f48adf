"""A small application behind the real edge, for the tests of edge, security and identity."""

from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import StreamingResponse

from app.adapters.questions import Questions
from app.api.health import endpoints as health
from app.api.identity import endpoints as accounts
from app.api.identity import operators
from app.api.problems import endpoints as problems
from app.container import Services as Parts
from app.container import store_of, tables_of
from app.database import Database
from app.http.dependencies import CurrentAct, UploadBody, Writing
from app.http.middleware import install_edge
from app.settings import Settings
from catalog.identity.models import Account, AccountKind
from search.engines.embedded.engine import EmbeddedEngine
from tests.factories import identity
from tests.plugins.database import TestClock

CALLERS = {"applicant": identity.APPLICANT.email, "operator": identity.OPERATOR.email}
REMOTE = ("198.51.100.7", 40000)
LOCAL = ("127.0.0.1", 40000)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Payload(BaseModel):
    title: Annotated[str, Field(min_length=1, max_length=100)]
    count: int = 0
    colour: Colour = Colour.RED


trial = APIRouter(prefix="/api/v1/trial")


@trial.get("/unforeseen")
async def unforeseen() -> None:
    raise RuntimeError("password=geheim")


@trial.get("/items/{number}")
async def item(number: int, size: int = 1) -> dict[str, int]:
    return {"number": number, "size": size}


@trial.post("/payload")
async def payload(given: Payload) -> dict[str, int]:
    return {"length": len(given.title)}


@trial.put("/upload", dependencies=[UploadBody])
async def upload(request: Request) -> dict[str, int]:
    return {"bytes": sum([len(chunk) async for chunk in request.stream()])}


@trial.post("/twice")
async def twice(session: Writing) -> dict[str, bool]:
    """Adds what the database refuses only when the transaction ends."""
    for _ in range(2):
        session.add(
            Account(
                email="twice@firm.example",
                display_name="x",
                kind=AccountKind.PERSON,
                password_hash="",
                created_at="2026-01-01T00:00:00Z",
            )
        )
    return {"saved": True}


@trial.get("/whoami")
async def whoami(act: CurrentAct) -> dict[str, str]:
    return {"kind": type(act.actor).__name__, "request_id": act.request_id}


@trial.get("/broken-stream")
async def broken_stream() -> StreamingResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"begin"
        raise RuntimeError("half way")

    return StreamingResponse(chunks())


@pytest.fixture
def parts(settings: Settings, database: Database, clock: TestClock) -> Parts:
    store = store_of(settings)
    questions = Questions(EmbeddedEngine(settings.index_dir))
    return Parts(settings, database, clock, store, questions, tables_of(settings, store))


@pytest.fixture
def edge(parts: Parts) -> FastAPI:
    app = FastAPI()
    app.state.services = parts
    for router in (trial, accounts.router, operators.router, health.router, problems.router):
        app.include_router(router)
    install_edge(app, parts.settings)
    return app


def client_of(app: FastAPI, peer: tuple[str, int] = REMOTE) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app, client=peer), base_url="http://portal.example")


@pytest.fixture
async def client(edge: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(edge) as made:
        yield made


@pytest.fixture
async def account(parts: Parts) -> Account:
    async with parts.database.unit_of_work() as session:
        return await identity.registered(session, parts.clock.now())


async def signed_in(client: httpx.AsyncClient, email: str) -> httpx.AsyncClient:
    """A browser in which somebody has signed in."""
    answer = await client.post("/api/v1/session", json={"email": email, "password": identity.PASSWORD})
    assert answer.status_code == 201, answer.text
    client.headers["x-csrf-token"] = answer.json()["csrf_token"]
    return client


@pytest.fixture
async def caller(
    request: pytest.FixtureRequest, edge: FastAPI, parts: Parts, account: Account
) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of whom the case names: the ``applicant`` or the ``operator``."""
    if request.param == "operator":
        async with parts.database.unit_of_work() as session:
            await identity.operator(session, parts.clock.now())
    async with client_of(edge) as client:
        yield await signed_in(client, CALLERS[request.param])


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """The problem document of ``answer``, which must be one of this status and type."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    document: dict[str, Any] = answer.json()
    assert (document["type"], document["status"]) == (f"/problems/{slug}", status)
    assert document["request_id"] == answer.headers["x-request-id"]
    assert document["title"]
    assert document["detail"]
    assert "?" not in str(document["instance"])
    return document
