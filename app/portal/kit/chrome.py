"""What every page shows around its content, and the small values that all pages share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Tone = Literal["neutral", "sea", "tea", "amber", "danxia", "plum"]


@dataclass(frozen=True)
class Link:
    """A text that leads somewhere inside this site."""

    label: str
    href: str


@dataclass(frozen=True)
class Badge:
    """A state in words; ``tone`` is its colour, ``tip`` the sentence a citizen understands."""

    label: str
    tone: Tone = "neutral"
    tip: str = ""


@dataclass(frozen=True)
class NavLink:
    """One entry of a navigation; ``key`` is compared with ``Chrome.active``, ``count`` is work waiting there."""

    key: str
    label: str
    href: str
    count: int = 0


@dataclass(frozen=True)
class Viewer:
    """The person signed in: shown by role, never by a personal name; ``work`` are the rooms their roles open."""

    name: str
    roles: tuple[str, ...]
    work: tuple[NavLink, ...] = ()


@dataclass(frozen=True)
class Notice:
    """One message on top of a page: what happened, and what to do."""

    title: str
    text: str = ""
    tone: Tone = "tea"


@dataclass(frozen=True)
class Chrome:
    """Shared surroundings: instance name, CSRF token (empty without a session), present time (UTC), viewer, notice.

    ``path`` is the address of this page with its query, to come back to after signing in. ``fragment``: only the
    page's own content is wanted, for a script that swaps it in.
    """

    instance: str
    now: datetime
    path: str = "/"
    active: str = ""
    csrf: str = ""
    viewer: Viewer | None = None
    notice: Notice | None = None
    fragment: bool = False


@dataclass(frozen=True)
class Pager:
    """Place in a list read by cursor: numbers of the first and last row shown (1-based), total where it is known.

    Attributes:
        remark: Why the list ends here, where it does not end.
    """

    first: int
    last: int
    total: int | None = None
    start_href: str = ""
    next_href: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Deadline:
    """A limit: the day it falls on and the working days left (negative when it has passed)."""

    on: date
    working_days_left: int


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened: when (UTC), what, by which role, with which words."""

    at: datetime
    title: str
    actor: str
    text: str = ""
    tone: Tone = "neutral"


@dataclass(frozen=True)
class Fact:
    """One line of a description list; ``href`` where the value leads somewhere, ``code`` for machine-made values."""

    label: str
    value: str
    href: str = ""
    code: bool = False


@dataclass(frozen=True)
class Step:
    """One step of a procedure: ``on`` is the latest day it should be done by."""

    title: str
    text: str
    state: Literal["done", "current", "ahead"] = "ahead"
    on: date | None = None
