"""The whole error tree of the domain.

Errors carry codes and values, never sentences: what they tell people is a message, whose words stand in the catalogues
of ``app/words``. The number an error has on the wire stands in one table, ``app/http/problems.py``; here is only its
kind::

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
from typing import Any, ClassVar, Literal

from catalog.messages import Message, message


class CatalogError(Exception):
    """Base of every error of the domain; ``slug`` names the problem type."""

    slug: ClassVar[str] = "internal"

    @property
    def extras(self) -> dict[str, Any]:
        """Members that a problem document shows beside the standard ones; messages among them become words."""
        return {}

    @property
    def title(self) -> Message:
        """What kind of problem it is."""
        return title_of(type(self))

    @property
    def detail(self) -> Message:
        """What is wrong, where, and what to do."""
        return self.title

    def __str__(self) -> str:
        return f"{self.slug}: {self.detail}"


def title_of(kind: type[CatalogError]) -> Message:
    """What a kind of problem is called."""
    return message(f"problem.{kind.slug}.title")


@dataclass
class Missing(CatalogError):
    """Nothing there, or not to be seen by this caller: the two are told alike on purpose."""

    slug: ClassVar[str] = "not-found"
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
    reason: Literal["missing", "invalid", "expired", "revoked", "credentials", "inactive", "csrf"] = "missing"

    @property
    def detail(self) -> Message:
        """Why the caller is not known, and what to do."""
        return message(f"problem.unauthenticated.{self.reason}")

    @property
    def extras(self) -> dict[str, Any]:
        """The machine-readable reason."""
        return {"reason": self.reason}


@dataclass
class Forbidden(CatalogError):
    """The caller may see the object, but lacks the right (a role or a token scope) for this act."""

    slug: ClassVar[str] = "forbidden"
    action: Message
    needs: tuple[Message | str, ...] = ()
    note: Message | None = None

    @property
    def detail(self) -> Message:
        """Which act was refused, and what it would need: one of ``needs`` (roles, or scopes as they are written)."""
        reason = self.note or message("problem.forbidden.act", action=self.action)
        if self.needs:
            return message("problem.forbidden.needs", reason=reason, needs=self.needs)
        return message("problem.forbidden.detail", reason=reason)

    @property
    def extras(self) -> dict[str, Any]:
        """The act and the right it needs."""
        return {"action": self.action, "needs": message("any-of", each=self.needs) if self.needs else ""}


@dataclass
class AccessRequired(CatalogError):
    """The data are open on request: an application leads to them."""

    slug: ClassVar[str] = "access-required"
    dataset_id: str
    reason: Literal["no-grant", "revoked", "expired", "not-yet", "fields", "quota"] = "no-grant"

    @property
    def detail(self) -> Message:
        """Why access is refused, and what to do."""
        return message(f"problem.access-required.{self.reason}")

    @property
    def extras(self) -> dict[str, Any]:
        """The dataset to apply for and the machine-readable reason."""
        return {"dataset": self.dataset_id, "reason": self.reason}


@dataclass
class Conflict(CatalogError):
    """The act does not fit the present state of the object."""

    slug: ClassVar[str] = "conflict"
    state: Message | None = None
    action: Message | None = None
    allowed: tuple[Message, ...] = ()
    note: Message | None = None

    @property
    def detail(self) -> Message:
        """The state, the act, and what may be done instead."""
        if self.note:
            return self.note
        nothing = message("none")
        return message(
            "problem.conflict.detail",
            state=self.state or nothing,
            action=self.action or nothing,
            allowed=self.allowed or (nothing,),
        )

    @property
    def extras(self) -> dict[str, Any]:
        """State, act and the acts that are possible now."""
        return {"state": self.state or "", "action": self.action or "", "allowed": list(self.allowed)}


@dataclass
class Duplicate(Conflict):
    """A name, number or address is already taken."""

    slug: ClassVar[str] = "duplicate"


@dataclass
class Stale(CatalogError):
    """The caller edited an older version than the present one."""

    slug: ClassVar[str] = "stale-version"
    given: str = ""
    current: Message | str = ""

    @property
    def detail(self) -> Message:
        """Both versions, and what to do."""
        given = self.given or message("not-given")
        return message("problem.stale-version.detail", given=given, current=self.current)

    @property
    def extras(self) -> dict[str, Any]:
        """The version given and the present one."""
        return {"given": self.given, "current": self.current}


@dataclass(frozen=True)
class FieldProblem:
    """One thing wrong with a payload: JSON pointer, what is wrong, machine-readable code."""

    pointer: str
    message: Message
    code: str = "invalid"


@dataclass
class Invalid(CatalogError):
    """The payload is wrong; every field that is wrong is named."""

    slug: ClassVar[str] = "invalid"
    problems: list[FieldProblem] = field(default_factory=list)

    @property
    def detail(self) -> Message:
        """All messages, one after the other."""
        if not self.problems:
            return self.title
        return message("problem.invalid.detail", problems=tuple(p.message for p in self.problems))

    @property
    def extras(self) -> dict[str, Any]:
        """The problems with JSON pointers."""
        return {"errors": [{"pointer": p.pointer, "message": p.message, "code": p.code} for p in self.problems]}


@dataclass
class BadQuery(CatalogError):
    """A query names what does not exist or breaks a limit; ``known`` lists what exists."""

    slug: ClassVar[str] = "bad-query"
    parameter: str
    message: Message
    known: tuple[str, ...] = ()

    @property
    def detail(self) -> Message:
        """The parameter, what is wrong with it, and what exists."""
        if self.known:
            return message("problem.bad-query.known", parameter=self.parameter, problem=self.message, known=self.known)
        return message("problem.bad-query.detail", parameter=self.parameter, problem=self.message)

    @property
    def extras(self) -> dict[str, Any]:
        """The parameter and what it may be."""
        return {"parameter": self.parameter, "known": list(self.known)}


@dataclass
class TooLarge(CatalogError):
    """More than the named limit allows."""

    slug: ClassVar[str] = "too-large"
    limit: int
    unit: Message = message("unit.bytes")

    @property
    def detail(self) -> Message:
        """The limit and its unit."""
        return message("problem.too-large.detail", limit=self.limit, unit=self.unit)

    @property
    def extras(self) -> dict[str, Any]:
        """The limit."""
        return {"limit": self.limit, "unit": self.unit}


@dataclass
class Unsupported(CatalogError):
    """A file whose content is not of a kind that can be read; ``found`` says what it is."""

    slug: ClassVar[str] = "unsupported-content"
    found: Message
    expected: tuple[Message, ...] = ()
    note: Message | None = None

    @property
    def detail(self) -> Message:
        """What was found, and what is expected."""
        note = self.note or message("problem.unsupported-content.expected", expected=self.expected)
        return message("problem.unsupported-content.detail", found=self.found, note=note)

    @property
    def extras(self) -> dict[str, Any]:
        """What was found and what is expected."""
        return {"found": self.found, "expected": list(self.expected)}


@dataclass
class RangeUnsatisfiable(CatalogError):
    """A byte range that lies outside the file."""

    slug: ClassVar[str] = "range-not-satisfiable"
    size: int

    @property
    def extras(self) -> dict[str, Any]:
        """The size of the file in bytes."""
        return {"size": self.size}


@dataclass
class Throttled(CatalogError):
    """Too many attempts; ``retry_after`` in seconds."""

    slug: ClassVar[str] = "too-many-requests"
    retry_after: int

    @property
    def detail(self) -> Message:
        """When to try again."""
        return message("problem.too-many-requests.detail", seconds=self.retry_after)

    @property
    def extras(self) -> dict[str, Any]:
        """Seconds to wait."""
        return {"retry_after": self.retry_after}


@dataclass
class Unavailable(CatalogError):
    """A part of the system does not answer for now."""

    slug: ClassVar[str] = "unavailable"
    part: Literal["search", "store", "tables", "database"]
    retry_after: int = 5

    @property
    def detail(self) -> Message:
        """Which part is down, and when to try again."""
        part = message(f"part.{self.part}")
        return message("problem.unavailable.detail", part=part, seconds=self.retry_after)

    @property
    def extras(self) -> dict[str, Any]:
        """The part and the seconds to wait."""
        return {"part": self.part, "retry_after": self.retry_after}
