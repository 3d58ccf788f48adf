"""Who sees which dataset, as SQL first; the checks on loaded rows agree with it (tested)."""

from sqlalchemy import ColumnElement, false, or_, select, true

from catalog.datasets.lifecycle import Hand
from catalog.datasets.models import Dataset
from catalog.identity.actor import Actor, Person, person_of
from catalog.identity.models import Role
from catalog.organizations.models import Organization

COMPILERS = (Role.CATALOGUER, Role.AGENCY_REVIEWER)
OVERSEERS = (Role.AUDITOR, Role.OPERATOR)


def public() -> ColumnElement[bool]:
    """Datasets with a revision that the public reads."""
    return Dataset.live_revision.is_not(None)


def workable_by(actor: Actor) -> ColumnElement[bool]:
    """Datasets whose working copy ``actor`` may see.

    These are the cataloguers and reviewers of the owner, the owner's data authority, and those who oversee the system.
    """
    person = person_of(actor)
    if person is None:
        return false()
    if any(person.holds(role) for role in OVERSEERS):
        return true()
    governed = select(Organization.id).where(Organization.authority_id.in_(person.organizations(Role.DATA_ADMIN)))
    return or_(Dataset.organization_id.in_(person.organizations(*COMPILERS)), Dataset.organization_id.in_(governed))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Datasets that ``actor`` may know of: public ones, and working copies of their own."""
    return or_(public(), workable_by(actor))


def can_work(actor: Actor, organization: Organization) -> bool:
    """The same as ``workable_by``, for the owner ``organization`` of one loaded dataset."""
    person = person_of(actor)
    return person is not None and (any(person.holds(role) for role in OVERSEERS) or bool(hands(person, organization)))


def hands(person: Person, organization: Organization) -> frozenset[Hand]:
    """In which relations ``person`` stands to the datasets of ``organization``."""
    found = set()
    if organization.id in person.organizations(Role.CATALOGUER):
        found.add(Hand.CATALOGUER)
    if organization.id in person.organizations(Role.AGENCY_REVIEWER):
        found.add(Hand.REVIEWER)
    if organization.authority_id in person.organizations(Role.DATA_ADMIN):
        found.add(Hand.AUTHORITY)
    return frozenset(found)
