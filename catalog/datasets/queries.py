"""Every SELECT on datasets. Working copies are read through ``workable_by``, the public reads revisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from catalog.acting.actor import Actor
from catalog.base import ReadSession, WriteSession
from catalog.datasets.document import Place, RevisionDocument, read
from catalog.datasets.lifecycle import DatasetState
from catalog.datasets.models import Dataset, DatasetEvent, Distribution, FileVersion, Item, Revision, StoredFile
from catalog.datasets.policies import live, public, visible_to, waiting_for, workable_by
from catalog.datasets.stored import OWNER, ROWS, THEME
from catalog.errors import Missing
from catalog.organizations.models import Organization


@dataclass(frozen=True)
class WorkingCopy:
    """A dataset under work with its owner and the latest file of each distribution."""

    dataset: Dataset
    organization: Organization
    files: list[FileVersion]


async def standing(
    session: ReadSession, actor: Actor, dataset_id: UUID
) -> tuple[DatasetState, Organization, UUID | None]:
    """What rights on a working copy are judged by, in one select: its state, its owner, and who submitted it last.

    Raises:
        Missing: there is no such dataset, or ``actor`` may not see its working copy.
    """
    query = (
        select(Dataset.state, Organization, Dataset.submitted_by)
        .join(Organization, Organization.id == Dataset.organization_id)
        .where(Dataset.id == dataset_id, workable_by(actor))
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise Missing("dataset", str(dataset_id))
    state, owner, submitted_by = found
    return DatasetState(state), owner, submitted_by


async def working_copy(session: ReadSession, actor: Actor, dataset_id: UUID, *, lock: bool = False) -> WorkingCopy:
    """The working copy of a dataset, its row locked when it is to be changed.

    Raises:
        Missing: there is none, or ``actor`` may not see it.
    """
    query = (
        select(Dataset, Organization)
        .join(Organization, Organization.id == Dataset.organization_id)
        .where(Dataset.id == dataset_id, workable_by(actor))
        .options(selectinload(Dataset.items))
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update(of=Dataset)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise Missing("dataset", str(dataset_id))
    dataset, organization = found
    return WorkingCopy(dataset, organization, await latest_files(session, dataset_id))


async def latest_files(session: ReadSession, dataset_id: UUID) -> list[FileVersion]:
    """The latest version of each distribution of a dataset, with distribution and stored file."""
    query = (
        select(FileVersion)
        .join(FileVersion.distribution)
        .where(Distribution.dataset_id == dataset_id)
        .ext(distinct_on(Distribution.id))
        .order_by(Distribution.id, FileVersion.number.desc())
        .options(contains_eager(FileVersion.distribution), joinedload(FileVersion.stored))
    )
    return list(await session.scalars(query))


async def distribution(session: WriteSession, dataset_id: UUID, kind: str) -> Distribution | None:
    """The distribution of ``kind`` of a dataset."""
    query = select(Distribution).where(Distribution.dataset_id == dataset_id, Distribution.kind == kind)
    return (await session.scalars(query)).one_or_none()


async def last_number(session: ReadSession, distribution_id: UUID) -> int:
    """Number of the latest file version of a distribution, 0 where there is none."""
    query = select(func.coalesce(func.max(FileVersion.number), 0)).where(FileVersion.distribution_id == distribution_id)
    return (await session.execute(query)).scalar_one()


async def file_version(session: ReadSession, file_version_id: UUID) -> FileVersion | None:
    """One file version with distribution and stored file."""
    query = (
        select(FileVersion)
        .where(FileVersion.id == file_version_id)
        .options(joinedload(FileVersion.distribution), joinedload(FileVersion.stored))
    )
    return (await session.scalars(query)).one_or_none()


# Made once: putting it together would cost as much as asking it.
_LIVE = (
    select(Revision.as_stored, Revision.number, Revision.published_at)
    .join(Dataset, live())
    .where(Dataset.id == bindparam("dataset_id"))
)


async def live_document(session: ReadSession, dataset_id: UUID) -> RevisionDocument:
    """The document that the public reads: one indexed select, without its row.

    Raises:
        Missing: nothing of this dataset is public.
    """
    found = (await session.execute(_LIVE, {"dataset_id": dataset_id})).one_or_none()
    if found is None:
        raise Missing("dataset", str(dataset_id))
    return read(found.as_stored, Place(found.number, found.published_at))


async def is_live(session: ReadSession, revision: Revision) -> bool:
    """Whether ``revision`` is the one that the public reads."""
    query = select(exists().where(Revision.id == revision.id, live()))
    return (await session.execute(query)).scalar_one()


async def find_live_revision(session: ReadSession, dataset_id: UUID) -> Revision | None:
    """The revision that the public reads; None where nothing of this dataset is public."""
    query = select(Revision).join(Dataset, live()).where(Dataset.id == dataset_id)
    return (await session.scalars(query)).one_or_none()


async def live_revision(session: ReadSession, dataset_id: UUID) -> Revision:
    """The revision that the public reads.

    Raises:
        Missing: nothing of this dataset is public.
    """
    found = await find_live_revision(session, dataset_id)
    if found is None:
        raise Missing("dataset", str(dataset_id))
    return found


async def revision(session: ReadSession, actor: Actor, dataset_id: UUID, number: int) -> Revision:
    """One revision by number: of a dataset that is public, or of one that ``actor`` works on.

    Raises:
        Missing: there is none, or it is not to be seen.
    """
    query = (
        select(Revision)
        .join(Dataset, Dataset.id == Revision.dataset_id)
        .where(Dataset.id == dataset_id, Revision.number == number, visible_to(actor))
    )
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise Missing("revision", f"{dataset_id}/{number}")
    return found


async def revisions(session: ReadSession, actor: Actor, dataset_id: UUID, *, before: int, size: int) -> list[Row[Any]]:
    """Number, note and time of the revisions below ``before``, the newest first."""
    query = (
        select(Revision.number, Revision.note, Revision.published_at)
        .join(Dataset, Dataset.id == Revision.dataset_id)
        .where(Dataset.id == dataset_id, Revision.number < before, visible_to(actor))
        .order_by(Revision.number.desc())
        .limit(size)
    )
    return list(await session.execute(query))


async def history(session: ReadSession, actor: Actor, dataset_id: UUID, *, after: int, size: int) -> list[DatasetEvent]:
    """The events of a dataset that ``actor`` works on, after the one of ``order`` ``after``, oldest first."""
    query = (
        select(DatasetEvent)
        .join(Dataset, Dataset.id == DatasetEvent.dataset_id)
        .where(DatasetEvent.dataset_id == dataset_id, DatasetEvent.order > after, workable_by(actor))
        .order_by(DatasetEvent.order)
        .limit(size)
    )
    return list(await session.scalars(query))


async def worklist(
    session: ReadSession, actor: Actor, *, after: UUID | None, size: int, states: Sequence[str] = ()
) -> list[tuple[Dataset, Organization]]:
    """Datasets whose working copy ``actor`` may see, newest first."""
    query = (
        select(Dataset, Organization)
        .join(Organization, Organization.id == Dataset.organization_id)
        .where(workable_by(actor))
        .order_by(Dataset.id.desc())
        .limit(size)
    )
    if after is not None:
        query = query.where(Dataset.id < after)
    if states:
        query = query.where(Dataset.state.in_(states))
    return [(dataset, organization) for dataset, organization in await session.execute(query)]


async def public_listing(session: ReadSession, *, after: UUID | None, size: int) -> list[Revision]:
    """The revisions that the public reads, one a dataset, the dataset created last first."""
    query = select(Revision).join(Dataset, live()).order_by(Dataset.id.desc()).limit(size)
    if after is not None:
        query = query.where(Dataset.id < after)
    return list(await session.scalars(query))


async def counts_by_state(session: ReadSession, actor: Actor) -> dict[str, int]:
    """How many working copies of ``actor`` stand in each state."""
    query = select(Dataset.state, func.count()).where(workable_by(actor)).group_by(Dataset.state)
    return dict((await session.execute(query)).all())


async def recent(session: ReadSession, size: int) -> list[Revision]:
    """The revisions published last, one for each dataset that is public."""
    query = (
        select(Revision)
        .join(Dataset, live())
        .where(public())
        .order_by(Dataset.published_at.desc(), Dataset.id.desc())
        .limit(size)
    )
    return list(await session.scalars(query))


async def for_index(session: ReadSession, dataset_id: UUID) -> tuple[Dataset, Organization, Revision | None] | None:
    """What the search projection needs of one dataset: the row, its owner, and the revision that the public reads."""
    query = (
        select(Dataset, Organization, Revision)
        .join(Organization, Organization.id == Dataset.organization_id)
        .outerjoin(Revision, live())
        .where(Dataset.id == dataset_id)
        .execution_options(populate_existing=True)
    )
    found = (await session.execute(query)).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


async def page_for_index(
    session: ReadSession, after: UUID | None, size: int
) -> list[tuple[Dataset, Organization, Revision]]:
    """A page of what search shows, in the order of identity, for a rebuild of the index."""
    query = (
        select(Dataset, Organization, Revision)
        .join(Organization, Organization.id == Dataset.organization_id)
        .join(Revision, live())
        .order_by(Dataset.id)
        .limit(size)
    )
    if after is not None:
        query = query.where(Dataset.id > after)
    return [(d, o, r) for d, o, r in await session.execute(query)]


async def first_publications(session: ReadSession, dataset_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each of these datasets was published for the first time."""
    query = select(Revision.dataset_id, Revision.published_at)
    found = await session.execute(query.where(Revision.dataset_id.in_(dataset_ids), Revision.number == 1))
    return {row.dataset_id: row.published_at for row in found}


async def some_for_index(
    session: ReadSession, dataset_ids: Sequence[UUID]
) -> list[tuple[Dataset, Organization, Revision]]:
    """What search shows of those of these datasets that are public."""
    query = (
        select(Dataset, Organization, Revision)
        .join(Organization, Organization.id == Dataset.organization_id)
        .join(Revision, live())
        .where(Dataset.id.in_(dataset_ids))
    )
    return [(d, o, r) for d, o, r in await session.execute(query)]


async def public_counts(session: ReadSession) -> tuple[int, int]:
    """How many datasets are public, and how many organizations they come from."""
    query = select(func.count(), func.count(Dataset.organization_id.distinct())).where(public())
    datasets, organizations = (await session.execute(query)).one()
    return datasets, organizations


async def theme_counts(session: ReadSession) -> dict[str, int]:
    """How many public datasets each theme holds."""
    query = select(THEME, func.count()).select_from(Revision).join(Dataset, live()).group_by(THEME)
    return dict((await session.execute(query)).all())


async def versions_for_index(session: ReadSession, after: UUID | None, size: int) -> list[tuple[UUID, int]]:
    """Identity and index version of public datasets, in the order of identity."""
    query = select(Dataset.id, Dataset.index_version).where(public()).order_by(Dataset.id).limit(size)
    if after is not None:
        query = query.where(Dataset.id > after)
    return list((await session.execute(query)).all())


async def hidden_versions(session: ReadSession, dataset_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Index versions of those of these datasets that are not public."""
    query = select(Dataset.id, Dataset.index_version).where(Dataset.id.in_(dataset_ids), ~public())
    return dict((await session.execute(query)).all())


async def changed_since(session: ReadSession, moment: datetime, after: UUID | None, size: int) -> list[UUID]:
    """Datasets that were changed at or after ``moment``, in the order of identity."""
    query = select(Dataset.id).where(Dataset.updated_at >= moment).order_by(Dataset.id).limit(size)
    if after is not None:
        query = query.where(Dataset.id > after)
    return list(await session.scalars(query))


async def known_digests(session: ReadSession, digests: Sequence[str]) -> set[str]:
    """Which of these checksums belong to a stored file."""
    return set(await session.scalars(select(StoredFile.sha256).where(StoredFile.sha256.in_(digests))))


async def updated_count(session: ReadSession, since: datetime) -> int:
    """How many public datasets were published at or after ``since``."""
    query = select(func.count()).where(Dataset.live_revision.is_not(None), Dataset.published_at >= since)
    return (await session.execute(query)).scalar_one()


async def filled(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, tuple[bool, bool]]:
    """Whether each dataset has data items, and a file."""
    has_items = exists().where(Item.dataset_id == Dataset.id)
    has_file = exists().where(Distribution.dataset_id == Dataset.id, FileVersion.distribution_id == Distribution.id)
    query = select(Dataset.id, has_items, has_file).where(Dataset.id.in_(ids))
    return {found: (items, file) for found, items, file in await session.execute(query)}


async def last_reasons(session: ReadSession, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Why each of these datasets was returned last."""
    query = (
        select(DatasetEvent.dataset_id, DatasetEvent.reason)
        .where(DatasetEvent.dataset_id.in_(ids), DatasetEvent.to_state == DatasetState.RETURNED)
        .ext(distinct_on(DatasetEvent.dataset_id))
        .order_by(DatasetEvent.dataset_id, DatasetEvent.order.desc())
    )
    return {key: reason for key, reason in await session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


async def last_events(session: ReadSession, dataset_id: UUID, size: int) -> list[DatasetEvent]:
    """The newest ``size`` events of a dataset; the caller has shown a right to its working copy before."""
    query = (
        select(DatasetEvent)
        .where(DatasetEvent.dataset_id == dataset_id)
        .order_by(DatasetEvent.order.desc())
        .limit(size)
    )
    return list(await session.scalars(query))


async def datasets_waiting(
    session: ReadSession, actor: Actor, *, after: tuple[datetime, UUID] | None, size: int
) -> list[tuple[Dataset, Organization]]:
    """Working copies that wait for a decision of ``actor``, the one submitted first on top."""
    query = (
        select(Dataset, Organization)
        .join(Organization, Organization.id == Dataset.organization_id)
        .where(waiting_for(actor))
        .order_by(Dataset.submitted_at, Dataset.id)
        .limit(size)
    )
    if after is not None:
        query = query.where(tuple_(Dataset.submitted_at, Dataset.id) > tuple_(*after))
    return [(dataset, organization) for dataset, organization in await session.execute(query)]


async def datasets_waiting_count(session: ReadSession, actor: Actor) -> int:
    """How many working copies wait for a decision of ``actor``."""
    query = select(func.count()).select_from(Dataset).where(waiting_for(actor))
    return (await session.execute(query)).scalar_one()


async def row_counts(session: ReadSession, ids: Iterable[UUID]) -> dict[str, tuple[int | None, str]]:
    """Number of rows in the first file, and short name of the owner, of public datasets by identity."""
    query = select(Dataset.id, ROWS, OWNER).join(Revision, live()).where(Dataset.id.in_(list(ids)))
    return {str(key): (rows, short) for key, rows, short in await session.execute(query)}
