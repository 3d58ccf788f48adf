"""A real HTTP proxy on loopback before the real node: it keeps what the client sent, and makes trouble when told to."""

import asyncio
import ssl
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.elasticsearch.node import HOST


@dataclass(frozen=True)
class Request:
    """What the client sent, and when."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    at: float


Trouble = Callable[[Request], Awaitable[bytes | None]]
"""What to answer instead of the node; None lets the request through, and no bytes at all cut the connection."""


@dataclass
class Proxy:
    """The proxy while it runs."""

    target: int
    port: int = 0
    seen: list[Request] = field(default_factory=list)
    trouble: Trouble | None = None
    serving: set[asyncio.Task[None]] = field(default_factory=set)

    def count(self, part: str) -> int:
        """How many requests had this in their path."""
        return sum(part in request.path for request in self.seen)

    def accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Handle one connection, and hold it: once its client is gone, the loop itself holds nothing of it."""
        task = asyncio.create_task(self.serve(reader, writer))
        self.serving.add(task)
        task.add_done_callback(self.serving.discard)

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Handle one connection, which is one request."""
        try:
            request, raw = await _read(reader)
            self.seen.append(request)
            answer = await self.trouble(request) if self.trouble else None
            writer.write(await self._ask(raw) if answer is None else answer)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client went, as clients do that waited too long
        finally:
            writer.close()

    async def _ask(self, raw: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(HOST, self.target)
        try:
            writer.write(raw)
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def proxy(target_url: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Proxy]:
    """A proxy before the node at `target_url`, with TLS where a context is given."""
    made = Proxy(int(target_url.rsplit(":", 1)[1]))
    server = await asyncio.start_server(made.accept, HOST, 0, ssl=tls, limit=2**20)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made
        for task in made.serving:
            task.cancel()
        await asyncio.gather(*made.serving, return_exceptions=True)


def answer(status: HTTPStatus, body: bytes = b"{}") -> bytes:
    """A whole answer as the node would give it."""
    lines = (
        f"HTTP/1.1 {status.value} {status.phrase}",
        "X-elastic-product: Elasticsearch",
        "Content-Type: application/vnd.elasticsearch+json;compatible-with=8",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode() + body


def times(count: int, part: str, answered: bytes) -> Trouble:
    """Answer so to the first `count` requests with this in their path."""
    left = count

    async def trouble(request: Request) -> bytes | None:
        nonlocal left
        if part not in request.path or left == 0:
            return None
        left -= 1
        return answered

    return trouble


async def _read(reader: StreamReader) -> tuple[Request, bytes]:
    """One request, and the same to send on: with the connection closed after it."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    method, path, version = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    sent = {**headers, "connection": "close"}
    raw = "\r\n".join((f"{method} {path} {version}", *(f"{name}: {value}" for name, value in sent.items()), "", ""))
    at = asyncio.get_running_loop().time()
    return Request(method, path, headers, body, at), raw.encode("latin-1") + body
