"""The worker process: ``python -m app.worker``."""

import asyncio
from contextlib import suppress

from app.adapters import jobs
from app.container import Services, running
from app.logging import configure
from app.settings import Settings
from app.worker import schedule
from app.worker.jobs import register

GRACEFUL_SECONDS = 1.0


async def work(services: Services) -> None:
    """Run jobs and rounds until a signal asks to stop; a running job is given a second, then taken up by the next."""
    app = jobs.queue(services.settings.database_url.get_secret_value())
    register(app, services)
    async with app.open_async():
        await jobs.ask_for(app, jobs.CHECK_SEARCH)
        async with asyncio.TaskGroup() as group:
            loops = [group.create_task(schedule.keep(each)) for each in schedule.rounds(app, services)]
            await app.run_worker_async(
                concurrency=services.settings.worker_concurrency,
                update_heartbeat_interval=schedule.HEARTBEAT_SECONDS,
                stalled_worker_timeout=schedule.STALLED_SECONDS,
                shutdown_graceful_timeout=GRACEFUL_SECONDS,
                fetch_job_polling_interval=1.0,
                delete_jobs="successful",
            )
            for loop in loops:
                loop.cancel()


async def main() -> None:
    """Read the settings and work."""
    settings = Settings()
    configure(settings.log_level)
    async with running(settings) as services:
        await work(services)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
