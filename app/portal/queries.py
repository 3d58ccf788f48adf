"""What pages read beyond what the slices' own queries give: words of several schemes at once, counts, waiting work."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from catalog.access.models import Application
from catalog.access.policies import visible_to as application_visible_to
from catalog.access.workflow import State as ApplicationState
from catalog.base import ReadSession
from catalog.datasets.lifecycle import State
from catalog.datasets.models import Dataset, DatasetEvent, Distribution, FileVersion, Item, Revision
from catalog.identity.actor import Actor, Person, person_of
from catalog.identity.models import Account, Role
from catalog.organizations.models import Organization
from catalog.vocabularies.models import Term


@dataclass(frozen=True)
class Words:
    """Labels and notes of some vocabularies, by scheme and code."""

    terms: dict[str, dict[str, Term]]

    def label(self, scheme: str, code: str) -> str:
        """The Chinese label of ``code``; the code itself where there is none."""
        found = self.terms.get(scheme, {}).get(code)
        return found.label_zh if found else code

    def note(self, scheme: str, code: str) -> str:
        """What ``code`` means in plain words."""
        found = self.terms.get(scheme, {}).get(code)
        return found.note if found else ""


async def words(session: ReadSession, *schemes: str) -> Words:
    """Every term of ``schemes``, in one select."""
    query = select(Term).where(Term.scheme.in_(schemes)).order_by(Term.scheme, Term.position, Term.code)
    found: dict[str, dict[str, Term]] = {scheme: {} for scheme in schemes}
    for term in await session.scalars(query):
        found[term.scheme][term.code] = term
    return Words(found)


@dataclass(frozen=True)
class Owner:
    """How an organization is called, and the code of the one above it (empty: none)."""

    name: str
    parent: str


async def owners(session: ReadSession, codes: Iterable[str]) -> dict[str, Owner]:
    """Organizations by code."""
    above = aliased(Organization)
    query = (
        select(Organization.code, Organization.short_name, above.code)
        .outerjoin(above, above.id == Organization.parent_id)
        .where(Organization.code.in_(list(codes)))
    )
    return {code: Owner(name, parent or "") for code, name, parent in await session.execute(query)}


async def desks(session: ReadSession) -> list[str]:
    """Whom citizens may ask for data: the contacts of the topmost data authorities."""
    query = (
        select(Organization.contact)
        .where(
            Organization.parent_id.is_(None), Organization.id == Organization.authority_id, Organization.contact != ""
        )
        .order_by(Organization.code)
        .limit(3)
    )
    return list(await session.scalars(query))


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
        .where(DatasetEvent.dataset_id.in_(ids), DatasetEvent.to_state == State.RETURNED)
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
        .where(_dataset_waits_for(actor))
        .order_by(Dataset.submitted_at, Dataset.id)
        .limit(size)
    )
    if after is not None:
        query = query.where(tuple_(Dataset.submitted_at, Dataset.id) > tuple_(*after))
    return [(dataset, organization) for dataset, organization in await session.execute(query)]


async def datasets_waiting_count(session: ReadSession, actor: Actor) -> int:
    """How many working copies wait for a decision of ``actor``."""
    query = (
        select(func.count())
        .select_from(Dataset)
        .join(Organization, Organization.id == Dataset.organization_id)
        .where(_dataset_waits_for(actor))
    )
    return (await session.execute(query)).scalar_one()


def _dataset_waits_for(actor: Actor) -> ColumnElement[bool]:
    person = person_of(actor)
    if person is None:
        return false()
    reviews = Organization.id.in_(person.organizations(Role.AGENCY_REVIEWER))
    governs = Organization.authority_id.in_(person.organizations(Role.DATA_ADMIN))
    return and_(
        Dataset.submitted_by != person.account_id,
        or_(and_(Dataset.state == State.SUBMITTED, reviews), and_(Dataset.state == State.APPROVED, governs)),
    )


async def turn_count(session: ReadSession, person: Person) -> int:
    """How many applications of ``person`` wait for an act of their own."""
    turns = (ApplicationState.RETURNED, ApplicationState.AGREEMENT_PENDING)
    query = select(func.count()).where(Application.applicant_id == person.account_id, Application.state.in_(turns))
    return (await session.execute(query)).scalar_one()


async def application_total(session: ReadSession, person: Person) -> int:
    """How many applications ``person`` ever made."""
    query = select(func.count()).where(Application.applicant_id == person.account_id)
    return (await session.execute(query)).scalar_one()


async def earlier_applications(session: ReadSession, actor: Actor, application: Application) -> list[Application]:
    """The five last other applications of the same applicant that ``actor`` may see."""
    query = (
        select(Application)
        .where(
            Application.applicant_id == application.applicant_id,
            Application.id != application.id,
            application_visible_to(actor),
        )
        .order_by(Application.id.desc())
        .limit(5)
    )
    return list(await session.scalars(query))


async def row_counts(session: ReadSession, ids: Iterable[UUID]) -> dict[str, tuple[int | None, str]]:
    """Number of rows in the first file, and short name of the owner, of public datasets by identity."""
    first = Revision.document["distributions"][0]["rows"].as_integer()
    name = Revision.document["organization"]["short_name"].astext
    query = (
        select(Dataset.id, first, name)
        .join(Revision, and_(Dataset.id == Revision.dataset_id, Dataset.live_revision == Revision.number))
        .where(Dataset.id.in_(list(ids)))
    )
    return {str(key): (rows, short) for key, rows, short in await session.execute(query)}


async def applicant(session: ReadSession, application: Application) -> Account:
    """The account that made an application; the caller has shown a right to see it before."""
    return (await session.execute(select(Account).where(Account.id == application.applicant_id))).scalar_one()
