"""The reviewers' work: one queue, and the two things that are decided there."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from app.portal.kit.chrome import Chrome
from app.portal.kit.document import FieldRow, Preview
from app.portal.kit.forms import Action, FormError, Input
from app.portal.kit.pieces import Badge, Deadline, Fact, Link, Pager, TimelineEntry


@dataclass(frozen=True)
class ReviewRow:
    """Something waiting for a decision of the viewer; ``number`` is that of an application or a catalogue code."""

    kind: Badge
    title: str
    href: str
    organization: str
    submitted_by: str
    submitted_at: datetime
    asked: str
    deadline: Deadline | None = None
    number: str = ""


@dataclass(frozen=True)
class ReviewQueue:
    """/review : what waits, the nearest limit first."""

    template: ClassVar[str] = "reviewing/review_queue.html"
    chrome: Chrome
    rows: tuple[ReviewRow, ...]
    pager: Pager


@dataclass(frozen=True)
class Decision:
    """The decision bar: commands to ``base`` (the address before ``/commands/``), the version they are based on.

    ``blocked`` says why nothing may be decided here (for example one's own submission); then there are no actions.
    ``basis``: the article of law, where one of the commands must name it.
    """

    base: str
    version: int
    reason: Input
    actions: tuple[Action, ...]
    blocked: str = ""
    basis: Input | None = None


@dataclass(frozen=True)
class Change:
    """One difference between the live revision and what was submitted; texts in words, empty where there is nothing."""

    label: str
    kind: Literal["added", "removed", "changed"]
    before: str
    after: str


@dataclass(frozen=True)
class ReviewDataset:
    """/review/datasets/{id} : a submission; ``live_revision`` None on first publication (then there is no diff)."""

    template: ClassVar[str] = "reviewing/review_dataset.html"
    chrome: Chrome
    title: str
    summary: str
    state: Badge
    organization: str
    submitted_by: str
    submitted_at: datetime
    live_revision: int | None
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]
    fields: tuple[FieldRow, ...]
    preview: Preview | None
    timeline: tuple[TimelineEntry, ...]
    decision: Decision
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class RequestedField:
    """A field asked for, with its level and whether it is open to all."""

    title: str
    name: str
    level: str
    opening: Badge


@dataclass(frozen=True)
class ReviewApplication:
    """/review/applications/{id} : the request on the left, the dataset and the applicant's history on the right."""

    template: ClassVar[str] = "reviewing/review_application.html"
    chrome: Chrome
    number: str
    state: Badge
    dataset: Link
    deadline: Deadline | None
    answers: tuple[Fact, ...]
    fields: tuple[RequestedField, ...]
    applicant: tuple[Fact, ...]
    dataset_facts: tuple[Fact, ...]
    earlier: tuple[Fact, ...]
    timeline: tuple[TimelineEntry, ...]
    decision: Decision
    errors: tuple[FormError, ...] = ()
