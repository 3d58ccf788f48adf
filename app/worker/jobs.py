"""The jobs that events cause, by the names under which ``app.adapters.jobs`` sends them."""

from uuid import UUID

from procrastinate import App, RetryStrategy

from app.adapters import jobs
from app.container import Services
from app.worker.handlers import files, search_index

# A part that is down comes back: seconds 2, 4, 8 … up to about an hour in all, then the nightly check heals the rest.
RETRY = RetryStrategy(max_attempts=11, exponential_wait=2)


def register(app: App, services: Services) -> None:
    """Tell ``app`` how to run each job; every job reloads what is true now and may run twice."""

    @app.task(name=jobs.INDEX_DATASET, retry=RETRY)
    async def index_dataset(dataset_id: str) -> None:
        await search_index.index_dataset(services, UUID(dataset_id))

    @app.task(name=jobs.INGEST_FILE, retry=RETRY)
    async def ingest_file(file_version_id: str) -> None:
        await files.ingest_file(services, UUID(file_version_id))

    @app.task(name=jobs.REBUILD_SEARCH, queueing_lock=jobs.REBUILD_SEARCH)
    async def rebuild_search() -> None:
        await search_index.rebuild_index(services)

    @app.task(name=jobs.CHECK_SEARCH, queueing_lock=jobs.CHECK_SEARCH)
    async def check_search() -> None:
        await search_index.check_index(services, heal=True)
