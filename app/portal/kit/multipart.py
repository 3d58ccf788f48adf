"""A form with a file, read as it arrives: its small inputs first, then the file piece by piece, never held whole."""

from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header

from app.http.errors import MalformedRequest
from catalog.errors import FieldProblem, Invalid
from catalog.messages import message

if TYPE_CHECKING:  # the library declares this type for checkers only
    from python_multipart.multipart import MultipartCallbacks

MAX_INPUT = 10_000
"""Longest value of an input beside the file, in bytes."""

BEGIN, DATA, END = "begin", "data", "end"
BROKEN = message("upload.broken")


class FileForm:
    """Inputs of the form that stand before its file, the file's name, and its bytes.

    The page puts its hidden inputs before the file, so they are known before the first byte of it is taken.
    """

    def __init__(self, body: AsyncIterator[bytes], content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise MalformedRequest(BROKEN)
        self.inputs: dict[str, str] = {}
        self.filename = ""
        self._body = body
        self._events: deque[tuple[str, bytes]] = deque()
        self._head: dict[bytes, bytes] = {}
        self._name = b""
        self._value = b""
        self._parser = MultipartParser(boundary, self._callbacks())

    async def head(self) -> None:
        """Read up to the file.

        Raises:
            Invalid: there is no file. MalformedRequest: the body is no form, or an input is too long.
        """
        while (event := await self._next()) is not None:
            if event[0] != BEGIN:
                continue
            name, self.filename = _described(event[1])
            if self.filename or name == "file":
                break
            self.inputs[name] = await self._text()
        if not self.filename:
            raise Invalid([FieldProblem("/file", message("upload.required"), "required")])

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the file.

        Raises:
            MalformedRequest: the body breaks off.
        """
        while (event := await self._next()) is not None:
            if event[0] == END:
                return
            yield event[1]
        raise MalformedRequest(BROKEN)

    async def _text(self) -> str:
        value = b""
        while (event := await self._next()) is not None and event[0] == DATA:
            value += event[1]
            if len(value) > MAX_INPUT:
                raise MalformedRequest(BROKEN)
        return value.decode(errors="replace")

    async def _next(self) -> tuple[str, bytes] | None:
        while not self._events:
            chunk = await anext(self._body, None)
            if chunk is None:
                return None
            try:
                self._parser.write(chunk)
            except MultipartParseError as error:
                raise MalformedRequest(BROKEN) from error
        return self._events.popleft()

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._on_part,
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_head,
            "on_part_data": lambda data, start, end: self._events.append((DATA, data[start:end])),
            "on_part_end": lambda: self._events.append((END, b"")),
        }

    def _on_part(self) -> None:
        self._head = {}

    def _on_head(self) -> None:
        self._events.append((BEGIN, self._head.get(b"content-disposition", b"")))

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._head[self._name.lower()] = self._value
        self._name = self._value = b""


def _described(disposition: bytes) -> tuple[str, str]:
    """Name of a part and of its file."""
    _, options = parse_options_header(disposition)
    name, filename = options.get(b"name", b""), options.get(b"filename", b"")
    return name.decode(errors="replace"), filename.decode(errors="replace")
