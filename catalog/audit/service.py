"""Writing the record, in the transaction of the act itself: what was not recorded did not happen."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert

from catalog.acting.act import Act
from catalog.acting.actor import Actor, Anonymous, Machine, Person, Platform
from catalog.audit.actions import Action
from catalog.audit.bases import recorded
from catalog.audit.entry import Basis, Result, Target
from catalog.audit.models import AuditEntry
from catalog.base import WriteSession, new_id

SYSTEM = "system"
# Past the mapper: an entry is written at every read of data and never looked at again in its transaction.
_INSERT = insert(cast("Table", AuditEntry.__table__))


async def record(
    session: WriteSession,
    act: Act,
    action: Action,
    target: Target,
    basis: Basis,
    *,
    fields: Sequence[str] = (),
    rows: int | None = None,
    bytes: int | None = None,  # noqa: A002  # the name of the column, as the standard has it
    result: Result = Result.OK,
    detail: Mapping[str, Any] | None = None,
) -> UUID:
    """Write one entry: one INSERT now, sealed by the worker after the commit. Answers its identity.

    Args:
        session: the transaction of the act itself.
        act: who, when, in which request, from where.
        action: what was done.
        target: to what.
        basis: on what it rests.
        fields: names of the data items that were given out, or of what an edit changed.
        rows: how many were given out, where any were.
        bytes: the same.
        result: how it ended.
        detail: small facts of the act, never personal data or secrets.
    """
    identity = new_id()
    values = {
        "id": identity,
        "at": act.at,
        "ip": act.address,
        "action": action.value,
        "object_type": target.type,
        "object_id": str(target.id),
        "object_version": str(target.version),
        "basis_type": recorded(basis.type),
        "basis_id": basis.id,
        "fields": list(fields),
        "rows": rows,
        "bytes": bytes,
        "result": result.value,
        "request_id": act.request_id,
        "detail": dict(detail or {}),
        **_who(act.actor),
    }
    await session.execute(_INSERT, values)
    return identity


def _who(actor: Actor) -> dict[str, str | None]:
    match actor:
        case Person(account_id=account):
            return {"actor_type": "person", "actor_id": str(account), "token_id": None}
        case Machine(token_id=token, owner=owner):
            return {"actor_type": "machine", "actor_id": str(owner.account_id), "token_id": str(token)}
        case Anonymous():
            return {"actor_type": "anonymous", "actor_id": "", "token_id": None}
        case Platform():
            return {"actor_type": SYSTEM, "actor_id": SYSTEM, "token_id": None}
