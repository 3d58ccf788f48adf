"""The cataloguer's work: the list of datasets and the form of one."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

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
class FormField:
    """An input with its label: ``takes`` is how many characters, ``lines`` how many lines it shows.

    ``component`` says how it looks: a line, an area for prose, a select, options side by side, or a box to tick (then
    its value is empty or what the box sends). Narrow ones stand two in a line.
    """

    component: Literal["line", "prose", "select", "picks", "flag"]
    label: str
    value: Input | Choice
    hint: str = ""
    required: bool = False
    narrow: bool = False
    takes: int = 0
    lines: int = 4


@dataclass(frozen=True)
class FormBlock:
    """Fields that stand below each other, or, where they are narrow, two in a line."""

    fields: tuple[FormField, ...]
    narrow: bool = False


@dataclass(frozen=True)
class FormSection:
    """A section of the form; ``name`` is the identity of its heading."""

    name: str
    title: str
    blocks: tuple[FormBlock, ...]


@dataclass(frozen=True)
class GridRow:
    """One row of the item grid: ``stored`` names the stored item that it is of, and is empty where it is new.

    The names of its inputs begin with ``name``.
    """

    name: str
    stored: str
    cells: tuple[FormField, ...]


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
    ``name`` is what the dataset is called, as it was typed; ``columns`` are the heads of the grid, ``paste_columns``
    the cells of a pasted line.
    """

    template: ClassVar[str] = "cataloguing/dataset_form.html"
    chrome: Chrome
    id: str
    version: int
    state: Badge
    editable: bool
    published: bool
    saved_at: datetime | None
    name: str
    sections: tuple[FormSection, ...]
    columns: tuple[str, ...]
    items: tuple[GridRow, ...]
    paste: Input
    paste_columns: str
    file: FileState | None
    max_bytes: int
    completeness: Completeness
    history: tuple[TimelineEntry, ...]
    actions: tuple[Action, ...]
    reason: Input
    conflict: EditConflict | None = None
    errors: tuple[FormError, ...] = ()
