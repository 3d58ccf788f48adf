"""Which accounts and tokens a caller may see, as SQL fragments."""

from sqlalchemy import ColumnElement, false, true

from catalog.acting.actor import Actor, person_of
from catalog.acting.permissions import Permission, allows
from catalog.identity.models import Account, ApiToken


def accounts_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Operators see every account, everybody else their own; a visitor none."""
    if allows(actor, Permission.MANAGE_ACCOUNTS):
        return true()
    person = person_of(actor)
    return Account.id == person.account_id if person else false()


def tokens_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Everybody sees the tokens of their own account and no others."""
    person = person_of(actor)
    return ApiToken.account_id == person.account_id if person else false()
