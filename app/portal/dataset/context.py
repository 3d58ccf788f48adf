"""The public page of one dataset."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Literal

from app.portal.kit.cards import DatasetCard
from app.portal.kit.chrome import Chrome
from app.portal.kit.document import FieldRow, Preview
from app.portal.kit.pieces import Badge, Fact, Link


@dataclass(frozen=True)
class Download:
    """A way to take the data away; ``size`` in bytes where it is known, ``sha256`` for the file as it was published."""

    label: str
    href: str
    size: int | None = None
    sha256: str = ""
    note: str = ""


@dataclass(frozen=True)
class ApiHint:
    """How a program reads this dataset: addresses and one call that works as it stands."""

    schema_url: str
    rows_url: str
    example: str


@dataclass(frozen=True)
class Access:
    """May the viewer use it: ``open`` now, after ``login``, by ``apply``-ing, ``pending``, ``granted``, or ``closed``.

    ``text`` says so in plain words; ``href`` leads to the next step (empty where there is none).
    """

    state: Literal["open", "login", "apply", "pending", "granted", "closed"]
    text: str
    href: str = ""


@dataclass(frozen=True)
class RevisionRow:
    """One published revision."""

    number: int
    published_at: datetime
    note: str
    href: str


@dataclass(frozen=True)
class DatasetPage:
    """/datasets/{id} : what it is, how fresh, may I use it, how do I get it.

    ``preview`` is None where rows are not open to the viewer or there is no table; ``preview_note`` then says why.
    """

    template: ClassVar[str] = "dataset/dataset.html"
    chrome: Chrome
    title: str
    summary: str
    badges: tuple[Badge, ...]
    organization: Link
    contact: str
    licence: str
    licence_text: str
    theme: Link | None
    updated_at: datetime
    next_due: date | None
    access: Access
    preview: Preview | None
    preview_note: str
    fields: tuple[FieldRow, ...]
    downloads: tuple[Download, ...]
    api: ApiHint | None
    revision: int
    revisions: tuple[RevisionRow, ...]
    facts: tuple[Fact, ...]
    citation: str
    similar: tuple[DatasetCard, ...] = ()
