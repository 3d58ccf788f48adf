"""What surrounds every request: identity, headers, limits, measures; and when a transaction ends."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute
from sqlalchemy import event, text
from structlog.testing import capture_logs

from app.container import Services as Parts
from app.http.dependencies import Reading, Writing
from app.http.middleware import BURST
from catalog.identity import queries
from tests.app.http.edge import LOCAL, client_of, problem


async def test_a_request_keeps_its_identity(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/trial/whoami", headers={"x-request-id": "trace-0001.a_b"})
    assert answer.headers["x-request-id"] == "trace-0001.a_b"
    assert answer.json() == {"kind": "Anonymous", "request_id": "trace-0001.a_b"}


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with blank in it", "line\tbreak-in", "闽" * 5])
async def test_an_identity_that_looks_like_none_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    answer = await client.get("/api/v1/trial/whoami", headers=[(b"x-request-id", given.encode())])
    assert len(answer.headers["x-request-id"]) == 32


async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient) -> None:
    for path in ("/api/v1/trial/whoami", "/health/live", "/nothing", "/api/v1/trial/unforeseen"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", ["/api/v1/trial/whoami%00", "/%00", "/api/v1/trial/items/1?size=%00", "/?a=b%00c"])
async def test_a_nul_in_the_address_is_refused(client: httpx.AsyncClient, path: str) -> None:
    problem(await client.get(path), 400, "malformed-request")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("a=1&q=%B9%AB%BD%BB", "q"),
        ("q=%E5%85%AC%E4", "q"),
        ("q=%E5%85&a=%AC", "q"),
        ("name__contains=%ED%A0%80", "name__contains"),
        ("%B9%AB=1", "\ufffd\ufffd"),
    ],
)
async def test_a_query_that_is_not_utf8_is_refused_by_name(client: httpx.AsyncClient, query: str, name: str) -> None:
    document = problem(await client.get(f"/api/v1/trial/items/1?{query}"), 400, "malformed-request")
    assert f"“{name}”不是 UTF-8" in str(document["detail"])


async def test_a_query_in_utf8_passes_with_or_without_percents(client: httpx.AsyncClient) -> None:
    for query in ("q=%E5%85%AC%E4%BA%A4+%F0%9F%98%80&", "q=%EF%BF%BD", "q=100%", "q=a%2"):
        assert (await client.get(f"/api/v1/trial/items/1?{query}")).status_code == 200


async def test_a_declared_body_over_the_limit_is_refused(edge: FastAPI, parts: Parts) -> None:
    body = b'{"title":"' + b"x" * parts.settings.body_limit_bytes + b'"}'
    async with client_of(edge) as client:
        headers = {"content-type": "application/json"}
        answer = await client.post("/api/v1/trial/payload", content=body, headers=headers)
    assert problem(answer, 413, "too-large")["limit"] == parts.settings.body_limit_bytes


async def test_a_body_without_length_is_counted(edge: FastAPI, parts: Parts) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(parts.settings.body_limit_bytes // 65536 + 2):
            yield b" " * 65536

    async with client_of(edge) as client:
        headers = {"content-type": "application/json"}
        problem(await client.post("/api/v1/trial/payload", content=chunks(), headers=headers), 413, "too-large")


async def test_an_upload_may_be_larger(edge: FastAPI, parts: Parts) -> None:
    size = parts.settings.body_limit_bytes + 1
    async with client_of(edge) as client:
        answer = await client.put("/api/v1/trial/upload", content=b"x" * size)
    assert answer.json() == {"bytes": size}


async def test_head_is_get_without_content_and_without_reading_on(edge: FastAPI) -> None:
    sent: list[int] = []

    async def stream() -> StreamingResponse:
        async def chunks() -> AsyncIterator[bytes]:
            for number in range(1000):
                sent.append(number)
                yield b"x"

        return StreamingResponse(chunks(), headers={"X-Rows": "1000"})

    edge.router.routes.append(APIRoute("/api/v1/stream", stream))
    async with client_of(edge) as client:
        answer = await client.head("/api/v1/stream")
        assert (answer.status_code, answer.content, answer.headers["x-rows"]) == (200, b"", "1000")
        problem(await client.get("/api/v1/trial/payload"), 405, "method-not-allowed")
        refused = await client.patch("/api/v1/trial/whoami")
    assert sent == [0]
    assert refused.headers["allow"] == "GET, HEAD"
    measured = edge.state.metrics.exposition().decode()
    assert 'minshu_http_requests_total{method="HEAD",route="/api/v1/stream",status="200"} 1.0' in measured


async def test_a_caller_who_asks_too_much_is_told_when_to_come_back(edge: FastAPI) -> None:
    async with client_of(edge) as client:
        first = await client.get("/health/live")
        assert (first.headers["ratelimit-limit"], first.headers["ratelimit-remaining"]) == (str(BURST), str(BURST - 1))
        for _ in range(BURST * 3):
            answer = await client.get("/health/live")
            if answer.status_code == 429:
                break
        document = problem(answer, 429, "too-many-requests")
        assert answer.headers["retry-after"] == str(document["retry_after"]) == "1"
    async with client_of(edge, ("203.0.113.9", 1)) as other:
        assert (await other.get("/health/live")).status_code == 200


async def test_a_forwarded_caller_on_loopback_is_limited_and_a_local_one_is_not(edge: FastAPI) -> None:
    async with client_of(edge, LOCAL) as client:
        assert "ratelimit-limit" not in (await client.get("/health/live")).headers
        forwarded = await client.get("/health/live", headers={"x-forwarded-for": "203.0.113.9"})
        assert forwarded.headers["ratelimit-limit"] == str(BURST)


async def test_requests_are_measured_by_route(edge: FastAPI) -> None:
    async with client_of(edge) as client:
        await client.get("/api/v1/trial/items/7")
        await client.get("/api/v1/made-up-geheim")
    measured = edge.state.metrics.exposition().decode()
    assert 'minshu_http_requests_total{method="GET",route="/api/v1/trial/items/{number}",status="200"} 1.0' in measured
    assert 'route="unmatched",status="404"' in measured
    assert "geheim" not in measured


async def test_the_log_holds_no_query_and_no_token(client: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.get("/api/v1/trial/whoami?q=geheim", headers={"authorization": "Bearer minshu_geheim"})
    (line,) = lines
    assert (line["event"], line["path"], line["status"]) == ("request", "/api/v1/trial/whoami", 401)
    assert "geheim" not in str(lines)


async def test_an_answer_that_breaks_off_is_not_mended(client: httpx.AsyncClient) -> None:
    with pytest.raises(RuntimeError, match="half way"):
        await client.get("/api/v1/trial/broken-stream")


async def test_what_the_commit_refuses_is_told_and_not_saved(client: httpx.AsyncClient, parts: Parts) -> None:
    problem(await client.post("/api/v1/trial/twice"), 409, "conflict")
    async with parts.database.reading() as session:
        assert await queries.account_by_email(session, "twice@firm.example") is None


async def test_no_byte_streams_before_the_commit(edge: FastAPI) -> None:
    order: list[str] = []

    async def stream(session: Writing) -> StreamingResponse:
        event.listen(session.sync_session, "after_commit", lambda _: order.append("commit"))
        await session.execute(text("SELECT 1"))
        order.append("endpoint")

        async def chunks() -> AsyncIterator[bytes]:
            order.append("byte")
            yield b"x"

        return StreamingResponse(chunks())

    edge.router.routes.append(APIRoute("/api/v1/stream", stream))
    async with client_of(edge) as client:
        assert (await client.get("/api/v1/stream")).content == b"x"
    assert order == ["endpoint", "commit", "byte"]


async def test_no_byte_streams_where_the_commit_fails(edge: FastAPI) -> None:
    streamed: list[str] = []

    async def stream(session: Writing) -> StreamingResponse:

        def refuse(_: object) -> None:
            raise RuntimeError("commit")

        event.listen(session.sync_session, "before_commit", refuse)

        async def chunks() -> AsyncIterator[bytes]:
            streamed.append("byte")
            yield b"x"

        return StreamingResponse(chunks())

    edge.router.routes.append(APIRoute("/api/v1/stream", stream))
    async with client_of(edge) as client:
        problem(await client.get("/api/v1/stream"), 500, "internal")
    assert streamed == []


async def test_a_reading_session_cannot_write(edge: FastAPI) -> None:
    async def write(session: Reading) -> None:
        await session.execute(text("DELETE FROM login_failures"))

    edge.router.routes.append(APIRoute("/api/v1/write", write))
    async with client_of(edge) as client:
        problem(await client.get("/api/v1/write"), 500, "internal")
