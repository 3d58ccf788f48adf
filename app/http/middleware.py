"""What surrounds every request, as pure ASGI: identity, security headers, access log, measures, the rate limit.

Nothing here reads a body or waits for anything, so that the edge adds microseconds.
"""

import re
import time
from urllib.parse import unquote_plus, unquote_to_bytes

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.body_limit import BodyLimit
from app.http.errors import AddressTooLong, MalformedRequest
from app.http.handlers import handle, install_handlers
from app.http.head import Head
from app.http.metrics import EdgeMetrics
from app.http.protocol import LONGEST, TOO_LONG
from app.logging import get_logger, request_context
from app.security.csrf import close_form
from app.security.headers import RawHeaders, security_headers
from app.security.rate_limit import Allowance, TokenBuckets
from app.settings import Settings, is_loopback
from catalog.base import new_id
from catalog.errors import Throttled
from catalog.messages import message
from search.asking.parameters import clean_name

RATE_PER_SECOND = 20.0
BURST = 200
FORWARDING = frozenset({b"forwarded", b"x-forwarded-for", b"x-real-ip"})
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
_QUIET = ("/health/", "/metrics")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

log = get_logger(__name__)


def install_edge(app: FastAPI, settings: Settings) -> None:
    """Put the edge around ``app``: handlers of errors, limits, HEAD, envelope; measures at ``app.state``."""
    install_handlers(app)
    app.state.metrics = EdgeMetrics()
    app.add_middleware(BodyLimit, limit=settings.body_limit_bytes)
    app.add_middleware(RateLimit, buckets=TokenBuckets(RATE_PER_SECOND, BURST))
    app.add_middleware(Head)
    app.add_middleware(Envelope, headers=security_headers(https=settings.url.startswith("https:")))


class Envelope:
    """Gives a request its identity, its answer the security headers; logs and measures it; answers what nobody caught.

    A request id of the caller is taken over where it looks like one. Headers that an answer sets itself are kept.
    """

    def __init__(self, app: ASGIApp, headers: RawHeaders) -> None:
        self.app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = identity = _request_id(scope)
        started, status = time.perf_counter(), 0

        async def sealed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    *self._missing(message),
                    (b"x-request-id", identity.encode()),
                ]
            await send(message)

        with request_context(identity):
            try:
                _refuse_unreadable(scope)
                await self.app(scope, receive, sealed)
            except ClientDisconnect:
                log.info("caller went away")
            except Exception as unforeseen:
                if status:
                    log.exception("answer broken off")
                    raise
                await (await handle(Request(scope, receive), unforeseen))(scope, receive, sealed)
            finally:
                await close_form(scope)
                _account(scope, status, time.perf_counter() - started)

    def _missing(self, message: Message) -> RawHeaders:
        present = {name.lower() for name, _ in message["headers"]}
        return [pair for pair in self._headers if pair[0] not in present]


class RateLimit:
    """Refuses a caller (an address) that asks too much; says on every answer how much is left.

    Peers on this machine that were not forwarded are the operator's own: health checks, the supervisor, benchmarks.
    """

    def __init__(self, app: ASGIApp, buckets: TokenBuckets) -> None:
        self.app = app
        self._buckets = buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or is_local(scope):
            await self.app(scope, receive, send)
            return
        verdict = self._buckets.take((scope.get("client") or ("unknown",))[0])
        headers = self._headers(verdict)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        if verdict.allowed:
            await self.app(scope, receive, counted)
            return
        scope["app"].state.metrics.throttled()
        answer = await handle(Request(scope, receive), Throttled(verdict.seconds))
        await answer(scope, receive, counted)

    def _headers(self, verdict: Allowance) -> list[tuple[bytes, bytes]]:
        return [
            (b"ratelimit-limit", str(self._buckets.burst).encode()),
            (b"ratelimit-remaining", str(verdict.remaining).encode()),
            (b"ratelimit-reset", str(verdict.seconds).encode()),
        ]


def is_local(scope: Scope) -> bool:
    """Whether the peer is on this machine and speaks for itself, not for somebody behind a proxy."""
    client = scope.get("client")
    return client is not None and is_loopback(client[0]) and not any(name in FORWARDING for name, _ in scope["headers"])


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value, "ascii")
    return new_id().hex


def _refuse_unreadable(scope: Scope) -> None:
    """Let pass only an address that is text; no name, number or word holds a NUL, and no database column can.

    The framework would read what is not UTF-8 as question marks, and find nothing.

    Raises:
        AddressTooLong: the server has kept only a part of it.
        MalformedRequest: path or query contains a NUL, or the query is not UTF-8.
    """
    if TOO_LONG in scope.get("extensions", ()):
        raise AddressTooLong(LONGEST)
    if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
        raise MalformedRequest(message("request.nul-in-address"))
    if b"%" in scope["query_string"] and not _is_text(scope["query_string"]):
        at_fault = next(pair for pair in scope["query_string"].split(b"&") if not _is_text(pair))
        name = clean_name(unquote_plus(at_fault.partition(b"=")[0].decode("latin-1")))
        raise MalformedRequest(message("request.parameter-not-utf-8", name=name))


def _is_text(query: bytes) -> bool:
    try:
        unquote_to_bytes(query).decode()
    except UnicodeDecodeError:
        return False
    return True


def _account(scope: Scope, status: int, seconds: float) -> None:
    """Log and measure; status 0 is a caller that went away before the answer began."""
    route = getattr(scope.get("route"), "path", "") or "unmatched"
    method = scope["method"] if scope["method"] in _METHODS else "other"
    if "app" in scope:
        scope["app"].state.metrics.observe(method, route, status, seconds)
    if not scope["path"].startswith(_QUIET):
        log.info("request", method=method, path=scope["path"][:500], status=status, ms=round(seconds * 1000, 1))
