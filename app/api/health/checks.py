"""What must hold for this process to take requests: the database answers, the record is sealed, the store answers."""

import asyncio
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from app.container import Services
from app.logging import get_logger
from catalog.audit.queries import oldest_unsealed
from catalog.audit.verification import UNSEALED_LIMIT
from catalog.errors import CatalogError

PATIENCE = 3.0
"""Seconds a part has to answer; a probe that hangs would tell less than one that fails."""

log = get_logger(__name__)


@dataclass(frozen=True)
class Readiness:
    """The state of each part, and the age of the oldest audit entry without a seal (seconds, None: all are sealed)."""

    database: bool
    audit: bool
    store: bool
    unsealed_seconds: float | None

    @property
    def ready(self) -> bool:
        """Whether requests can be served rightly."""
        return self.database and self.audit and self.store


async def readiness(parts: Services) -> Readiness:
    """Ask each part, side by side."""
    (database, unsealed), store = await asyncio.gather(_database(parts), _store(parts))
    audit = database and (unsealed is None or unsealed <= UNSEALED_LIMIT.total_seconds())
    return Readiness(database, audit, store, unsealed)


async def _database(parts: Services) -> tuple[bool, float | None]:
    try:
        async with asyncio.timeout(PATIENCE), parts.database.reading() as session:
            oldest = await oldest_unsealed(session)
    except (SQLAlchemyError, OSError, TimeoutError) as error:
        log.warning("database does not answer", error=type(error).__name__)
        return False, None
    return True, (parts.clock.now() - oldest).total_seconds() if oldest else None


async def _store(parts: Services) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await parts.store.answers()
    except (CatalogError, OSError, TimeoutError) as error:
        log.warning("store does not answer", error=type(error).__name__)
        return False
