"""HEAD: what GET would answer, without the content (RFC 9110 §9.3.2); for every address at once."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ASKED = "minshu.head"


class Head:
    """Pure ASGI: asks with GET, passes on how the answer begins, and ends it there.

    A stream is broken off before its second piece. What GET records it records for HEAD too: an answer without its
    content still tells how long it is, and how many rows there are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        asked = {**scope, "method": "GET", _ASKED: True}

        async def begun(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            await send({"type": "http.response.body"})
            if message.get("more_body"):
                raise _Enough

        try:
            await self.app(asked, receive, begun)
        except _Enough:
            return
        finally:
            scope["route"] = asked.get("route")  # by which requests are measured


def is_head(request: Request) -> bool:
    """Whether only the beginning of the answer is wanted, so that nothing need be opened or recorded."""
    return _ASKED in request.scope


class _Enough(Exception):
    """The answer has begun, and that was all."""
