"""Errors that only the HTTP edge knows: what is wrong with the request itself, before the domain is asked."""

from dataclasses import dataclass
from typing import Any, ClassVar

from catalog.errors import CatalogError


@dataclass
class MalformedRequest(CatalogError):
    """A request that cannot be read: broken JSON, an address that is no text, a broken header."""

    slug: ClassVar[str] = "malformed-request"
    title: ClassVar[str] = "请求无法解析"
    note: str = "请检查请求的地址、头部和正文格式。"

    @property
    def detail(self) -> str:
        """What cannot be read."""
        return self.note


@dataclass
class AddressTooLong(CatalogError):
    """An address (path and query) of more bytes than are read."""

    slug: ClassVar[str] = "address-too-long"
    title: ClassVar[str] = "地址过长"
    limit: int

    @property
    def detail(self) -> str:
        """The limit, and what to do."""
        return f"地址最多 {self.limit} 字节，请缩短文字或减少条件后再试。"

    @property
    def extras(self) -> dict[str, Any]:
        """The limit."""
        return {"limit": self.limit}


@dataclass
class MethodNotAllowed(CatalogError):
    """The address exists, but not for this method."""

    slug: ClassVar[str] = "method-not-allowed"
    title: ClassVar[str] = "该地址不支持此请求方法"
    method: str
    allowed: tuple[str, ...] = ()

    @property
    def detail(self) -> str:
        """The method that was used, and those that exist."""
        return f"该地址不支持 {self.method}；可用：{'、'.join(self.allowed) or '无'}。"

    @property
    def extras(self) -> dict[str, Any]:
        """The methods that exist."""
        return {"allowed": list(self.allowed)}


@dataclass
class UnsupportedMediaType(CatalogError):
    """A body sent with a content type that this address does not read."""

    slug: ClassVar[str] = "unsupported-media-type"
    title: ClassVar[str] = "请求正文的类型不受支持"
    given: str = ""
    expected: tuple[str, ...] = ("application/json",)

    @property
    def detail(self) -> str:
        """The content type given, and those that are read."""
        return f"Content-Type 为“{self.given or '未提供'}”；请使用 {'、'.join(self.expected)}。"

    @property
    def extras(self) -> dict[str, Any]:
        """The content types that are read."""
        return {"expected": list(self.expected)}


@dataclass
class PreconditionRequired(CatalogError):
    """An edit without ``If-Match``: it could overwrite what somebody else has just saved (RFC 6585 §3)."""

    slug: ClassVar[str] = "precondition-required"
    title: ClassVar[str] = "缺少 If-Match 头"
    current: str = ""

    @property
    def detail(self) -> str:
        """What to send."""
        return "修改前请先取回最新内容，并把返回的 ETag 放在 If-Match 头中提交。"


@dataclass
class Refused(CatalogError):
    """Any other refusal of the framework; ``status`` is the one it gave."""

    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "请求被拒绝"
    status: int = 400

    @property
    def detail(self) -> str:
        """The status, in words."""
        return f"服务器拒绝了该请求（{self.status}），请检查后重试。"
