"""The proxy before the node of the tests."""

import asyncio
import gc
from http import HTTPStatus

from tests.elasticsearch.node import HOST
from tests.elasticsearch.proxy import Proxy, answer, proxy, times


async def test_a_request_whose_client_went_is_served_to_its_end() -> None:
    """A slow node, a client that does not wait, and a collection of what nobody holds in between."""
    asked, served = asyncio.Event(), asyncio.Event()

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await gone.wait()
        writer.close()
        served.set()

    gone = asyncio.Event()
    node = await asyncio.start_server(slowly, HOST, 0)
    async with node, proxy(f"http://{HOST}:{node.sockets[0].getsockname()[1]}") as between:
        _, client = await asyncio.open_connection(HOST, between.port)
        client.write(b"GET / HTTP/1.1\r\n\r\n")
        await asyncio.wait_for(asked.wait(), 10)
        client.close()
        await client.wait_closed()
        await _another(between)  # by then the loop has read that the first one ended
        gc.collect()
        assert len(between.serving) == 1
        gone.set()
        await asyncio.wait_for(served.wait(), 10)
        await asyncio.wait_for(asyncio.gather(*between.serving), 10)
        assert not between.serving


async def _another(between: Proxy) -> None:
    """A whole request beside the slow one, which the proxy answers itself."""
    between.trouble = times(1, "/", answer(HTTPStatus.OK))
    reader, writer = await asyncio.open_connection(HOST, between.port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
