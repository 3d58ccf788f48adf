"""A submission as its reviewers see it, the first rows of what it would publish, and giving a dataset a command."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.container import Services
from catalog.acting.act import Act
from catalog.acting.actor import Person
from catalog.base import ReadSession
from catalog.datasets import queries, service
from catalog.datasets.document import Place, RevisionDocument
from catalog.datasets.lifecycle import LIFECYCLE, DatasetCommand, DatasetState
from catalog.datasets.models import Dataset, DatasetEvent
from catalog.datasets.policies import party
from catalog.datasets.queries import WorkingCopy
from catalog.datasets.revisions import document
from catalog.delivery.review import RowsUnderReview, preview_for_review
from catalog.errors import CatalogError
from catalog.organizations.models import Organization

EVENTS = 50
"""Events that are shown, the newest."""


@dataclass(frozen=True)
class Submission:
    """A working copy under review: its document as it would be published, and the one that is public."""

    dataset: Dataset
    organization: Organization
    document: RevisionDocument
    live: RevisionDocument | None
    events: Sequence[DatasetEvent]
    commands: Sequence[DatasetCommand]
    own: bool


async def submission_of(session: ReadSession, person: Person, copy: WorkingCopy, now: datetime) -> Submission:
    """``copy`` as it would be published ``now``, beside what is public; its history, and what ``person`` may decide."""
    dataset = copy.dataset
    live = await queries.live_revision(session, dataset.id) if dataset.live_revision else None
    return Submission(
        dataset,
        copy.organization,
        document(dataset, copy.organization, copy.files, Place(dataset.last_revision + 1, now)),
        live.document if live else None,
        await queries.last_events(session, dataset.id, EVENTS),
        offered(person, copy),
        own=dataset.submitted_by == person.account_id,
    )


def offered(person: Person, copy: WorkingCopy) -> Sequence[DatasetCommand]:
    """The commands that fit the state of ``copy`` and that ``person`` may give, were it somebody else's submission."""
    return LIFECYCLE.allowed(DatasetState(copy.dataset.state), party(person, copy.organization))


async def first_rows(parts: Services, act: Act, dataset_id: UUID, size: int) -> RowsUnderReview | None:
    """At most ``size`` rows of what would be published, recorded before they are shown; None where none can be read."""
    try:
        async with parts.database.unit_of_work() as session:
            return await preview_for_review(session, parts.tables, act, dataset_id, size)
    except CatalogError:
        return None


async def command_dataset(
    parts: Services,
    act: Act,
    dataset_id: UUID,
    command: DatasetCommand,
    *,
    reason: str = "",
    version: int | None = None,
) -> None:
    """Move the dataset through its lifecycle, in a transaction of its own.

    Raises:
        Missing, Forbidden, Conflict, Stale, Invalid: as ``catalog.datasets.service.command``.
    """
    async with parts.database.unit_of_work() as session:
        await service.command(session, act, dataset_id, command, reason=reason, version=version)
