"""Errors that only the HTTP edge knows: what is wrong with the request itself, before the domain is asked."""

from dataclasses import dataclass
from typing import Any, ClassVar

from catalog.errors import CatalogError
from catalog.messages import Message, message


@dataclass
class MalformedRequest(CatalogError):
    """A request that cannot be read: broken JSON, an address that is no text, a broken header."""

    slug: ClassVar[str] = "malformed-request"
    note: Message = message("request.unreadable")

    @property
    def detail(self) -> Message:
        """What cannot be read."""
        return self.note


@dataclass
class AddressTooLong(CatalogError):
    """An address (path and query) of more bytes than are read."""

    slug: ClassVar[str] = "address-too-long"
    limit: int

    @property
    def detail(self) -> Message:
        """The limit, and what to do."""
        return message("problem.address-too-long.detail", limit=self.limit)

    @property
    def extras(self) -> dict[str, Any]:
        """The limit."""
        return {"limit": self.limit}


@dataclass
class MethodNotAllowed(CatalogError):
    """The address exists, but not for this method."""

    slug: ClassVar[str] = "method-not-allowed"
    method: str
    allowed: tuple[str, ...] = ()

    @property
    def detail(self) -> Message:
        """The method that was used, and those that exist."""
        allowed = self.allowed or (message("none"),)
        return message("problem.method-not-allowed.detail", method=self.method, allowed=allowed)

    @property
    def extras(self) -> dict[str, Any]:
        """The methods that exist."""
        return {"allowed": list(self.allowed)}


@dataclass
class UnsupportedMediaType(CatalogError):
    """A body sent with a content type that this address does not read."""

    slug: ClassVar[str] = "unsupported-media-type"
    given: str = ""
    expected: tuple[str, ...] = ("application/json",)

    @property
    def detail(self) -> Message:
        """The content type given, and those that are read."""
        given = self.given or message("not-given")
        return message("problem.unsupported-media-type.detail", given=given, expected=self.expected)

    @property
    def extras(self) -> dict[str, Any]:
        """The content types that are read."""
        return {"expected": list(self.expected)}


@dataclass
class PreconditionRequired(CatalogError):
    """An edit without ``If-Match``: it could overwrite what somebody else has just saved (RFC 6585 §3)."""

    slug: ClassVar[str] = "precondition-required"
    current: str = ""

    @property
    def detail(self) -> Message:
        """What to send."""
        return message("problem.precondition-required.detail")


@dataclass
class Refused(CatalogError):
    """Any other refusal of the framework; ``status`` is the one it gave."""

    slug: ClassVar[str] = "refused"
    status: int = 400

    @property
    def detail(self) -> Message:
        """The status, in words."""
        return message("problem.refused.detail", status=self.status)
