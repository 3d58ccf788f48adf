"""Every night: count what was used, weigh every public dataset, and tell search what changed."""

from app.container import Services
from app.worker.handlers.search_index import index_many
from catalog.use import service

PAGE = 500


async def weigh(services: Services) -> int:
    """Bring the figures of all public datasets up to now; answers how many were told to search.

    A worker that dies between the commit and the put leaves a version in the database that is higher than the index's,
    which the comparison of the same night heals.
    """
    now = services.clock.now()
    async with services.database.reading() as session:
        days = await service.uncounted_days(session, now)
    for day in days:
        async with services.database.unit_of_work() as session:
            await service.count_day(session, day)
    told, after, more = 0, None, True
    while more:
        async with services.database.unit_of_work() as session:
            changed, after = await service.weigh(session, after, PAGE, now)
        if changed:
            await index_many(services, changed)
        told, more = told + len(changed), after is not None
    return told
