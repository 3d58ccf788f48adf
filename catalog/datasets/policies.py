"""Who sees which dataset, as SQL first; the checks on loaded rows agree with it (tested)."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from catalog.acting.actor import Actor, Machine, Person, Role, person_of
from catalog.acting.permissions import Permission
from catalog.datasets.lifecycle import Hand, State
from catalog.datasets.models import Dataset
from catalog.organizations.models import Organization

COMPILERS = (Role.CATALOGUER, Role.AGENCY_REVIEWER, Role.SECURITY_OFFICER)
HAND_PERMISSION = {
    Hand.CATALOGUER: Permission.EDIT_DATASETS,
    Hand.REVIEWER: Permission.APPROVE_DATASETS,
    Hand.AUTHORITY: Permission.PUBLISH_DATASETS,
}
"""What each hand needs; a token acts with a hand only where its scopes hold this."""

_READING = frozenset({Permission.READ_DATASETS, *HAND_PERMISSION.values()})


def public() -> ColumnElement[bool]:
    """Datasets with a revision that the public reads."""
    return Dataset.live_revision.is_not(None)


def workable_by(actor: Actor) -> ColumnElement[bool]:
    """Datasets whose working copy ``actor`` may see: people of the owner, and of the owner's data authority."""
    person = _reader(actor)
    if person is None:
        return false()
    governed = select(Organization.id).where(Organization.authority_id.in_(person.organizations(Role.DATA_ADMIN)))
    return or_(Dataset.organization_id.in_(person.organizations(*COMPILERS)), Dataset.organization_id.in_(governed))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Datasets that ``actor`` may know of: public ones, and working copies of their own."""
    return or_(public(), workable_by(actor))


def can_work(actor: Actor, organization: Organization) -> bool:
    """The same as ``workable_by``, for the owner ``organization`` of one loaded dataset."""
    person = _reader(actor)
    return person is not None and (
        organization.id in person.organizations(*COMPILERS)
        or organization.authority_id in person.organizations(Role.DATA_ADMIN)
    )


def hands(actor: Actor, organization: Organization) -> frozenset[Hand]:
    """In which relations ``actor`` stands to the datasets of ``organization``."""
    person = person_of(actor)
    if person is None:
        return frozenset()
    held = {
        Hand.CATALOGUER: organization.id in person.organizations(Role.CATALOGUER),
        Hand.REVIEWER: organization.id in person.organizations(Role.AGENCY_REVIEWER),
        Hand.AUTHORITY: organization.authority_id in person.organizations(Role.DATA_ADMIN),
    }
    return frozenset(hand for hand, yes in held.items() if yes and _in_scope(actor, hand))


def _in_scope(actor: Actor, hand: Hand) -> bool:
    return not isinstance(actor, Machine) or HAND_PERMISSION[hand] in actor.scopes


def _reader(actor: Actor) -> Person | None:
    if isinstance(actor, Machine) and not actor.scopes & _READING:
        return None
    return person_of(actor)


def waits_for(actor: Actor) -> ColumnElement[bool]:
    """Working copies that wait for a decision of ``actor``, who never decides what they submitted themselves."""
    person = person_of(actor)
    if person is None:
        return false()
    reviews = Organization.id.in_(person.organizations(Role.AGENCY_REVIEWER))
    governs = Organization.authority_id.in_(person.organizations(Role.DATA_ADMIN))
    return and_(
        Dataset.submitted_by != person.account_id,
        or_(and_(Dataset.state == State.SUBMITTED, reviews), and_(Dataset.state == State.APPROVED, governs)),
    )
