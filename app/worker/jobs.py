"""The jobs that events cause, by the names under which ``app.adapters.jobs`` sends them."""

from uuid import UUID

import structlog
from procrastinate import App, RetryStrategy

from app.adapters import jobs
from app.container import Services
from app.worker.handlers import files, search_index, search_rebuild, search_watch
from search.engine import SearchUnavailable

# A part that is down comes back: seconds 2, 4, 8 … up to about an hour in all, then the nightly check heals the rest.
RETRY = RetryStrategy(max_attempts=11, exponential_wait=2)
# About an hour too, but in even steps: a lost index must not wait for a check that rests longer and longer.
WHILE_DOWN = RetryStrategy(max_attempts=180, wait=20, retry_exceptions=[SearchUnavailable])
NIGHTLY = "20 18 * * *"
"""When the index is compared: 02:20 in Beijing, in UTC."""
_log = structlog.get_logger(__name__)


def register(app: App, services: Services) -> None:
    """Tell ``app`` how to run each job; every job reloads what is true now and may run twice."""

    @app.task(name=jobs.INDEX_DATASET, retry=RETRY)
    async def index_dataset(dataset_id: str) -> None:
        try:
            await search_index.index_dataset(services, UUID(dataset_id))
        except SearchUnavailable:
            await search_watch.watch_index(app, services)
            raise

    @app.task(name=jobs.INGEST_FILE, retry=RETRY)
    async def ingest_file(file_version_id: str) -> None:
        await files.ingest_file(services, UUID(file_version_id))

    _keep_index(app, services)


def _keep_index(app: App, services: Services) -> None:
    """The jobs that look after the index as a whole."""
    alone = jobs.INDEX_UPKEEP

    @app.task(name=jobs.REBUILD_SEARCH, queueing_lock=jobs.REBUILD_SEARCH, lock=alone)
    async def rebuild_search() -> None:
        rebuilt = await search_rebuild.rebuild_index(services)
        _log.info("index_rebuilt", index=rebuilt.name, documents=rebuilt.documents)

    @app.task(name=jobs.ROLL_BACK_SEARCH, queueing_lock=jobs.ROLL_BACK_SEARCH, lock=alone)
    async def roll_back_search() -> None:
        back = await search_rebuild.roll_back_index(services)
        _log.info("index_rolled_back", index=back.name, documents=back.documents)

    @app.periodic(cron=NIGHTLY)
    @app.task(name=jobs.CHECK_SEARCH, queueing_lock=jobs.CHECK_SEARCH, lock=alone, retry=WHILE_DOWN)
    async def check_search(timestamp: int = 0) -> None:  # noqa: ARG001 - the queue says for which night it is
        checked = await search_rebuild.tend_index(services)
        _log.info("index_tended", differences=checked.found.count, healed=checked.healed, swept=checked.swept)
