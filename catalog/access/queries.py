"""Every SELECT on applications and grants, through ``visible_to``; lists are paged by key."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, select, tuple_

from catalog.access.forms import Offer
from catalog.access.models import Agreement, Application, ApplicationEvent, Grant
from catalog.access.policies import grants_visible_to, viewer, visible_to, waiting_for
from catalog.access.workflow import OPEN_STATES, ApplicationCommand, ApplicationRelation, ApplicationState
from catalog.acting.actor import Actor, Person
from catalog.audit.actions import Action
from catalog.audit.entry import BasisType
from catalog.audit.queries import Usage, usage
from catalog.base import ReadSession
from catalog.datasets.grading import ON_REQUEST
from catalog.datasets.models import Dataset, Revision
from catalog.datasets.queries import find_live_revision
from catalog.datasets.stored import TITLE
from catalog.errors import Missing
from catalog.identity.models import Account
from catalog.organizations.models import Organization

OFFICES = (ApplicationRelation.DATA_ADMIN, ApplicationRelation.AGENCY_REVIEWER)
"""Relations whose holders find what waits for them in one queue."""
READS = (Action.FILE_READ, Action.ROWS_READ, Action.EXPORT_READ)


@dataclass(frozen=True)
class Listed:
    """An application in a list: with the title that the dataset then had, its owner, and the applicant's name."""

    application: Application
    title: str
    organization: Organization
    applicant: str


@dataclass(frozen=True)
class Detail(Listed):
    """An application to be worked on: with agreement, and the grant where there is one."""

    agreement: Agreement | None
    grant: Grant | None


@dataclass(frozen=True)
class Step:
    """One step of the timeline: the event and the name of who took it."""

    event: ApplicationEvent
    actor: str


@dataclass(frozen=True)
class Offered:
    """The live revision of a dataset as an application sees it."""

    offer: Offer
    revision: Revision


async def detail(session: ReadSession, actor: Actor, application_id: UUID, *, lock: bool = False) -> Detail:
    """One application, its row locked where it is to be changed.

    Raises:
        Missing: there is none, or ``actor`` may not see it.
    """
    query = _listing().where(Application.id == application_id, visible_to(actor))
    if lock:
        query = query.with_for_update(of=Application)
    found = (await session.execute(query.execution_options(populate_existing=True))).one_or_none()
    if found is None:
        raise Missing("application", str(application_id))
    agreements = select(Agreement).where(Agreement.application_id == application_id)
    grants = select(Grant).where(Grant.application_id == application_id).order_by(Grant.id.desc()).limit(1)
    agreement = (await session.scalars(agreements.execution_options(populate_existing=True))).one_or_none()
    grant = (await session.scalars(grants.execution_options(populate_existing=True))).one_or_none()
    application, title, organization, applicant = found
    return Detail(application, title, organization, applicant, agreement, grant)


def _listing() -> Select[Application, str, Organization, str]:
    return (
        select(Application, TITLE, Organization, Account.display_name)
        .join(Dataset, Dataset.id == Application.dataset_id)
        .join(Organization, Organization.id == Dataset.organization_id)
        .join(Account, Account.id == Application.applicant_id)
        .join(Revision, and_(Revision.dataset_id == Application.dataset_id, Revision.number == Application.revision))
    )


async def mine(session: ReadSession, actor: Actor, *, before: UUID | None = None, size: int = 20) -> list[Listed]:
    """The applications of ``actor``, newest first, older than ``before``."""
    person = viewer(actor)
    if person is None:
        return []
    query = _listing().where(Application.applicant_id == person.account_id).order_by(Application.id.desc()).limit(size)
    if before is not None:
        query = query.where(Application.id < before)
    return [Listed(a, title, owner, name) for a, title, owner, name in await session.execute(query)]


async def review_queue(
    session: ReadSession, actor: Actor, *, after: tuple[date, UUID] | None = None, size: int = 20
) -> list[Listed]:
    """What waits for an act of ``actor``, the most urgent first: (deadline, identity) after ``after``."""
    query = _listing().where(waiting_for(actor, *OFFICES)).order_by(Application.deadline, Application.id).limit(size)
    if after is not None:
        query = query.where(tuple_(Application.deadline, Application.id) > tuple_(*after))
    return [Listed(a, title, owner, name) for a, title, owner, name in await session.execute(query)]


async def waiting_count(session: ReadSession, actor: Actor) -> int:
    """How many applications wait for an act of ``actor``."""
    query = select(func.count()).select_from(Application).where(waiting_for(actor, *OFFICES))
    return (await session.execute(query)).scalar_one()


async def standing(
    session: ReadSession, actor: Actor, application_id: UUID
) -> tuple[ApplicationState, UUID, UUID, Organization]:
    """What rights on an application are judged by: its state, applicant and dataset, and the owner of the dataset.

    Raises:
        Missing: there is none, or ``actor`` may not see it.
    """
    query = (
        select(Application.state, Application.applicant_id, Application.dataset_id, Organization)
        .join(Dataset, Dataset.id == Application.dataset_id)
        .join(Organization, Organization.id == Dataset.organization_id)
        .where(Application.id == application_id, visible_to(actor))
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise Missing("application", str(application_id))
    state, applicant_id, dataset_id, owner = found
    return ApplicationState(state), applicant_id, dataset_id, owner


async def timeline(session: ReadSession, actor: Actor, application_id: UUID) -> list[Step]:
    """The whole history of one application, oldest first."""
    query = (
        select(ApplicationEvent, Account.display_name)
        .join(Application, Application.id == ApplicationEvent.application_id)
        .join(Account, Account.id == ApplicationEvent.actor_id)
        .where(ApplicationEvent.application_id == application_id, visible_to(actor))
        .order_by(ApplicationEvent.order)
        .limit(1000)
    )
    return [Step(event, name) for event, name in await session.execute(query)]


async def open_count(session: ReadSession, applicant_id: UUID) -> int:
    """How many applications of this account are under way."""
    query = select(func.count()).where(Application.applicant_id == applicant_id, Application.state.in_(OPEN_STATES))
    return (await session.execute(query)).scalar_one()


async def open_application(session: ReadSession, applicant_id: UUID, dataset_id: UUID) -> Application | None:
    """The application of this account for this dataset that is under way."""
    query = select(Application).where(
        Application.applicant_id == applicant_id,
        Application.dataset_id == dataset_id,
        Application.state.in_(OPEN_STATES),
    )
    return (await session.scalars(query)).one_or_none()


async def offered(session: ReadSession, dataset_id: UUID) -> Offered | None:
    """What the live revision of a dataset offers; None where nothing of it is public."""
    revision = await find_live_revision(session, dataset_id)
    if revision is None:
        return None
    document = revision.document
    offer = Offer(
        on_request=document.open_class == ON_REQUEST,
        open_fields=document.open_items,
        all_fields=document.item_names,
    )
    return Offered(offer, revision)


async def owner(session: ReadSession, dataset_id: UUID) -> Organization:
    """The organization that a dataset belongs to.

    Raises:
        Missing: there is no such dataset.
    """
    query = (
        select(Organization).join(Dataset, Dataset.organization_id == Organization.id).where(Dataset.id == dataset_id)
    )
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise Missing("dataset", str(dataset_id))
    return found


async def approver(session: ReadSession, application_id: UUID) -> UUID:
    """The account that approved an application last."""
    query = (
        select(ApplicationEvent.actor_id)
        .where(
            ApplicationEvent.application_id == application_id, ApplicationEvent.command == ApplicationCommand.APPROVE
        )
        .order_by(ApplicationEvent.order.desc())
        .limit(1)
    )
    return (await session.execute(query)).scalar_one()


async def grant(session: ReadSession, actor: Actor, grant_id: UUID) -> Grant:
    """One grant.

    Raises:
        Missing: there is none, or ``actor`` may not see it.
    """
    query = select(Grant).where(Grant.id == grant_id, grants_visible_to(actor))
    found = (await session.scalars(query.execution_options(populate_existing=True))).one_or_none()
    if found is None:
        raise Missing("grant", str(grant_id))
    return found


async def grants(
    session: ReadSession, actor: Actor, *, before: UUID | None = None, size: int = 20, dataset_id: UUID | None = None
) -> list[Grant]:
    """The grants that ``actor`` holds, newest first, older than ``before``."""
    person = viewer(actor)
    if person is None:
        return []
    query = select(Grant).where(Grant.holder_id == person.account_id).order_by(Grant.id.desc()).limit(size)
    if before is not None:
        query = query.where(Grant.id < before)
    if dataset_id is not None:
        query = query.where(Grant.dataset_id == dataset_id)
    return list(await session.scalars(query))


async def grant_usage(session: ReadSession, actor: Actor, grant_id: UUID) -> Usage:
    """What was read under a grant, from the record.

    Raises:
        Missing: there is no such grant, or ``actor`` may not see it.
    """
    found = await grant(session, actor, grant_id)
    return await usage(session, BasisType.GRANT, found.number, READS)


async def held(
    session: ReadSession, holder_id: UUID, dataset_id: UUID, now: datetime, grant_id: UUID | None = None
) -> Grant | None:
    """The grant to read by: a live one first, the one that reaches furthest; else the last one that was.

    Args:
        session: for reading; what revocation wrote a moment ago counts.
        holder_id: who reads.
        dataset_id: what is read.
        now: the present time.
        grant_id: where a token is bound to one grant, only that one.
    """
    live = and_(Grant.revoked_at.is_(None), Grant.valid_from <= now, Grant.valid_until > now)
    query = (
        select(Grant)
        .where(Grant.holder_id == holder_id, Grant.dataset_id == dataset_id)
        .order_by(live.desc(), Grant.valid_until.desc(), Grant.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    if grant_id is not None:
        query = query.where(Grant.id == grant_id)
    return (await session.scalars(query)).one_or_none()


async def dataset_of_grant(session: ReadSession, grant_id: UUID) -> UUID | None:
    """The dataset that a grant is for."""
    return await session.scalar(select(Grant.dataset_id).where(Grant.id == grant_id))


async def turn_count(session: ReadSession, person: Person) -> int:
    """How many applications of ``person`` wait for an act of their own."""
    query = select(func.count()).select_from(Application).where(waiting_for(person, ApplicationRelation.APPLICANT))
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
            visible_to(actor),
        )
        .order_by(Application.id.desc())
        .limit(5)
    )
    return list(await session.scalars(query))


async def applicant(session: ReadSession, application: Application) -> Account:
    """The account that made an application; the caller has shown a right to see it before."""
    return (await session.execute(select(Account).where(Account.id == application.applicant_id))).scalar_one()
