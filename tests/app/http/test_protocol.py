"""What cannot be read from a connection is told as every other error; sent as strangers send it, byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import quote

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from uvicorn.server import ServerState

from app.http.protocol import LONGEST, Protocol
from tests.app.http.edge import problem

Send = Callable[..., Awaitable[httpx.Response]]
"""Sends the pieces of a request over a connection of its own."""

RAW = [
    "/api/v1/trial/whoami?q=公交".encode(),
    "/api/v1/trial/whoami?q=公交".encode("gbk"),
    b"/api/v1/trial/whoami?q=\x01",
    "/search/公交".encode(),
]


@pytest.fixture
async def send(edge: FastAPI) -> AsyncIterator[Send]:
    config = uvicorn.Config(edge, http=Protocol, lifespan="off", log_config=None)
    state = ServerState()

    async def ask(*pieces: bytes) -> httpx.Response:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
        status, *lines = head.decode().split("\r\n")
        pairs = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
        return httpx.Response(int(status.split()[1]), headers=pairs, content=body)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Protocol(config, state, {}, loop), "127.0.0.1", 0)
    async with server:
        yield ask


def get(address: bytes) -> bytes:
    return b"GET " + address + b" HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("address", RAW)
async def test_characters_that_are_not_encoded_are_refused_with_what_to_do(send: Send, address: bytes) -> None:
    answer = await send(get(address))
    assert "百分号编码" in str(problem(answer, 400, "malformed-request")["detail"])
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("request_", [b"\x16\x03\x01\x02", b"GET / HTTP/1.1\r\nHost portal.example\r\n\r\n"])
async def test_what_is_no_request_is_refused_in_our_words(send: Send, request_: bytes) -> None:
    assert "检查" in str(problem(await send(request_), 400, "malformed-request")["detail"])


async def test_an_address_is_read_up_to_the_limit(send: Send) -> None:
    address = b"/api/v1/trial/whoami?q="
    longest = address + b"x" * (LONGEST - len(address))
    assert (await send(get(longest))).status_code == 200
    document = problem(await send(get(longest + b"x")), 414, "address-too-long")
    assert document["limit"] == LONGEST
    assert document["instance"] == "/api/v1/trial/whoami"


@pytest.mark.parametrize("query", [b"q=" + quote("公" * 10_000).encode(), b"&".join([b"theme=600000"] * 10_000)])
async def test_an_address_that_is_too_long_is_told_from_one_that_cannot_be_read(send: Send, query: bytes) -> None:
    whole = get(b"/api/v1/trial/whoami?" + query)
    document = problem(await send(whole[:40_000], whole[40_000:80_000], whole[80_000:]), 414, "address-too-long")
    assert document["instance"] == "/api/v1/trial/whoami"
    assert "减少条件" in str(document["detail"])


async def test_a_path_that_is_too_long_is_cut(send: Send) -> None:
    problem(await send(get(b"/" + b"x" * (2 * LONGEST))), 414, "address-too-long")
