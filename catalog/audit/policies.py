"""Who sees which entries of the record, as SQL."""

from sqlalchemy import ColumnElement, false, true

from catalog.acting.actor import Actor, Machine, Role, person_of
from catalog.acting.permissions import Permission, allows
from catalog.audit.models import AuditEntry

OVERSEERS = (Role.AUDITOR, Role.OPERATOR)


def _oversees(actor: Actor) -> bool:
    person = person_of(actor)
    if person is None or (isinstance(actor, Machine) and not allows(actor, Permission.READ_AUDIT)):
        return False
    return any(post.role in OVERSEERS for post in person.posts)


def _account(actor: Actor) -> str | None:
    person = person_of(actor)
    return None if person is None or isinstance(actor, Machine) else str(person.account_id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Auditors and operators see every entry; a person sees their own acts; a token needs the scope of the auditor."""
    if _oversees(actor):
        return true()
    account = _account(actor)
    return false() if account is None else AuditEntry.actor_id == account
