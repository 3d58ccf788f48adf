"""A cluster in trouble: full, slow, cut off, behind TLS; each time through a real proxy before the real node."""

import asyncio
import json
import logging
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

import pytest

from app.stack.certificates import _write_certificates
from search.engine import SearchUnavailable
from search.engines.elasticsearch import client
from search.engines.elasticsearch.client import FAILURES, ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from tests.elasticsearch.node import free_ports
from tests.elasticsearch.proxy import Proxy, Request, answer, proxy, times
from tests.search.samples import ask, begin, document, found, identity

FULL = answer(HTTPStatus.TOO_MANY_REQUESTS)
CUT = b""


@asynccontextmanager
async def opened(access: ClusterAccess, prefix: str) -> AsyncIterator[ElasticsearchEngine]:
    engine = ElasticsearchEngine(access, prefix)
    try:
        yield engine
    finally:
        await engine.close()


@pytest.fixture
async def between(elasticsearch_url: str) -> AsyncIterator[Proxy]:
    async with proxy(elasticsearch_url) as made:
        yield made


@pytest.fixture
async def engine(between: Proxy, prefix: str) -> AsyncIterator[ElasticsearchEngine]:
    async with opened(ClusterAccess((f"http://127.0.0.1:{between.port}",)), prefix) as made:
        await begin(made)
        await made.put([document(1, "公交")])
        between.seen.clear()
        yield made


async def test_a_full_cluster_is_asked_again_after_growing_waits(engine: ElasticsearchEngine, between: Proxy) -> None:
    between.trouble = times(3, "_bulk", FULL)
    await engine.put([document(2, "公交")])
    asked = [request.at for request in between.seen if "_bulk" in request.path]
    waits = [after - before for before, after in pairwise(asked)]
    assert len(waits) == 3
    assert waits == sorted(waits)
    assert all(wait >= least for wait, least in zip(waits, client.WRITE_WAITS, strict=False))
    assert await engine.count() == 2


async def test_a_cluster_that_stays_full_is_given_up(
    engine: ElasticsearchEngine, between: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "WRITE_WAITS", (0.01, 0.02))
    between.trouble = times(-1, "_bulk", FULL)
    for _ in range(FAILURES + 1):
        with pytest.raises(SearchUnavailable, match="429"):
            await engine.put([document(2, "公交")])
    assert between.count("_bulk") == 3 * (FAILURES + 1)  # being full is being alive: the circuit stays closed
    between.trouble = None
    await engine.put([document(2, "公交")])
    assert await engine.count() == 2


async def test_only_what_was_refused_is_sent_again(engine: ElasticsearchEngine, between: Proxy) -> None:
    """Of five documents the node says that it had no room for the second and the fourth."""
    sent: list[int] = []

    async def partly(request: Request) -> bytes | None:
        if "_bulk" not in request.path:
            return None
        heads = [json.loads(line)["index"] for line in request.body.splitlines()[::2]]
        sent.append(len(heads))
        if len(sent) > 1:
            return None
        statuses = [429 if position % 2 else 201 for position in range(len(heads))]
        items = [{"index": {"_id": head["_id"], "status": s}} for head, s in zip(heads, statuses, strict=True)]
        return answer(HTTPStatus.OK, json.dumps({"took": 1, "errors": True, "items": items}).encode())

    between.trouble = partly
    await engine.put([document(n, "公交") for n in range(2, 7)])
    assert sent == [5, 2]
    assert {one.id async for one in engine.versions()} == {identity(1), identity(3), identity(5)}


async def test_a_connection_that_breaks_is_tried_again(engine: ElasticsearchEngine, between: Proxy) -> None:
    between.trouble = times(2, "_", CUT)
    assert await found(engine, "公交") == [1]
    between.trouble = times(2, "_bulk", CUT)
    await engine.put([document(2, "公交")])
    assert await engine.count() == 2


async def test_a_write_whose_answer_was_lost_is_repeated_without_harm(
    engine: ElasticsearchEngine, between: Proxy
) -> None:
    lost = 0

    async def lose(request: Request) -> bytes | None:
        nonlocal lost
        if "_bulk" not in request.path or lost:
            return None
        lost += 1
        head = f"{request.method} {request.path} HTTP/1.1"
        sent = "\r\n".join(f"{name}: {value}" for name, value in {**request.headers, "connection": "close"}.items())
        await between._ask(f"{head}\r\n{sent}\r\n\r\n".encode() + request.body)
        return CUT

    between.trouble = lose
    await engine.put([document(2, "公交", version=3)])
    assert lost == 1
    assert {one.id: one.version async for one in engine.versions()} == {identity(1): 1, identity(2): 3}


async def test_a_slow_node_is_given_up_in_time(
    engine: ElasticsearchEngine, between: Proxy, elasticsearch_url: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "READ_SECONDS", 0.5)

    too_late = asyncio.Event()

    async def slowly(_: Request) -> bytes | None:
        await too_late.wait()
        return None

    async with opened(ClusterAccess((f"http://127.0.0.1:{between.port}",)), prefix) as hasty:
        between.trouble = slowly
        start = asyncio.get_running_loop().time()
        with pytest.raises(SearchUnavailable, match="Timeout"):
            await ask(hasty, ("q", "公交"))
        assert asyncio.get_running_loop().time() - start < 2
        assert between.count("_search") == 1  # a slow cluster is not asked twice
        between.trouble = None
        too_late.set()
        assert await found(hasty, "公交") == [1]


async def test_a_cluster_that_is_away_is_left_alone_and_found_again(
    elasticsearch_url: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "READ_WAITS", ())
    (port,) = free_ports(1)
    async with opened(ClusterAccess((f"http://127.0.0.1:{port}",)), prefix) as engine:
        for _ in range(FAILURES):
            with pytest.raises(SearchUnavailable, match="cannot be reached"):
                await ask(engine, ("q", "公交"))
        with pytest.raises(SearchUnavailable, match="left alone"):
            await ask(engine, ("q", "公交"))


async def test_what_was_refused_for_good_is_not_repeated(engine: ElasticsearchEngine, between: Proxy) -> None:
    between.trouble = times(-1, "_search", answer(HTTPStatus.FORBIDDEN))
    with pytest.raises(SearchUnavailable, match="403"):
        await ask(engine, ("q", "公交"))
    assert between.count("_search") == 1


async def test_another_server_is_not_taken_for_the_cluster(between: Proxy, prefix: str) -> None:
    between.trouble = times(-1, "", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
    async with opened(ClusterAccess((f"http://127.0.0.1:{between.port}",)), prefix) as engine:
        with pytest.raises(SearchUnavailable, match="UnsupportedProduct"):
            await ask(engine, ("q", "公交"))


async def test_questions_stay_out_of_the_library_s_log(
    engine: ElasticsearchEngine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await ask(engine, ("q", "某人的住址"))
    assert "某人的住址" not in caplog.text
    assert "term" not in caplog.text


@pytest.fixture
async def secured(elasticsearch_url: str, tmp_path: Path) -> AsyncIterator[Proxy]:
    _write_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tmp_path / "node.pem", tmp_path / "node.key")
    async with proxy(elasticsearch_url, context) as made:
        yield made


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({"api_key": "aWQ6c2VjcmV0"}, "ApiKey aWQ6c2VjcmV0"),
        ({"user": "minshu", "password": "s3cret:one"}, f"Basic {b64encode(b'minshu:s3cret:one').decode()}"),
    ],
)
async def test_the_key_or_the_password_goes_through_tls(
    secured: Proxy, prefix: str, tmp_path: Path, given: dict[str, str], header: str
) -> None:
    access = ClusterAccess((f"https://127.0.0.1:{secured.port}",), ca=str(tmp_path / "ca.pem"), **given)
    async with opened(access, prefix) as engine:
        await begin(engine)
        await engine.put([document(1, "公交")])
        assert await found(engine, "公交") == [1]
    assert {request.headers.get("authorization") for request in secured.seen} == {header}
    assert not {"s3cret", "aWQ6c2VjcmV0"} & set(repr(access).replace("'", ":").split(":"))


async def test_a_certificate_of_nobody_we_trust_is_refused(secured: Proxy, prefix: str) -> None:
    async with opened(ClusterAccess((f"https://127.0.0.1:{secured.port}",), api_key="aWQ6c2VjcmV0"), prefix) as engine:
        with pytest.raises(SearchUnavailable, match="TlsError"):
            await engine.put([document(1, "公交")])
    assert secured.seen == []
