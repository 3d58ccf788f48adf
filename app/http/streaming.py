"""Answers that stream, after the commit: as an attachment, of the type they are, never guessed by the browser."""

from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote

from starlette.responses import StreamingResponse


def disposition(filename: str) -> str:
    """The header that makes a download of ``filename``, in its own script and in ASCII (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def attachment(
    chunks: AsyncIterator[bytes], filename: str, media_type: str, headers: Mapping[str, str], status: int = 200
) -> StreamingResponse:
    """A download; ``chunks`` begin to run when the transaction has been committed."""
    return StreamingResponse(
        chunks,
        status_code=status,
        media_type=media_type,
        headers={**headers, "Content-Disposition": disposition(filename), "X-Content-Type-Options": "nosniff"},
    )
