"""Pages that everybody may read: home, audit checkpoints, errors, the API console."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.portal.kit.cards import DatasetCard
from app.portal.kit.chrome import Chrome
from app.portal.kit.facets import Tile
from app.portal.kit.forms import FormError
from app.portal.kit.pieces import Badge, Fact, Link, Pager


@dataclass(frozen=True)
class Figure:
    """A computed number with what it counts, leading to the list it counts."""

    label: str
    value: int
    unit: str
    href: str


@dataclass(frozen=True)
class Home:
    """/ : search first, then numbers, themes, organizations, the latest datasets."""

    template: ClassVar[str] = "platform/home.html"
    chrome: Chrome
    figures: tuple[Figure, ...]
    examples: tuple[Link, ...]
    themes: tuple[Tile, ...]
    organizations: tuple[Tile, ...]
    recent: tuple[DatasetCard, ...]
    search_down: bool = False


@dataclass(frozen=True)
class CheckpointRow:
    """One signed checkpoint of the audit chain (hash and signature as hexadecimal text)."""

    sequence: int
    at: datetime
    hash: str
    signature: str


@dataclass(frozen=True)
class AuditCheckpoints:
    """/audit/checkpoints : the signed heads of the audit chain, for anyone to keep and compare."""

    template: ClassVar[str] = "platform/audit_checkpoints.html"
    chrome: Chrome
    state: Badge
    sealed_to: int
    checked_at: datetime | None
    key_fingerprint: str
    rows: tuple[CheckpointRow, ...]
    pager: Pager


@dataclass(frozen=True)
class ErrorPage:
    """Any refusal or failure: what is wrong, where, what to do; ``request_id`` is quoted when asking for help."""

    template: ClassVar[str] = "platform/error.html"
    chrome: Chrome
    status: int
    title: str
    detail: str
    request_id: str
    links: tuple[Link, ...]
    errors: tuple[FormError, ...] = ()


@dataclass(frozen=True)
class ProblemPage:
    """/problems/{slug} : what one type of API problem means and what to do about it."""

    template: ClassVar[str] = "platform/problem.html"
    chrome: Chrome
    slug: str
    title: str
    status: int
    meaning: str
    remedy: str
    members: tuple[Fact, ...]
    example: str
    others: tuple[Link, ...]


@dataclass(frozen=True)
class ApiParameter:
    """A parameter of an operation; ``place`` is ``path`` or ``query``."""

    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True)
class ApiOperation:
    """One operation of the API; ``id`` is its anchor, ``answers`` are status codes with their meaning."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[ApiParameter, ...]
    answers: tuple[Fact, ...]


@dataclass(frozen=True)
class ApiGroup:
    """Operations about one resource."""

    title: str
    operations: tuple[ApiOperation, ...]


@dataclass(frozen=True)
class ApiConsole:
    """/docs : the API by resource, with a form to try what may be read; made from the OpenAPI document."""

    template: ClassVar[str] = "platform/docs.html"
    chrome: Chrome
    version: str
    openapi_href: str
    problems_href: str
    base_url: str
    groups: tuple[ApiGroup, ...]
