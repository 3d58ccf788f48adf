"""The size of bodies: limited for everybody, counted while they arrive, raised by the endpoints that take files."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_LIMIT = "minshu.body_limit"
"""Key of the limit (bytes) in the scope of a request; ``dependencies.UploadBody`` raises it before the body is read."""


class BodyTooLarge(HTTPException):
    """More bytes than ``limit``. An HTTPException, because FastAPI turns every other one of a body into 400."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


class BodyLimit:
    """Pure ASGI: refuses a body by its declared length or, where none is declared, when it has grown too large."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[BODY_LIMIT] = self.limit
        declared = _declared(scope)
        arrived = 0

        async def limited() -> Message:
            nonlocal arrived
            limit: int = scope[BODY_LIMIT]
            if declared > limit:
                raise BodyTooLarge(limit)
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > limit:
                raise BodyTooLarge(limit)
            return message

        await self.app(scope, limited, send)


def _declared(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
