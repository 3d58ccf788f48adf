"""Checkpoints: the head of the chain, signed and public, so that even the keeper of the database cannot start it anew.

Signature: Ed25519 (RFC 8032) over the canonical JSON of number, hash and time.
"""

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from catalog.audit import queries, seals
from catalog.audit.models import AuditCheckpoint
from catalog.base import WriteSession


def statement(sequence: int, head: bytes, at: datetime) -> bytes:
    """The bytes that are signed."""
    return seals.canonical({"seq": sequence, "hash": head.hex(), "ts": seals.stamp(at)})


def sign(private_key: bytes, sequence: int, head: bytes, at: datetime) -> AuditCheckpoint:
    """A checkpoint signed with ``private_key`` (32 bytes, RFC 8032)."""
    key = Ed25519PrivateKey.from_private_bytes(private_key)
    return AuditCheckpoint(
        sequence=sequence,
        hash=head,
        at=at,
        signature=key.sign(statement(sequence, head, at)),
        public_key=key.public_key().public_bytes_raw(),
    )


def verify(checkpoint: AuditCheckpoint, public_key: bytes | None = None) -> bool:
    """Whether the signature is right, and made with ``public_key`` where one is given."""
    if public_key is not None and checkpoint.public_key != public_key:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(checkpoint.public_key)
        key.verify(checkpoint.signature, statement(checkpoint.sequence, checkpoint.hash, checkpoint.at))
    except (InvalidSignature, ValueError):
        return False
    return True


async def make(session: WriteSession, now: datetime, private_key: bytes) -> AuditCheckpoint | None:
    """Sign the present head of the chain; None where there is nothing new since the last checkpoint."""
    if not await queries.take_lock(session, seals.LOCK):
        return None
    head = await queries.head(session)
    last = await queries.last_checkpoint(session)
    if head is None or (last is not None and last.sequence >= head.sequence):
        return None
    checkpoint = sign(private_key, head.sequence, head.hash, now)
    session.add(checkpoint)
    await session.flush()
    return checkpoint
