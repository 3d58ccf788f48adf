"""Who stands how to which application and grant, as SQL first; the checks on loaded rows agree with it (tested).

A token acts for its owner only as far as its scopes say: relations that come from the row itself count no more than
the scope of the command (the gap that let a minimal key approve in REMS, its ADR 011).
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from catalog.access.models import Application, Grant
from catalog.access.workflow import WORKFLOW, ApplicationRelation
from catalog.acting.actor import Actor, Machine, Person, Role, person_of
from catalog.datasets.models import Dataset
from catalog.errors import Unauthenticated
from catalog.organizations.models import Organization
from catalog.workflow.table import Party
from catalog.workflow.waiting import waiting_for as waiting

OVERSEERS = (Role.AUDITOR, Role.OPERATOR)
_SCOPES = frozenset(scope for command in WORKFLOW.commands for scope in command.scopes)


def viewer(actor: Actor) -> Person | None:
    """The person as whom ``actor`` looks at applications; None for visitors and for tokens without such a scope."""
    if isinstance(actor, Machine) and not actor.scopes & _SCOPES:
        return None
    return person_of(actor)


def standing(person: Person) -> Mapping[ApplicationRelation, ColumnElement[bool]]:
    """For each relation the applications to which ``person`` stands in it."""
    governed = select(Organization.id).where(Organization.authority_id.in_(person.organizations(Role.DATA_ADMIN)))
    reviewed = person.organizations(Role.AGENCY_REVIEWER)
    return {
        ApplicationRelation.APPLICANT: Application.applicant_id == person.account_id,
        ApplicationRelation.DATA_ADMIN: _on_data_of(Dataset.organization_id.in_(governed)),
        ApplicationRelation.AGENCY_REVIEWER: _on_data_of(Dataset.organization_id.in_(reviewed)),
        ApplicationRelation.OPERATOR: true() if person.holds(Role.OPERATOR) else false(),
    }


def _on_data_of(owner: ColumnElement[bool]) -> ColumnElement[bool]:
    return Application.dataset_id.in_(select(Dataset.id).where(owner))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Applications that ``actor`` may see: those to which they stand in some relation, all for overseers."""
    person = viewer(actor)
    if person is None:
        return false()
    if any(person.holds(role) for role in OVERSEERS):
        return true()
    return or_(*standing(person).values())


def grants_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Grants that ``actor`` may see: those of visible applications."""
    return exists().where(Application.id == Grant.application_id, visible_to(actor))


def waiting_for(actor: Actor, *relations: ApplicationRelation) -> ColumnElement[bool]:
    """Applications that wait for an act of ``actor`` in one of ``relations``."""
    person = viewer(actor)
    if person is None:
        return false()
    held = {relation: condition for relation, condition in standing(person).items() if relation in relations}
    return waiting(WORKFLOW, Application.state, held, Application.applicant_id == person.account_id)


def relations(person: Person, applicant_id: UUID, organization: Organization) -> frozenset[ApplicationRelation]:
    """In which relations ``person`` stands to an application on data of ``organization``; ``standing`` for one row."""
    found = {
        ApplicationRelation.APPLICANT: person.account_id == applicant_id,
        ApplicationRelation.DATA_ADMIN: organization.authority_id in person.organizations(Role.DATA_ADMIN),
        ApplicationRelation.AGENCY_REVIEWER: organization.id in person.organizations(Role.AGENCY_REVIEWER),
        ApplicationRelation.OPERATOR: person.holds(Role.OPERATOR),
    }
    return frozenset(relation for relation, stands in found.items() if stands)


def party(actor: Actor, applicant_id: UUID, organization: Organization) -> Party[ApplicationRelation]:
    """``actor`` as the workflow sees them, on an application on data of ``organization``; what they apply for is own.

    Raises:
        Unauthenticated: nobody is known.
    """
    person = person_of(actor)
    if person is None:
        raise Unauthenticated
    held = relations(person, applicant_id, organization)
    return Party.of(actor, held, own=ApplicationRelation.APPLICANT in held)
