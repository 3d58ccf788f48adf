"""How requests are read from a connection: as uvicorn reads them, but what cannot be read is told in our words.

An address that is too long reaches the application like every other request, so that a browser gets a page. What the
parser cannot read reaches nobody: it is answered here, as a problem document, for browsers encode what they send.
"""

import sys

from httptools import HttpParserInvalidURLError
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.http.errors import MalformedRequest
from app.http.problems import problem_of, problem_response
from app.security.headers import security_headers
from app.words.language import CHINESE
from catalog.base import new_id
from catalog.messages import message

LONGEST = 65_535
"""Longest address in bytes: the parser cannot take a longer one apart."""
TOO_LONG = "minshu.address_too_long"
"""Stands among the extensions of a scope whose address was longer; its query is gone."""
_RAW = message("request.raw-address")


class Protocol(HttpToolsProtocol):
    """One connection."""

    url = b""

    def on_url(self, url: bytes) -> None:
        """Take over a piece of the address; of one that is too long, nothing but the path is kept."""
        if TOO_LONG in self.scope.get("extensions", ()):
            return
        super().on_url(url)
        if len(self.url) > LONGEST:
            self.scope["extensions"] = {TOO_LONG: {}}
            self.url = self.url.partition(b"?")[0][:LONGEST]

    def send_400_response(self, msg: str) -> None:
        """Refuse what the parser has just failed at, and close."""
        del msg  # English only
        error = MalformedRequest(_RAW) if isinstance(sys.exception(), HttpParserInvalidURLError) else MalformedRequest()
        path = self.url.partition(b"?")[0].decode("ascii")
        problem = problem_of(error, CHINESE, instance=path, request_id=new_id().hex)
        answer = problem_response(problem)
        headers = (
            *self.server_state.default_headers,
            *answer.raw_headers,
            *security_headers(https=False),
            (b"x-request-id", problem.request_id.encode()),
            (b"connection", b"close"),
        )
        lines = (b"%b: %b\r\n" % header for header in headers)
        self.transport.write(b"".join((STATUS_LINE[problem.status], *lines, b"\r\n", bytes(answer.body))))
        self.transport.close()
