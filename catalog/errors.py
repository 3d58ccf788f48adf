"""The whole error tree of the domain.

Errors carry the objects that a caller needs to explain them, never finished sentences. The number an
error has on the wire stands in one table, ``app/http/problems.py``; here is only its kind::

    CatalogError
    ├── Missing               nothing there, or not to be seen by this caller
    ├── Unauthenticated       the caller is not known
    ├── Forbidden             the caller is known and may see the object, but not do this
    ├── AccessRequired        the data exist, and may be applied for
    ├── Conflict              the act does not fit the present state
    │   └── Duplicate         a name or number is taken
    ├── Stale                 the caller edited an older version
    ├── Invalid               the payload is wrong, field by field
    ├── BadQuery              a query names what does not exist, or breaks a limit
    ├── TooLarge              more bytes than the limit that is named
    ├── Unsupported           a media type or encoding that cannot be read
    ├── RangeUnsatisfiable    a byte range outside the file
    ├── Throttled             too many attempts
    └── Unavailable           a part of the system is down for now
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar


class CatalogError(Exception):
    """Base of every error of the domain; ``slug`` names the problem type, ``title`` says it in Chinese."""

    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "系统内部错误"

    @property
    def extras(self) -> dict[str, Any]:
        """Members that a problem document shows beside the standard ones."""
        return {}

    @property
    def detail(self) -> str:
        """What is wrong, where, and what to do, in Chinese."""
        return self.title

    def __str__(self) -> str:
        return f"{self.slug}: {self.detail}"


@dataclass
class Missing(CatalogError):
    """Nothing there, or not to be seen by this caller: the two are told alike on purpose."""

    slug: ClassVar[str] = "not-found"
    title: ClassVar[str] = "找不到，或您无权查看"
    what: str = "object"
    key: str = ""

    @property
    def extras(self) -> dict[str, Any]:
        """The kind of object that was looked for."""
        return {"object": self.what}


@dataclass
class Unauthenticated(CatalogError):
    """The caller is not known: no session, or a token that is wrong, expired or revoked (``reason`` says which)."""

    slug: ClassVar[str] = "unauthenticated"
    title: ClassVar[str] = "请先登录或提供有效令牌"
    reason: str = "missing"

    REASONS: ClassVar[dict[str, str]] = {
        "missing": "请先登录，或在 Authorization 头中提供令牌。",
        "invalid": "令牌无效，请核对后重试或重新签发。",
        "expired": "令牌已过期，请重新签发。",
        "revoked": "令牌已被撤销，请重新签发，或联系提供单位。",
        "credentials": "邮箱或密码不正确。",
        "inactive": "账号已停用，请联系系统管理员。",
        "csrf": "页面已过期，请刷新后重试。",
    }

    @property
    def detail(self) -> str:
        """Why the caller is not known, and what to do."""
        return self.REASONS[self.reason]

    @property
    def extras(self) -> dict[str, Any]:
        """The machine-readable reason."""
        return {"reason": self.reason}


@dataclass
class Forbidden(CatalogError):
    """The caller may see the object, but lacks the right (a role or a token scope) for this act."""

    slug: ClassVar[str] = "forbidden"
    title: ClassVar[str] = "没有办理此事的权限"
    action: str
    needs: str = ""
    note: str = ""

    @property
    def detail(self) -> str:
        """Which act was refused, and what it would need."""
        base = self.note or f"您的身份不能执行“{self.action}”"
        return f"{base}；需要：{self.needs}。" if self.needs else f"{base}。"

    @property
    def extras(self) -> dict[str, Any]:
        """The act and the right it needs."""
        return {"action": self.action, "needs": self.needs}


@dataclass
class AccessRequired(CatalogError):
    """The data are open on request: an application leads to them."""

    slug: ClassVar[str] = "access-required"
    title: ClassVar[str] = "该数据依申请开放"
    dataset_id: str
    reason: str = "no-grant"

    REASONS: ClassVar[dict[str, str]] = {
        "no-grant": "请先提交使用申请，获批并签署利用协议后再访问。",
        "revoked": "授权已被撤销，请联系提供单位或重新申请。",
        "expired": "授权已到期，请重新申请。",
        "not-yet": "授权尚未到生效时间。",
        "fields": "所选信息项超出授权范围。",
        "quota": "本授权的调用次数已用完。",
    }

    @property
    def detail(self) -> str:
        """Why access is refused, and what to do."""
        return self.REASONS[self.reason]

    @property
    def extras(self) -> dict[str, Any]:
        """The dataset to apply for and the machine-readable reason."""
        return {"dataset": self.dataset_id, "reason": self.reason}


@dataclass
class Conflict(CatalogError):
    """The act does not fit the present state of the object."""

    slug: ClassVar[str] = "conflict"
    title: ClassVar[str] = "当前状态不允许此操作"
    state: str = ""
    action: str = ""
    allowed: tuple[str, ...] = ()
    note: str = ""

    @property
    def detail(self) -> str:
        """The state, the act, and what may be done instead."""
        if self.note:
            return self.note
        options = "、".join(self.allowed) or "无"
        return f"当前状态为“{self.state}”，不能执行“{self.action}”；现在可以：{options}。请刷新后查看最新状态。"

    @property
    def extras(self) -> dict[str, Any]:
        """State, act and the acts that are possible now."""
        return {"state": self.state, "action": self.action, "allowed": list(self.allowed)}


@dataclass
class Duplicate(Conflict):
    """A name, number or address is already taken."""

    slug: ClassVar[str] = "duplicate"
    title: ClassVar[str] = "已存在，不能重复"


@dataclass
class Stale(CatalogError):
    """The caller edited an older version than the present one."""

    slug: ClassVar[str] = "stale-version"
    title: ClassVar[str] = "您编辑的不是最新版本"
    given: str = ""
    current: str = ""

    @property
    def detail(self) -> str:
        """Both versions, and what to do."""
        given = self.given or "未提供"
        return f"您提交时依据的版本是 {given}，现在的版本是 {self.current}。请取回最新内容，对照后再提交。"

    @property
    def extras(self) -> dict[str, Any]:
        """The version given and the present one."""
        return {"given": self.given, "current": self.current}


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with a payload: JSON pointer, Chinese message, machine-readable code."""

    pointer: str
    message: str
    code: str = "invalid"


@dataclass
class Invalid(CatalogError):
    """The payload is wrong; every field that is wrong is named."""

    slug: ClassVar[str] = "invalid"
    title: ClassVar[str] = "提交的内容有误"
    problems: list[FieldProblem] = field(default_factory=list)

    @property
    def detail(self) -> str:
        """All messages, one after the other."""
        return "；".join(p.message for p in self.problems) or self.title

    @property
    def extras(self) -> dict[str, Any]:
        """The problems with JSON pointers."""
        return {"errors": [{"pointer": p.pointer, "message": p.message, "code": p.code} for p in self.problems]}


@dataclass
class BadQuery(CatalogError):
    """A query names what does not exist or breaks a limit; ``known`` lists what exists."""

    slug: ClassVar[str] = "bad-query"
    title: ClassVar[str] = "查询条件有误"
    parameter: str
    message: str
    known: tuple[str, ...] = ()

    @property
    def detail(self) -> str:
        """The parameter, what is wrong with it, and what exists."""
        options = f"可用：{'、'.join(self.known)}。" if self.known else ""
        return f"参数“{self.parameter}”：{self.message}。{options}"

    @property
    def extras(self) -> dict[str, Any]:
        """The parameter and what it may be."""
        return {"parameter": self.parameter, "known": list(self.known)}


@dataclass
class TooLarge(CatalogError):
    """More than the named limit allows."""

    slug: ClassVar[str] = "too-large"
    title: ClassVar[str] = "内容超过上限"
    limit: int
    unit: str = "字节"

    @property
    def detail(self) -> str:
        """The limit and its unit."""
        return f"上限为 {self.limit} {self.unit}，请拆分或压缩后再提交。"

    @property
    def extras(self) -> dict[str, Any]:
        """The limit."""
        return {"limit": self.limit, "unit": self.unit}


@dataclass
class Unsupported(CatalogError):
    """A file whose content is not of a kind that can be read; ``found`` says what it is."""

    slug: ClassVar[str] = "unsupported-content"
    title: ClassVar[str] = "文件内容不是支持的类型"
    found: str
    expected: tuple[str, ...] = ()
    note: str = ""

    @property
    def detail(self) -> str:
        """What was found, and what is expected."""
        tail = self.note or f"支持：{'、'.join(self.expected)}。"
        return f"文件内容识别为“{self.found}”。{tail}"

    @property
    def extras(self) -> dict[str, Any]:
        """What was found and what is expected."""
        return {"found": self.found, "expected": list(self.expected)}


@dataclass
class RangeUnsatisfiable(CatalogError):
    """A byte range that lies outside the file."""

    slug: ClassVar[str] = "range-not-satisfiable"
    title: ClassVar[str] = "请求的字节范围超出文件"
    size: int

    @property
    def extras(self) -> dict[str, Any]:
        """The size of the file in bytes."""
        return {"size": self.size}


@dataclass
class Throttled(CatalogError):
    """Too many attempts; ``retry_after`` in seconds."""

    slug: ClassVar[str] = "too-many-requests"
    title: ClassVar[str] = "尝试过于频繁"
    retry_after: int

    @property
    def detail(self) -> str:
        """When to try again."""
        return f"请在 {self.retry_after} 秒后重试。"

    @property
    def extras(self) -> dict[str, Any]:
        """Seconds to wait."""
        return {"retry_after": self.retry_after}


@dataclass
class Unavailable(CatalogError):
    """A part of the system does not answer for now."""

    slug: ClassVar[str] = "unavailable"
    title: ClassVar[str] = "服务暂时不可用"
    part: str
    retry_after: int = 5

    PARTS: ClassVar[dict[str, str]] = {
        "search": "搜索",
        "store": "文件存储",
        "tables": "数据查询",
        "database": "目录数据库",
    }

    @property
    def detail(self) -> str:
        """Which part is down, and when to try again."""
        return f"{self.PARTS.get(self.part, self.part)}服务正在恢复，请在 {self.retry_after} 秒后重试。"

    @property
    def extras(self) -> dict[str, Any]:
        """The part and the seconds to wait."""
        return {"part": self.part, "retry_after": self.retry_after}
