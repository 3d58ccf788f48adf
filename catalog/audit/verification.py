"""Walking the chain: is every entry what was sealed, is every number there, is every checkpoint kept?"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from catalog.audit import checkpoints, queries, seals
from catalog.audit.models import AuditCheckpoint, AuditEntry, AuditSeal
from catalog.base import ReadSession
from catalog.messages import Message, message

LATEST = 2**63 - 1
BATCH = 1000
UNSEALED_LIMIT = timedelta(seconds=60)
"""An entry that has waited longer for its seal is a failure (design decision 7)."""


class Fault(StrEnum):
    """What can be wrong with the record."""

    ENTRY_CHANGED = "entry-changed"
    ENTRY_MISSING = "entry-missing"
    SEAL_CHANGED = "seal-changed"
    GAP = "gap"
    UNSEALED = "unsealed"
    CHECKPOINT_BROKEN = "checkpoint-broken"
    CHAIN_SHORTENED = "chain-shortened"

    @property
    def label(self) -> Message:
        """What it means."""
        return message(f"audit.fault.{self}", seconds=UNSEALED_LIMIT.seconds)


@dataclass(frozen=True)
class Verification:
    """What a walk found: how many seals were ``checked`` and found right, and the first fault with its number.

    ``sequence`` is None where nothing is wrong or the fault belongs to no number; ``head`` is the last hash walked to.
    """

    ok: bool
    checked: int
    sequence: int | None = None
    fault: Fault | None = None
    head: str = ""

    @property
    def reason(self) -> Message | None:
        """What is wrong; None where all is well."""
        return self.fault.label if self.fault else None


def check(expected: int, previous: bytes, seal: AuditSeal, entry: AuditEntry | None) -> Fault | None:
    """What is wrong with one seal, whose number should be ``expected`` and whose predecessor's hash is ``previous``."""
    if seal.sequence != expected:
        return Fault.GAP
    if seal.previous_hash != previous:
        return Fault.SEAL_CHANGED
    if entry is None:
        return Fault.ENTRY_MISSING
    return None if seals.hash_of(previous, seal.sequence, entry) == seal.hash else Fault.ENTRY_CHANGED


async def verify(
    session: ReadSession, now: datetime, *, first: int = 1, last: int = LATEST, public_key: bytes | None = None
) -> Verification:
    """Check the chain from number ``first`` to ``last``, its checkpoints, and that nothing waits too long for a seal.

    Args:
        session: for reading; memory stays bounded however long the chain.
        now: the present time of the clock.
        first: the first number; where it is not 1, the hash before it is taken as given.
        last: the last number, to the end by default.
        public_key: the key that checkpoints must be signed with; where it is None each one's own key counts.
    """
    walked = await _walk(session, first, last)
    if walked.ok:
        walked = await _against_checkpoints(session, walked, first, last, public_key)
    if walked.ok and last == LATEST:
        oldest = await queries.oldest_without_seal(session)
        if oldest is not None and now - oldest > UNSEALED_LIMIT:
            return replace(walked, ok=False, fault=Fault.UNSEALED)
    return walked


async def _walk(session: ReadSession, first: int, last: int) -> Verification:
    before = await queries.seal(session, first - 1) if first > 1 else None
    if first > 1 and before is None:
        return Verification(ok=False, checked=0, sequence=first - 1, fault=Fault.GAP)
    previous = before.hash if before else seals.GENESIS
    expected = first
    while rows := await queries.sealed(session, first=expected, last=last, size=BATCH):
        for seal, entry in _released(session, rows):
            fault = check(expected, previous, seal, entry)
            if fault:
                return Verification(ok=False, checked=expected - first, sequence=expected, fault=fault)
            previous, expected = seal.hash, expected + 1
    return Verification(ok=True, checked=expected - first, head=previous.hex())


async def _against_checkpoints(
    session: ReadSession, walked: Verification, first: int, last: int, public_key: bytes | None
) -> Verification:
    after = first - 1
    while batch := await queries.checkpoints(session, after=after, size=BATCH, oldest_first=True):
        for checkpoint in batch:
            if checkpoint.sequence > last:
                return walked
            fault = await _checkpoint_fault(session, checkpoint, public_key)
            if fault:
                return replace(walked, ok=False, sequence=checkpoint.sequence, fault=fault)
            after = checkpoint.sequence
    return walked


async def _checkpoint_fault(
    session: ReadSession, checkpoint: AuditCheckpoint, public_key: bytes | None
) -> Fault | None:
    if not checkpoints.verify(checkpoint, public_key):
        return Fault.CHECKPOINT_BROKEN
    seal = await queries.seal(session, checkpoint.sequence)
    if seal is None:
        return Fault.CHAIN_SHORTENED
    return None if seal.hash == checkpoint.hash else Fault.CHECKPOINT_BROKEN


async def export(session: ReadSession, *, first: int = 1, last: int = LATEST) -> AsyncIterator[bytes]:
    """Sealed entries as JSON lines with number and hashes: the chain can be checked without the database."""
    expected = first
    while rows := await queries.sealed(session, first=expected, last=last, size=BATCH):
        for seal, entry in _released(session, rows):
            record = document_of_line(seal, entry)
            expected = seal.sequence + 1
            yield seals.canonical(record) + b"\n"


def _released(
    session: ReadSession, rows: list[tuple[AuditSeal, AuditEntry | None]]
) -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    """The rows, each let go of by the session, so that memory stays bounded."""
    for seal, entry in rows:
        session.expunge(seal)
        if entry is not None:
            session.expunge(entry)
        yield seal, entry


def document_of_line(seal: AuditSeal, entry: AuditEntry | None) -> dict[str, Any]:
    """One line of the export: what was hashed, and the seal beside it (``entry`` null where it is gone)."""
    sealed = None if entry is None else seals.document_of(entry) | {"seq": seal.sequence}
    return {
        "seq": seal.sequence,
        "prev_hash": seal.previous_hash.hex(),
        "hash": seal.hash.hex(),
        "sealed_at": seals.stamp(seal.sealed_at),
        "entry": sealed,
    }
