"""From an event to a job in the same transaction (design decision 3), and the queue they share with the worker."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from procrastinate import App, BaseConnector, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from psycopg import AsyncConnection

from catalog.events import DatasetChanged, Event, FileStored

INDEX_DATASET = "index_dataset"
INGEST_FILE = "ingest_file"
REBUILD_SEARCH = "rebuild_search"
CHECK_SEARCH = "check_search"
ROLL_BACK_SEARCH = "roll_back_search"
INDEX_UPKEEP = "search:upkeep"
"""The lock of whatever looks after the index as a whole: one at a time, whichever worker runs it."""


def queue(url: str) -> App:
    """The job queue in the database at ``url`` (SQLAlchemy form); open it only to run jobs, not to send them."""
    return App(connector=connector(url))


def connector(url: str) -> BaseConnector:
    """A connector of the queue with a small pool of its own."""
    return PsycopgConnector(conninfo=_plain(url), min_size=1, max_size=4)


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def job_of(event: Event) -> tuple[str, dict[str, str], str] | None:
    """Name, arguments and lock of the job that ``event`` causes; None where nobody listens.

    Jobs of one object share a lock, so that they run one after the other.
    """
    match event:
        case DatasetChanged(dataset_id=dataset_id):
            return INDEX_DATASET, {"dataset_id": str(dataset_id)}, f"dataset:{dataset_id}"
        case FileStored(file_version_id=file_version_id):
            return INGEST_FILE, {"file_version_id": str(file_version_id)}, f"file:{file_version_id}"
        case _:
            return None


async def send(connection: AsyncConnection[Any], events: list[Event]) -> None:
    """Write the jobs of ``events`` on the connection of the transaction that emitted them."""
    for name, arguments, lock in dict.fromkeys(_frozen(job) for event in events if (job := job_of(event))):
        deferrer = _SENDER.configure_task(name, lock=lock, connection=connection)
        await deferrer.defer_async(**orjson.loads(arguments))


async def ask_for(app: App, name: str) -> int | None:
    """Have a job of ``INDEX_UPKEEP`` done; its number, None where one of this name waits already."""
    try:
        return await app.configure_task(name, queueing_lock=name, lock=INDEX_UPKEEP).defer_async()
    except AlreadyEnqueued:
        return None


@dataclass(frozen=True)
class Backlog:
    """What the queue holds: jobs that wait or run, jobs that were given up, and since when the oldest waits."""

    waiting: int
    running: int
    failed: int
    oldest: datetime | None


_BACKLOG = """
SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
       count(*) FILTER (WHERE status = 'failed'), min(at) FILTER (WHERE status IN ('todo', 'doing'))
FROM procrastinate_jobs LEFT JOIN LATERAL (
    SELECT min(at) AS at FROM procrastinate_events WHERE job_id = procrastinate_jobs.id
) AS told ON true
WHERE status IN ('todo', 'doing', 'failed') AND (%(name)s::text IS NULL OR task_name = %(name)s)
"""


async def backlog(url: str, name: str | None = None) -> Backlog:
    """What the queue in the database at ``url`` holds, of all jobs or of those called ``name``."""
    async with await AsyncConnection.connect(_plain(url), autocommit=True) as connection:
        row = await (await connection.execute(_BACKLOG, {"name": name})).fetchone()
    return Backlog(*(row or (0, 0, 0, None)))


def _frozen(job: tuple[str, dict[str, str], str]) -> tuple[str, bytes, str]:
    name, arguments, lock = job
    return name, orjson.dumps(arguments), lock


# Only names tasks and builds SQL; every job is sent on the caller's connection, so it is never opened.
_SENDER = App(connector=PsycopgConnector())
