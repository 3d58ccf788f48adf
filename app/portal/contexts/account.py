"""Signing in, registering, one's own account."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.portal.contexts.chrome import Badge, Chrome, Fact
from app.portal.contexts.forms import Choice, FormError, Input


@dataclass(frozen=True)
class Login:
    """/login : ``next`` is the page of this site to go on to; passwords are never given back."""

    template: ClassVar[str] = "login.html"
    chrome: Chrome
    next: str
    email: Input
    password: Input
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class ChangePassword:
    """/account/password : ``forced`` after a one-time reset, when nothing else may be done before."""

    template: ClassVar[str] = "change_password.html"
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

    template: ClassVar[str] = "register.html"
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

    template: ClassVar[str] = "account.html"
    chrome: Chrome
    real_name: Badge
    facts: tuple[Fact, ...]
    memberships: tuple[Fact, ...]
    tokens: tuple[TokenRow, ...]
    name: Input
    scopes: Choice
    minted: str = ""
    errors: tuple[FormError, ...] = ()
