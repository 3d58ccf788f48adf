"""The cataloguer's work: the list of datasets and the form of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.portal.kit.chrome import Chrome
from app.portal.kit.forms import Action, Choice, FormError, Input
from app.portal.kit.pieces import Badge, Pager, TimelineEntry


@dataclass(frozen=True)
class StateTab:
    """A state with the number of datasets in it, as a link to the list of them."""

    label: str
    href: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class WorkRow:
    """A dataset in the cataloguer's list; ``percent`` of the required entries filled in, ``note`` why it came back."""

    id: str
    title: str
    organization: str
    state: Badge
    percent: int
    updated_at: datetime
    note: str = ""


@dataclass(frozen=True)
class CataloguerHome:
    """/work : my datasets by state."""

    template: ClassVar[str] = "cataloguing/work.html"
    chrome: Chrome
    tabs: tuple[StateTab, ...]
    rows: tuple[WorkRow, ...]
    pager: Pager
    may_create: bool


@dataclass(frozen=True)
class ItemRow:
    """One row of the item grid; input names are ``items-{index}-{column}``."""

    index: int
    name: Input
    title: Input
    data_type: Choice
    length: Input
    level: Choice
    is_key: bool
    is_open: bool
    description: Input


@dataclass(frozen=True)
class FileState:
    """The file of the dataset: what was received and what was found in it; ``problem`` where it could not be read."""

    filename: str
    size: int
    sha256: str
    uploaded_at: datetime
    state: Badge
    rows: int | None = None
    problem: str = ""


@dataclass(frozen=True)
class Missing:
    """A required entry that is still missing; ``field`` is the name of its input."""

    field: str
    label: str


@dataclass(frozen=True)
class Completeness:
    """How many of the required entries are there."""

    done: int
    total: int
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class EditConflict:
    """Somebody else saved in between: who (role), when, and which fields differ from what was typed."""

    actor: str
    at: datetime
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class DatasetForm:
    """/work/datasets/new and /work/datasets/{id} : metadata, items, file, completeness, submission.

    ``id`` is empty for a new dataset (then no file can be taken yet). ``version`` is what the edit is based on.
    ``editable`` is False while others review it; ``published`` when nothing was changed since the publication.
    """

    template: ClassVar[str] = "cataloguing/dataset_form.html"
    chrome: Chrome
    id: str
    version: int
    state: Badge
    editable: bool
    published: bool
    saved_at: datetime | None
    organization: Choice
    title: Input
    summary: Input
    theme: Choice
    keywords: Input
    region: Choice
    cycle: Choice
    open_class: Choice
    open_condition: Input
    share_type: Choice
    licence: Choice
    contact: Input
    source: Input
    items: tuple[ItemRow, ...]
    paste: Input
    file: FileState | None
    max_bytes: int
    completeness: Completeness
    history: tuple[TimelineEntry, ...]
    actions: tuple[Action, ...]
    reason: Input
    conflict: EditConflict | None = None
    errors: tuple[FormError, ...] = ()
