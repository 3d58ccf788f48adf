"""Load over kept connections: closed loops that count answers and errors. Nothing of it is the product's."""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self

_PATIENCE = 60.0


@dataclass(frozen=True)
class Answer:
    """Status and body of one answer, and how long it took, in milliseconds."""

    status: int
    body: bytes
    ms: float


class _Answers(asyncio.Protocol):
    """Reads one answer after the other; every answer here carries its length."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Hand over an answer when it is whole."""
        self._held += data
        head, found, rest = self._held.partition(b"\r\n\r\n")
        if not found or self.waiting is None:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        if len(rest) >= length:
            self._held, waiting, self.waiting = rest[length:], self.waiting, None
            waiting.set_result((int(head[9:12]), rest[:length]))

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell who waits."""
        if self.waiting is not None and not self.waiting.done():
            self.waiting.set_exception(exc or ConnectionResetError("closed in the middle"))


class Client:
    """One kept connection to a server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._answers = _Answers()

    async def __aenter__(self) -> Self:
        """Connect."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self._answers, "127.0.0.1", self._port)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Disconnect."""
        if self._answers.transport is not None:
            self._answers.transport.close()

    async def get(self, target: str) -> Answer:
        """Ask for ``target`` (path and query, already encoded)."""
        assert self._answers.transport is not None
        self._answers.waiting = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        self._answers.transport.write(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode("ascii"))
        status, body = await asyncio.wait_for(self._answers.waiting, _PATIENCE)
        return Answer(status, body, (time.perf_counter() - started) * 1000)


@dataclass
class Tally:
    """What came of a load: how long each answer took, in milliseconds, and what went wrong."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """The time that ``share`` percent of the answers did not exceed, in milliseconds."""
        return statistics.quantiles(self.times, n=100)[round(share) - 1]


async def load(port: int, readers: Sequence[Iterator[str]], seconds: float) -> Tally:
    """Let every reader ask for one target after the other for ``seconds``."""
    tally = Tally()
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(port)) for _ in readers]
        started = time.perf_counter()
        pairs = zip(clients, readers, strict=True)
        await asyncio.gather(*(_read(client, reader, started + seconds, tally) for client, reader in pairs))
        tally.seconds = time.perf_counter() - started
    return tally


async def _read(client: Client, targets: Iterator[str], end: float, tally: Tally) -> None:
    while time.perf_counter() < end:
        target = next(targets)
        try:
            answer = await client.get(target)
        except (OSError, TimeoutError) as error:
            tally.errors.append(f"{target}: {error!r}")
            return
        if answer.status == HTTPStatus.OK:
            tally.times.append(answer.ms)
        else:
            tally.errors.append(f"{target}: {answer.status} {answer.body[:200]!r}")
