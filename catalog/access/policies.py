"""Who sees which application and grant, as SQL first; the checks on loaded rows agree with it (tested).

A token acts for its owner only as far as its scopes say: relations that come from the row itself count no more than
the scope of the command (the gap that let a minimal key approve in REMS, its ADR 011).
"""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from catalog.access.models import Application, Grant
from catalog.access.workflow import Name, Relation
from catalog.acting.actor import Actor, Machine, Person, Role, person_of
from catalog.acting.permissions import Permission, out_of_scope
from catalog.datasets.models import Dataset
from catalog.organizations.models import Organization

OVERSEERS = (Role.AUDITOR, Role.OPERATOR)

SCOPES: dict[Name, Permission] = {
    Name.SUBMIT: Permission.SUBMIT_APPLICATIONS,
    Name.RESUBMIT: Permission.SUBMIT_APPLICATIONS,
    Name.SIGN: Permission.SUBMIT_APPLICATIONS,
    Name.CANCEL: Permission.SUBMIT_APPLICATIONS,
    Name.CHECK_FORM: Permission.CHECK_APPLICATIONS,
    Name.RETURN: Permission.CHECK_APPLICATIONS,
    Name.APPROVE: Permission.DECIDE_APPLICATIONS,
    Name.REJECT: Permission.DECIDE_APPLICATIONS,
    Name.REVOKE: Permission.REVOKE_GRANTS,
}
"""The scope that a token must have for each command."""


def viewer(actor: Actor) -> Person | None:
    """The person as whom ``actor`` looks at applications; None for visitors and for tokens without such a scope."""
    if isinstance(actor, Machine) and not actor.scopes & frozenset(SCOPES.values()):
        return None
    return person_of(actor)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Applications that ``actor`` may see: own ones, those on data they review or govern, all for overseers."""
    person = viewer(actor)
    if person is None:
        return false()
    if any(person.holds(role) for role in OVERSEERS):
        return true()
    return or_(Application.applicant_id == person.account_id, Application.dataset_id.in_(_in_office(person)))


def grants_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Grants that ``actor`` may see: those of visible applications."""
    return exists().where(Application.id == Grant.application_id, visible_to(actor))


def _in_office(person: Person) -> ColumnElement[UUID]:
    governed = select(Organization.id).where(Organization.authority_id.in_(person.organizations(Role.DATA_ADMIN)))
    reviewed = person.organizations(Role.AGENCY_REVIEWER)
    datasets = select(Dataset.id).where(
        or_(Dataset.organization_id.in_(reviewed), Dataset.organization_id.in_(governed))
    )
    return datasets.scalar_subquery()


def can_see(actor: Actor, applicant_id: UUID, organization: Organization) -> bool:
    """The rule of ``visible_to`` for one application on a dataset of ``organization``."""
    person = viewer(actor)
    if person is None:
        return False
    return any(person.holds(role) for role in OVERSEERS) or bool(relations(person, applicant_id, organization))


def relations(person: Person, applicant_id: UUID, organization: Organization) -> frozenset[Relation]:
    """In which relations ``person`` stands to an application on a dataset of ``organization``."""
    found = {
        Relation.APPLICANT: person.account_id == applicant_id,
        Relation.DATA_ADMIN: organization.authority_id in person.organizations(Role.DATA_ADMIN),
        Relation.AGENCY_REVIEWER: organization.id in person.organizations(Role.AGENCY_REVIEWER),
        Relation.OPERATOR: person.holds(Role.OPERATOR),
    }
    return frozenset(relation for relation, stands in found.items() if stands)


def demand_scope(actor: Actor, name: Name) -> None:
    """Let a token pass only with the scope of the command ``name``; a person needs none.

    Raises:
        Forbidden: the token lacks the scope, which is named.
    """
    if isinstance(actor, Machine) and SCOPES[name] not in actor.scopes:
        raise out_of_scope(name.label, SCOPES[name])
