"""Writing the record, in the transaction of the act itself: what was not recorded did not happen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, insert

from catalog.acting.actor import Actor, Anonymous, Machine, Person
from catalog.audit.models import AuditEntry
from catalog.audit.tags import OK
from catalog.base import WriteSession, new_id
from catalog.errors import FieldProblem, Invalid

SYSTEM = "system"
# Past the mapper: an entry is written at every read of data and never looked at again in its transaction.
_INSERT = insert(cast("Table", AuditEntry.__table__))


@dataclass(frozen=True)
class Basis:
    """On what the act rests: a ``tags.BasisType`` and the number or identity of that basis; neither may be empty."""

    type: str
    id: str

    def __post_init__(self) -> None:
        """Refuse an empty basis.

        Raises:
            Invalid: type or identity is empty.
        """
        if not self.type.strip() or not self.id.strip():
            raise Invalid([FieldProblem("/basis", "操作须有依据：依据类型和编号都不能为空", "basis_required")])


async def record(
    session: WriteSession,
    actor: Actor | None,
    *,
    at: datetime,
    action: str,
    object_type: str,
    object_id: str | UUID,
    basis: Basis,
    object_version: str | int = "",
    fields: Sequence[str] = (),
    rows: int | None = None,
    bytes: int | None = None,  # noqa: A002  # the name of the column, as the standard has it
    result: str = OK,
    request_id: str = "",
    detail: Mapping[str, Any] | None = None,
) -> UUID:
    """Write one entry in the transaction of ``session``: one INSERT now, sealed by the worker after the commit.

    The answer is the identity of the entry.

    ``actor`` None is the platform itself (a job, the command line); ``action`` is a tag ``source:subject:action`` as
    in ``tags.Action``; ``fields``, ``rows`` and ``bytes`` say what was given out, where anything was; ``result`` is
    ``tags.OK``, ``tags.REFUSED`` or a word of the act's own; ``request_id`` links the entry with the logs; ``detail``
    holds small facts of the act, never personal data or secrets. ``Basis`` refuses an empty basis.
    """
    identity = new_id()
    values = {
        "id": identity,
        "at": at,
        "action": str(action),
        "object_type": object_type,
        "object_id": str(object_id),
        "object_version": str(object_version),
        "basis_type": str(basis.type),
        "basis_id": basis.id,
        "fields": list(fields),
        "rows": rows,
        "bytes": bytes,
        "result": result,
        "request_id": request_id,
        "detail": dict(detail or {}),
        **_who(actor),
    }
    await session.execute(_INSERT, values)
    return identity


def _who(actor: Actor | None) -> dict[str, Any]:
    match actor:
        case Person(account_id=account, ip=ip):
            return {"actor_type": "person", "actor_id": str(account), "token_id": None, "ip": ip}
        case Machine(token_id=token, owner=owner):
            return {"actor_type": "machine", "actor_id": str(owner.account_id), "token_id": str(token), "ip": owner.ip}
        case Anonymous(ip=ip):
            return {"actor_type": "anonymous", "actor_id": "", "token_id": None, "ip": ip}
        case _:
            return {"actor_type": SYSTEM, "actor_id": SYSTEM, "token_id": None, "ip": ""}
