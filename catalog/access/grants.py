"""Is there a right to read now, and has it calls left today?"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import case, or_, update

from catalog.access import queries
from catalog.access.models import Grant
from catalog.acting.act import Act
from catalog.acting.actor import Machine, person_of
from catalog.base import ReadSession, WriteSession
from catalog.china import china_day
from catalog.errors import AccessRequired


def refusal(grant: Grant, now: datetime) -> Literal["revoked", "not-yet", "expired"] | None:
    """Why ``grant`` does not open the data at ``now`` (a reason of ``AccessRequired``); None where it does. Pure."""
    if grant.revoked_at is not None:
        return "revoked"
    if now < grant.valid_from:
        return "not-yet"
    return "expired" if now >= grant.valid_until else None


async def live_grant(session: ReadSession, act: Act, dataset_id: UUID) -> Grant:
    """The grant under which the actor may read ``dataset_id`` now; a token bound to a grant reads only by that one.

    Raises:
        AccessRequired: there is none, or it was revoked, has ended or has not begun; the reason says which.
    """
    person = person_of(act.actor)
    bound = act.actor.grant_id if isinstance(act.actor, Machine) else None
    found = None if person is None else await queries.held(session, person.account_id, dataset_id, act.at, bound)
    if found is None:
        raise AccessRequired(str(dataset_id), "no-grant")
    require_live(found, act.at)
    return found


def require_live(grant: Grant, now: datetime) -> None:
    """Let only a grant pass that is live at ``now``.

    Raises:
        AccessRequired: it was revoked, has ended or has not begun; the reason says which.
    """
    reason = refusal(grant, now)
    if reason is not None:
        raise AccessRequired(str(grant.dataset_id), reason)


async def spend(session: WriteSession, grant: Grant, now: datetime) -> None:
    """Count one call against the day's quota of ``grant``; two callers at once never share the last one.

    Raises:
        AccessRequired: the grant was revoked in this very moment, or its calls of the day are used up.
    """
    if grant.quota is None:
        return
    today = china_day(now)
    fresh = or_(Grant.used_on.is_(None), Grant.used_on != today)
    statement = (
        update(Grant)
        .where(Grant.id == grant.id, Grant.revoked_at.is_(None), or_(fresh, Grant.used < Grant.quota))
        .values(used=case((fresh, 1), else_=Grant.used + 1), used_on=today)
        .returning(Grant.id)
        .execution_options(synchronize_session=False)
    )
    if (await session.execute(statement)).one_or_none() is None:
        raise AccessRequired(str(grant.dataset_id), "quota")
