"""What every page shows around its content."""

from dataclasses import dataclass
from datetime import datetime

from app.portal.kit.pieces import Tone


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
    """Shared surroundings: platform's name, CSRF token (empty without a session), present time (UTC), viewer, notice.

    ``path`` is the address of this page with its query, to come back to after signing in. ``fragment``: only the
    page's own content is wanted, for a script that swaps it in.
    """

    platform: str
    now: datetime
    path: str = "/"
    active: str = ""
    csrf: str = ""
    viewer: Viewer | None = None
    notice: Notice | None = None
    fragment: bool = False
