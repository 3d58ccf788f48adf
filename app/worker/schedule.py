"""What the worker does by the clock: seal the record, take up stalled jobs, watch the index, sweep, weigh."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from procrastinate import App
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from app.container import Services
from app.worker.handlers import audit, files, search_watch, weighing

HEARTBEAT_SECONDS = 2.0
STALLED_SECONDS = 8.0
WATCH_SECONDS = 60
"""How often the index is looked after."""
CHECKPOINT_SECONDS = 600
"""How often a checkpoint is signed."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Round:
    """Something done again and again, ``seconds`` after it was done last."""

    name: str
    seconds: float
    act: Callable[[], Awaitable[object]]


def rounds(app: App, services: Services) -> list[Round]:
    """Everything the worker does by the clock."""
    database, clock = services.database, services.clock
    key = checkpoint_key(services.settings.secret_key.get_secret_value())
    return [
        Round("seal", 1, lambda: audit.seal(database, clock)),
        Round("stalled", 4, lambda: take_up_stalled(app, services)),
        Round("index", WATCH_SECONDS, lambda: search_watch.watch_index(app, services)),
        Round("checkpoint", CHECKPOINT_SECONDS, lambda: audit.checkpoint(database, clock, key)),
        Round("sweep", 24 * 3600, lambda: files.sweep_store(services)),
        Round("weigh", 24 * 3600, lambda: weighing.weigh(services)),
    ]


def checkpoint_key(secret: str) -> bytes:
    """The 32 bytes that sign checkpoints, made from the secret of the installation."""
    return hashlib.sha256(b"minshu.audit.checkpoint\x00" + secret.encode()).digest()


async def take_up_stalled(app: App, services: Services) -> int:
    """Put back the jobs of workers that died; the queue itself would leave them in the middle for ever.

    Where another of the same queueing lock waits already, that one does the work and the stalled one goes.
    """
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS))
    for job in stalled:
        try:
            await app.job_manager.retry_job(job, retry_at=services.clock.now())
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
    return len(stalled)


async def keep(round_: Round) -> None:
    """Do ``round_`` for ever; a failure is logged and tried again, for the part that is down comes back."""
    while True:
        try:
            await round_.act()
        except Exception as problem:  # noqa: BLE001 - whatever it is, the next round must come
            _log.warning("round_failed", round=round_.name, error=type(problem).__name__)
        await asyncio.sleep(round_.seconds)
