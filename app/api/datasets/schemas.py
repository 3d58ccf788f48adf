"""What the dataset endpoints take and give."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import Path
from pydantic import BaseModel, Field

from app.api.datasets.published import DatasetDocument
from app.http.pagination import MAX_NUMBER
from app.projections.code_names import Labels
from app.words.language import CHINESE
from catalog.acting.actor import Actor
from catalog.datasets.document import Difference, ItemShown
from catalog.datasets.drafts import DatasetDraft, Title
from catalog.datasets.elements import values_of
from catalog.datasets.grading import completeness, problems
from catalog.datasets.lifecycle import LIFECYCLE, DatasetState
from catalog.datasets.models import Dataset, DatasetEvent, FileVersion, Revision
from catalog.datasets.policies import party
from catalog.datasets.queries import WorkingCopy
from catalog.datasets.revisions import item_shown
from catalog.datasets.service import facts
from catalog.organizations.models import Organization
from catalog.text import Code

RevisionNumber = Annotated[int, Path(ge=1, le=MAX_NUMBER)]
"""The number of a revision; an address with any other number leads nowhere."""


class DatasetIn(DatasetDraft):
    """A new dataset: the draft, and the code of the organization that owns it."""

    organization: Annotated[Code, Field(min_length=1)]

    def draft(self) -> DatasetDraft:
        """The draft without the organization."""
        return DatasetDraft.model_validate(self.model_dump(exclude={"organization"}))


class DatasetPatch(DatasetDraft):
    """Changes of a working copy: only the fields that are given are changed."""

    title: Title = ""

    def changes(self) -> dict[str, Any]:
        """The fields that were given."""
        return self.model_dump(include=self.model_fields_set)


class FileOut(BaseModel):
    """The latest file of a working copy and what its check found."""

    distribution: UUID
    number: int
    filename: str
    format: str
    size: int
    sha256: str
    state: str
    columns: list[str]
    rows: int | None
    problem: dict[str, Any]

    @classmethod
    def of(cls, version: FileVersion) -> Self:
        """From a file version with distribution and stored file."""
        return cls(
            distribution=version.distribution_id,
            number=version.number,
            filename=version.filename,
            format=version.distribution.format,
            size=version.stored.size,
            sha256=version.sha256,
            state=version.state,
            columns=version.columns,
            rows=version.row_count,
            problem=version.problem,
        )


class GateProblem(BaseModel):
    """One thing that keeps the working copy from being submitted."""

    pointer: str
    message: str
    code: str


class WorkingCopyOut(BaseModel):
    """A working copy for those who work on it."""

    id: UUID
    code: str | None
    organization: str
    state: DatasetState
    state_label: str
    version: int
    live_revision: int | None
    metadata: dict[str, Any]
    items: list[ItemShown]
    files: list[FileOut]
    completeness: int
    problems: list[GateProblem]
    commands: list[str]
    updated_at: datetime

    @classmethod
    def of(cls, copy: WorkingCopy, actor: Actor) -> Self:
        """From a loaded working copy, with what ``actor`` may do with it now."""
        dataset, asked = copy.dataset, facts(copy)
        state = DatasetState(dataset.state)
        return cls(
            id=dataset.id,
            code=dataset.code,
            organization=copy.organization.code,
            state=state,
            state_label=CHINESE.say(LIFECYCLE.wording.state(state)),
            version=dataset.version,
            live_revision=dataset.live_revision,
            metadata=values_of(dataset),
            items=[item_shown(item) for item in dataset.items],
            files=[FileOut.of(version) for version in copy.files],
            completeness=completeness(asked),
            problems=[
                GateProblem(pointer=p.pointer, message=CHINESE.say(p.message), code=p.code) for p in problems(asked)
            ],
            commands=list(LIFECYCLE.allowed(state, party(actor, copy.organization, dataset.submitted_by))),
            updated_at=dataset.updated_at,
        )


class DatasetRow(BaseModel):
    """A dataset in a list: as the public reads it, or, in a worklist, as its working copy stands."""

    id: UUID
    code: str | None
    title: str
    organization: str
    open_class: str
    updated_at: datetime
    live_revision: int | None
    state: DatasetState | None

    @classmethod
    def of_revision(cls, revision: Revision) -> Self:
        """From what the public reads."""
        shown = revision.document
        return cls(
            id=revision.dataset_id,
            code=shown.code,
            title=shown.title,
            organization=shown.organization.code,
            open_class=shown.open_class,
            updated_at=revision.published_at,
            live_revision=revision.number,
            state=None,
        )

    @classmethod
    def of_work(cls, dataset: Dataset, organization: Organization) -> Self:
        """From a working copy and its owner."""
        return cls(
            id=dataset.id,
            code=dataset.code,
            title=dataset.title,
            organization=organization.code,
            open_class=dataset.open_class,
            updated_at=dataset.updated_at,
            live_revision=dataset.live_revision,
            state=DatasetState(dataset.state),
        )


class RevisionRow(BaseModel):
    """A revision in a list."""

    number: int
    note: str
    published_at: datetime


class RevisionOut(RevisionRow):
    """A revision with its document."""

    document: DatasetDocument

    @classmethod
    def of(cls, revision: Revision, labels: Labels, *, live: bool) -> Self:
        """From a revision, what its codes are called, and whether it is the one that the public reads."""
        return cls(
            number=revision.number,
            note=revision.note,
            published_at=revision.published_at,
            document=DatasetDocument.of(revision.document, labels, live=live),
        )


class Change(BaseModel):
    """One place in which two revisions differ."""

    pointer: str
    before: Any
    after: Any

    @classmethod
    def of(cls, found: Difference) -> Self:
        """From a difference of two documents."""
        return cls(pointer=found.pointer, before=found.before, after=found.after)


class EventOut(BaseModel):
    """One event of a dataset's history."""

    command: str
    from_state: DatasetState
    to_state: DatasetState
    at: datetime
    reason: str

    @classmethod
    def of(cls, event: DatasetEvent) -> Self:
        """From an event; who acted is in the record of the audit, not here."""
        return cls(
            command=event.command,
            from_state=DatasetState(event.from_state),
            to_state=DatasetState(event.to_state),
            at=event.at,
            reason=event.reason,
        )
