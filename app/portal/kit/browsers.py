"""Addresses that answer a browser with a page and everybody else with JSON."""

from collections.abc import Iterable

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class BrowserRoute(APIRoute):
    """A route that is there for browsers only: everybody else gets the JSON that stands at the same address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this route answers: path and method fit, and a page is asked for."""
        match, child = super().matches(scope)
        return (match, child) if match is Match.NONE or asks_for_page(scope["headers"]) else (Match.NONE, {})


def asks_for_page(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the caller is a browser that opens a page."""
    return any(name == b"accept" and b"text/html" in value for name, value in headers)
