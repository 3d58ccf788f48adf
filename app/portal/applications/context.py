"""Applying for data that are open on request, and following the application to its grant."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.portal.kit.chrome import Chrome
from app.portal.kit.forms import Action, Choice, FormError, Input
from app.portal.kit.pieces import Badge, Deadline, Fact, Link, Pager, Step, TimelineEntry


@dataclass(frozen=True)
class ApplyForm:
    """/datasets/{id}/apply : purpose, fields, mode, period, promise; input is kept after a refusal."""

    template: ClassVar[str] = "applications/apply.html"
    chrome: Chrome
    dataset: Link
    organization: str
    condition: str
    applicant: str
    purpose_minimum: int
    purpose: Input
    fields: Choice
    mode: Choice
    use_until: Input
    latest_until: date
    safeguards: Input
    promise: Choice
    steps: tuple[Step, ...]
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class ApplicationRow:
    """One application in a list; ``next_step`` says who has to do what now."""

    number: str
    href: str
    dataset: str
    organization: str
    state: Badge
    next_step: str
    created_at: datetime
    deadline: Deadline | None = None


@dataclass(frozen=True)
class MyApplications:
    """/applications : the viewer's own applications, newest first."""

    template: ClassVar[str] = "applications/applications.html"
    chrome: Chrome
    rows: tuple[ApplicationRow, ...]
    pager: Pager


@dataclass(frozen=True)
class AgreementText:
    """The agreement to sign: its paragraphs and the SHA-256 that is signed; ``signed_at`` once it is."""

    paragraphs: tuple[str, ...]
    digest: str
    signed_at: datetime | None = None


@dataclass(frozen=True)
class IssuedToken:
    """A token shown once, with a call that works as it stands."""

    secret: str
    expires_at: datetime
    example: str


@dataclass(frozen=True)
class GrantView:
    """A grant as its holder sees it; ``quota`` None means unlimited calls; ``token_href`` issues a new token."""

    number: str
    state: Badge
    fields: tuple[str, ...]
    mode: str
    valid_from: datetime
    valid_until: datetime
    used: int
    quota: int | None
    basis: str
    token_href: str = ""


@dataclass(frozen=True)
class ApplicationPage:
    """/applications/{id} : where it stands, what to do next, what was said, what came of it."""

    template: ClassVar[str] = "applications/application.html"
    chrome: Chrome
    id: str
    number: str
    version: int
    dataset: Link
    state: Badge
    next_step: str
    deadline: Deadline | None
    steps: tuple[Step, ...]
    answers: tuple[Fact, ...]
    fields: tuple[str, ...]
    timeline: tuple[TimelineEntry, ...]
    actions: tuple[Action, ...]
    agreement: AgreementText | None = None
    grant: GrantView | None = None
    token: IssuedToken | None = None
    errors: tuple[FormError, ...] = ()
