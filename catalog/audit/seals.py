"""The chain: every entry is sealed with a number and a hash over the hash before it, so that no change goes unseen.

``hash = SHA-256(previous hash ‖ canonical JSON of the entry with its number)``, genesis 32 zero bytes
(standards.md §2.8). Writers never wait for the chain: the worker seals what was committed, second by second.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert

from catalog.audit import queries
from catalog.audit.models import AuditEntry, AuditPending, AuditSeal
from catalog.base import WriteSession

GENESIS = bytes(32)
LOCK = 0x6D696E7368755F61
"""Number of the advisory lock: one sealer at a time in one database (the letters ``minshu_a``)."""
BATCH = 1000


def canonical(document: Mapping[str, Any]) -> bytes:
    """``document`` as the one JSON text that is hashed: keys sorted, no spaces, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def chain(previous: bytes, document: Mapping[str, Any]) -> bytes:
    """The hash of ``document`` after ``previous``."""
    return hashlib.sha256(previous + canonical(document)).digest()


def stamp(moment: datetime) -> str:
    """``moment`` as it stands in sealed and exported documents: UTC, always with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def document_of(entry: AuditEntry) -> dict[str, Any]:
    """Everything that an entry says, as JSON."""
    return {
        "id": str(entry.id),
        "ts": stamp(entry.at),
        "actor_type": entry.actor_type,
        "actor": entry.actor_id,
        "token": entry.token_id,
        "ip": entry.ip,
        "action": entry.action,
        "object_type": entry.object_type,
        "object": entry.object_id,
        "object_version": entry.object_version,
        "basis_type": entry.basis_type,
        "basis_id": entry.basis_id,
        "fields": list(entry.fields),
        "rows": entry.rows,
        "bytes": entry.bytes,
        "result": entry.result,
        "request_id": entry.request_id,
        "detail": entry.detail,
    }


def hash_of(previous: bytes, sequence: int, entry: AuditEntry) -> bytes:
    """The hash of ``entry`` as number ``sequence`` after ``previous``."""
    return chain(previous, document_of(entry) | {"seq": sequence})


async def seal_pending(session: WriteSession, now: datetime, size: int = BATCH) -> int:
    """Seal up to ``size`` entries that were committed and have no seal; answers how many left the queue.

    Where another worker is sealing this does nothing. The lock lasts to the end of the transaction, so the numbers
    have no gaps: a transaction that fails gives its numbers back.
    """
    if not await queries.take_lock(session, LOCK):
        return 0
    waiting = await queries.pending(session, size)
    if not waiting:
        return 0
    last = await queries.head(session)
    sequence, previous = (last.sequence, last.hash) if last else (0, GENESIS)
    rows = []
    for entry in (entry for _, entry in waiting if entry is not None):
        sequence += 1
        own = hash_of(previous, sequence, entry)
        rows.append(
            {"sequence": sequence, "entry_id": entry.id, "previous_hash": previous, "hash": own, "sealed_at": now}
        )
        previous = own
        session.expunge(entry)
    if rows:
        await session.execute(insert(AuditSeal), rows)
    await session.execute(delete(AuditPending).where(AuditPending.entry_id.in_([key for key, _ in waiting])))
    return len(waiting)
