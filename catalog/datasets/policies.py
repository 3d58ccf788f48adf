"""Who stands how to which dataset, as SQL first; the checks on loaded rows agree with it (tested)."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from catalog.acting.actor import Actor, Machine, Person, Role, person_of
from catalog.acting.permissions import Permission
from catalog.datasets.lifecycle import LIFECYCLE, SCOPES, DatasetRelation
from catalog.datasets.models import Dataset, Revision
from catalog.organizations.models import Organization
from catalog.workflow.table import Party
from catalog.workflow.waiting import waiting_for as waiting

_READING = frozenset({Permission.READ_DATASETS, *SCOPES.values()})


def public() -> ColumnElement[bool]:
    """Datasets with a revision that the public reads."""
    return Dataset.live_revision.is_not(None)


def live() -> ColumnElement[bool]:
    """Joins a dataset with the revision that the public reads of it."""
    return and_(Revision.dataset_id == Dataset.id, Revision.number == Dataset.live_revision)


def standing(person: Person) -> Mapping[DatasetRelation, ColumnElement[bool]]:
    """For each relation the datasets to which ``person`` stands in it."""
    governed = select(Organization.id).where(Organization.authority_id.in_(person.organizations(Role.DATA_ADMIN)))
    return {
        DatasetRelation.CATALOGUER: Dataset.organization_id.in_(person.organizations(Role.CATALOGUER)),
        DatasetRelation.REVIEWER: Dataset.organization_id.in_(person.organizations(Role.AGENCY_REVIEWER)),
        DatasetRelation.AUTHORITY: Dataset.organization_id.in_(governed),
    }


def workable_by(actor: Actor) -> ColumnElement[bool]:
    """Datasets whose working copy ``actor`` may see: whoever stands to them, and security officers of their owner."""
    person = _reader(actor)
    if person is None:
        return false()
    secured = Dataset.organization_id.in_(person.organizations(Role.SECURITY_OFFICER))
    return or_(secured, *standing(person).values())


def waiting_for(actor: Actor) -> ColumnElement[bool]:
    """Datasets that wait for a decision of ``actor``."""
    person = _reader(actor)
    if person is None:
        return false()
    own = Dataset.submitted_by == person.account_id
    return waiting(LIFECYCLE, Dataset.state, standing(person), own)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Datasets that ``actor`` may know of: public ones, and working copies of their own."""
    return or_(public(), workable_by(actor))


def relations(person: Person, organization: Organization) -> frozenset[DatasetRelation]:
    """In which relations ``person`` stands to the datasets of ``organization``; ``standing`` for one loaded owner."""
    found = {
        DatasetRelation.CATALOGUER: organization.id in person.organizations(Role.CATALOGUER),
        DatasetRelation.REVIEWER: organization.id in person.organizations(Role.AGENCY_REVIEWER),
        DatasetRelation.AUTHORITY: organization.authority_id in person.organizations(Role.DATA_ADMIN),
    }
    return frozenset(relation for relation, stands in found.items() if stands)


def party(actor: Actor, organization: Organization, submitted_by: UUID | None = None) -> Party[DatasetRelation]:
    """``actor`` as the lifecycle sees them: what they submitted themselves is their own."""
    person = person_of(actor)
    held = relations(person, organization) if person else frozenset[DatasetRelation]()
    return Party.of(actor, held, own=person is not None and person.account_id == submitted_by)


def _reader(actor: Actor) -> Person | None:
    if isinstance(actor, Machine) and not actor.scopes & _READING:
        return None
    return person_of(actor)
