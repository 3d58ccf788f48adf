"""Building the index anew while the site serves, and going back to the one before."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app.container import Services
from app.projections.search_document import search_documents
from app.worker.handlers.search_check import Checked, check_index
from app.worker.handlers.search_index import PAGE, index_many
from catalog.datasets import queries
from catalog.discovery import service
from search.document import SearchDocument
from search.upkeep.rebuild import RebuildFailed, RebuildRefused, Rebuilt, Replay, rebuild, roll_back

# A transaction that began before a rebuild may commit after its first reading; none lives longer than this.
SLACK = timedelta(minutes=5)


async def tend_index(services: Services) -> Checked:
    """Build the index anew where it does not fit this program or cannot be healed; otherwise compare and heal.

    Raises:
        SearchUnavailable: the engine is down; trying again later may help.
    """
    if await services.search.unfit():
        await rebuild_index(services)
        return await check_index(services, heal=False)
    checked = await check_index(services, heal=True)
    if checked.found.ahead or not checked.found.complete:
        await rebuild_index(services)
    return checked


async def rebuild_index(services: Services) -> Rebuilt:
    """A new index from the database, swapped in when it holds everything; the old one serves meanwhile.

    Raises:
        RebuildFailed: the engine failed, perhaps for a full disk; the old index goes on serving.
        RebuildRefused: the new index does not hold what it should; the old one goes on serving.
    """
    replay = changes_since(services, services.clock.now() - SLACK)
    try:
        rebuilt = await rebuild(
            services.search, _documents(services), replay, sample=lambda ids: _as_they_are(services, ids)
        )
    except (RebuildFailed, RebuildRefused) as problem:
        await _keep(services, service.REBUILD, _result_of(problem))
        raise
    await _keep(services, service.REBUILD)
    await check_index(services, heal=True, after_rebuild=True)
    return rebuilt


async def roll_back_index(services: Services) -> Rebuilt:
    """Serve from the index before again, healed before and after the swap.

    Raises:
        NothingToGoBackTo: there is none that fits this program.
    """

    async def replay(name: str) -> int:
        return (await check_index(services, heal=True, index=name)).healed

    back = await roll_back(services.search, replay)
    await _keep(services, service.ROLL_BACK)
    return back


def changes_since(services: Services, since: datetime) -> Replay:
    """What brings every dataset that was changed at or after ``since`` into an index as it is now."""

    async def replay(name: str) -> int:
        after: UUID | None = None
        while True:
            async with services.database.reading() as session:
                page = await queries.changed_since(session, since, after, PAGE)
                total, _ = await queries.public_counts(session)
            await index_many(services, page, index=name)
            if len(page) < PAGE:
                return total
            after = page[-1]

    return replay


def _result_of(problem: RebuildFailed | RebuildRefused) -> str:
    if isinstance(problem, RebuildRefused):
        return service.REFUSED
    return service.DISK_FULL if problem.disk_full else service.FAILED


async def _keep(services: Services, act: str, result: str = service.OK) -> None:
    async with services.database.unit_of_work() as session:
        await service.keep_run(session, service.Run(act, result), services.clock.now())


async def _as_they_are(services: Services, identities: Sequence[str]) -> list[SearchDocument]:
    async with services.database.reading() as session:
        rows = await queries.some_for_index(session, [UUID(identity) for identity in identities])
        return await search_documents(session, rows, services.clock.now())


async def _documents(services: Services) -> AsyncIterator[SearchDocument]:
    after: UUID | None = None
    while True:
        async with services.database.reading() as session:
            page = await queries.page_for_index(session, after, PAGE)
            documents = await search_documents(session, page, services.clock.now())
        for document in documents:
            yield document
        if len(page) < PAGE:
            return
        after = page[-1][0].id
