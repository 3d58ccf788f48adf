"""Keeping how the index was kept: checks, rebuilds, going back."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from catalog.base import WriteSession
from catalog.discovery.models import IndexRun

CHECK, REBUILD, ROLL_BACK = "check", "rebuild", "roll-back"
OK, DISK_FULL, REFUSED, FAILED = "ok", "disk-full", "refused", "failed"
RUNS_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class Run:
    """One act and its result; the counts are those of a check.

    ``missing``, ``stale``, ``surplus``: datasets the index lacked, showed in an older version, should not have shown.
    ``ahead``: datasets it held in a newer version than the catalogue. ``complete``: whether everything was compared.
    ``healed``, ``swept``: how many differences were healed, and old removals forgotten.
    """

    act: str
    result: str = OK
    missing: int = 0
    stale: int = 0
    surplus: int = 0
    ahead: int = 0
    complete: bool = True
    healed: int = 0
    swept: int = 0


async def keep_run(session: WriteSession, run: Run, now: datetime) -> None:
    """Keep what was done; what is older than ``RUNS_KEPT`` goes."""
    session.add(IndexRun(at=now, **asdict(run)))
    await session.execute(delete(IndexRun).where(IndexRun.at < now - RUNS_KEPT))
