"""Signing in, registering, one's own account."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.portal.kit.chrome import Chrome
from app.portal.kit.forms import Choice, FormError, Input
from app.portal.kit.pieces import Badge, Fact


@dataclass(frozen=True)
class Login:
    """/login : ``next`` is the page of this site to go on to; passwords are never given back.

    ``resume`` carries a form that was sent after the session had ended, to be sent again after signing in.
    """

    template: ClassVar[str] = "account/login.html"
    chrome: Chrome
    next: str
    email: Input
    password: Input
    resume: str = ""
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class Kept:
    """One input of a form that was sent after the session had ended."""

    name: str
    value: str


@dataclass(frozen=True)
class Resume:
    """After signing in again : the form that was kept, to be sent to ``action``; ``back`` leads to its page."""

    template: ClassVar[str] = "account/resume.html"
    chrome: Chrome
    action: str
    back: str
    fields: tuple[Kept, ...]


@dataclass(frozen=True)
class Reset:
    """/reset : a new password with the one-time code of an operator, which is good for ``hours``."""

    template: ClassVar[str] = "account/reset.html"
    chrome: Chrome
    minimum: int
    hours: int
    code: Input
    new: Input
    repeat: Input
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class ChangePassword:
    """/account/password : ``forced`` after a one-time reset, when nothing else may be done before."""

    template: ClassVar[str] = "account/change_password.html"
    chrome: Chrome
    forced: bool
    minimum: int
    current: Input
    new: Input
    repeat: Input
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class Register:
    """/register : self-registration; the real name waits for an operator's confirmation."""

    template: ClassVar[str] = "account/register.html"
    chrome: Chrome
    minimum: int
    kind: Choice
    name: Input
    email: Input
    password: Input
    repeat: Input
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class TokenRow:
    """An API token as it may be shown: its prefix, never its secret. ``revoke_href`` is empty when it is over."""

    name: str
    prefix: str
    scopes: tuple[str, ...]
    state: Badge
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoke_href: str = ""


@dataclass(frozen=True)
class Account:
    """/account : who I am here, and the tokens that act for me; ``minted`` is a new token, shown this once."""

    template: ClassVar[str] = "account/account.html"
    chrome: Chrome
    real_name: Badge
    facts: tuple[Fact, ...]
    memberships: tuple[Fact, ...]
    tokens: tuple[TokenRow, ...]
    name: Input
    scopes: Choice
    minted: str = ""
    errors: tuple[FormError, ...] = ()
