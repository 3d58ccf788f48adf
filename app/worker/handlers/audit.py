"""What the worker does for the record: seal every second, sign a checkpoint now and then."""

from app.database import Database
from catalog.audit import checkpoints, seals
from catalog.ports import Clock


async def seal(database: Database, clock: Clock) -> int:
    """Seal everything that waits, batch by batch, each in its own transaction; answers how many entries were sealed.

    Two workers may call this at once: one seals, the other finds the lock taken and does nothing.
    """
    total = 0
    while True:
        async with database.unit_of_work() as session:
            done = await seals.seal_pending(session, clock.now())
        total += done
        if done < seals.BATCH:
            return total


async def checkpoint(database: Database, clock: Clock, private_key: bytes) -> int | None:
    """Sign the head of the chain with ``private_key`` (Ed25519, 32 bytes); its number, None where nothing is new."""
    async with database.unit_of_work() as session:
        made = await checkpoints.make(session, clock.now(), private_key)
        return None if made is None else made.sequence
