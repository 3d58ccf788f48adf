"""Small values that pages are made of: links, badges, facts, places in a list, what happened, what comes next."""

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
