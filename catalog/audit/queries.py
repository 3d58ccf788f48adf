"""Every SELECT on the record: what people look up, what the sealer works on, what the verifier walks through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, tuple_

from catalog.acting.actor import Actor
from catalog.audit.bases import recorded
from catalog.audit.entry import BasisType
from catalog.audit.models import AuditCheckpoint, AuditEntry, AuditPending, AuditSeal
from catalog.audit.policies import visible_to
from catalog.base import ReadSession

Position = tuple[datetime, UUID]
"""Where a page ended: time and identity of its last entry."""


@dataclass(frozen=True)
class EntryFilter:
    """Which entries are looked for; every field that is given must match. ``grant`` is the number of a grant."""

    object_type: str | None = None
    object_id: str | None = None
    grant: str | None = None
    actor_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as SQL."""
        equal = {
            AuditEntry.object_type: self.object_type,
            AuditEntry.object_id: self.object_id,
            AuditEntry.actor_id: self.actor_id,
            AuditEntry.action: self.action,
            AuditEntry.basis_id: self.grant,
            AuditEntry.basis_type: recorded(BasisType.GRANT) if self.grant is not None else None,
        }
        found = [column == value for column, value in equal.items() if value is not None]
        if self.since is not None:
            found.append(AuditEntry.at >= self.since)
        if self.until is not None:
            found.append(AuditEntry.at < self.until)
        return found


async def entries(
    session: ReadSession, actor: Actor, wanted: EntryFilter, *, before: Position | None = None, size: int = 100
) -> list[AuditEntry]:
    """Entries that ``actor`` may see, newest first, those older than ``before``."""
    query = select(AuditEntry).where(visible_to(actor), *wanted.conditions())
    if before is not None:
        query = query.where(tuple_(AuditEntry.at, AuditEntry.id) < tuple_(*before))
    query = query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(size)
    return list(await session.scalars(query))


@dataclass(frozen=True)
class Usage:
    """What was read under one basis: number of reads, rows and bytes given out, and the last time."""

    reads: int
    rows: int
    bytes: int
    last_at: datetime | None


async def usage(session: ReadSession, basis: BasisType, basis_id: str, actions: Sequence[str]) -> Usage:
    """Sums over the entries of one basis that are one of ``actions``."""
    query = select(
        func.count(),
        func.sum(AuditEntry.rows),
        func.sum(AuditEntry.bytes),
        func.max(AuditEntry.at),
    ).where(AuditEntry.basis_type == recorded(basis), AuditEntry.basis_id == basis_id, AuditEntry.action.in_(actions))
    reads, rows, size, last = (await session.execute(query)).one()
    return Usage(reads, int(rows or 0), int(size or 0), last)


async def take_lock(session: ReadSession, key: int) -> bool:
    """Take the advisory lock ``key`` until the end of the transaction; False where another holds it."""
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(key))))


async def pending(session: ReadSession, size: int) -> list[tuple[UUID, AuditEntry | None]]:
    """The queue of the sealer in the order of (at, id): each identity with its entry, None where it has its seal."""
    query = (
        select(AuditPending.entry_id, AuditSeal.sequence.is_(None), AuditEntry)
        .join(AuditEntry, AuditEntry.id == AuditPending.entry_id)
        .outerjoin(AuditSeal, AuditSeal.entry_id == AuditPending.entry_id)
        .order_by(AuditPending.at, AuditPending.entry_id)
        .limit(size)
        .execution_options(populate_existing=True)
    )
    found = await session.execute(query)
    return [(key, entry if bare else None) for key, bare, entry in found]


async def head(session: ReadSession) -> AuditSeal | None:
    """The last seal of the chain."""
    return (await session.scalars(select(AuditSeal).order_by(AuditSeal.sequence.desc()).limit(1))).one_or_none()


async def seal(session: ReadSession, sequence: int) -> AuditSeal | None:
    """The seal with this number."""
    query = select(AuditSeal).where(AuditSeal.sequence == sequence).execution_options(populate_existing=True)
    return (await session.scalars(query)).one_or_none()


async def sealed(
    session: ReadSession, *, first: int, last: int, size: int
) -> list[tuple[AuditSeal, AuditEntry | None]]:
    """Seals from ``first`` to ``last`` with their entries, at most ``size``; None where the entry is gone."""
    query = (
        select(AuditSeal, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .where(AuditSeal.sequence >= first, AuditSeal.sequence <= last)
        .order_by(AuditSeal.sequence)
        .limit(size)
        .execution_options(populate_existing=True)
    )
    return [(seal, entry) for seal, entry in await session.execute(query)]


async def oldest_unsealed(session: ReadSession) -> datetime | None:
    """Time of the oldest entry in the sealer's queue, None where all are sealed."""
    return await session.scalar(select(func.min(AuditPending.at)))


async def oldest_without_seal(session: ReadSession) -> datetime | None:
    """The same by comparing the whole record with its seals: for the verifier, which does not trust the queue."""
    bare = ~select(AuditSeal.sequence).where(AuditSeal.entry_id == AuditEntry.id).exists()
    return await session.scalar(select(func.min(AuditEntry.at)).where(bare))


async def checkpoints(
    session: ReadSession, *, before: int | None = None, size: int = 100, oldest_first: bool = False, after: int = 0
) -> list[AuditCheckpoint]:
    """Signed checkpoints, newest first below ``before``, or oldest first above ``after``; they are public."""
    order = AuditCheckpoint.sequence.asc() if oldest_first else AuditCheckpoint.sequence.desc()
    query = select(AuditCheckpoint).where(AuditCheckpoint.sequence > after).order_by(order).limit(size)
    if before is not None:
        query = query.where(AuditCheckpoint.sequence < before)
    return list(await session.scalars(query.execution_options(populate_existing=True)))


async def last_checkpoint(session: ReadSession) -> AuditCheckpoint | None:
    """The newest checkpoint."""
    found = await checkpoints(session, size=1)
    return found[0] if found else None
