"""Bringing the index up to what is true now: put what is public, remove what is not."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

from app.container import Services
from app.projections.search_document import search_document
from catalog.datasets import queries
from catalog.organizations.queries import ancestors
from search.document import SearchDocument
from search.rebuild import Differences, Rebuilt, check, rebuild, repair

PAGE = 500
# A transaction that began before a rebuild may commit after its first reading; none lives longer than this.
SLACK = timedelta(minutes=5)


async def index_dataset(services: Services, dataset_id: UUID, *, index: str | None = None) -> None:
    """Show, or hide, one dataset as it is now; running twice or late does no harm, for the version decides."""
    async with services.database.reading() as session:
        found = await queries.for_index(session, dataset_id)
        if found is None:
            return
        dataset, organization, revision = found
        above = await ancestors(session)
    if revision is None:
        await services.search.remove(str(dataset.id), dataset.index_version, index=index)
        return
    document = search_document(dataset, organization, revision, above[organization.id])
    await services.search.put([document], index=index)


async def rebuild_index(services: Services) -> Rebuilt:
    """A new index from the database, swapped in when it holds everything; the old one serves meanwhile."""
    since = services.clock.now() - SLACK

    async def replay(name: str) -> int:
        after: UUID | None = None
        while True:
            async with services.database.reading() as session:
                page = await queries.changed_since(session, since, after, PAGE)
                total, _ = await queries.public_counts(session)
            for dataset_id in page:
                await index_dataset(services, dataset_id, index=name)
            if len(page) < PAGE:
                return total
            after = page[-1]

    return await rebuild(services.search, _documents(services), replay)


async def check_index(services: Services, *, heal: bool) -> Differences:
    """Compare the index with the database, and heal what differs where ``heal`` asks for it."""
    found = await check(services.search, _expected(services))
    if heal:
        await repair(found, lambda identities: _reload(services, identities))
        await services.search.sweep(found.tombstones)
    return found


async def _reload(services: Services, identities: Sequence[str]) -> None:
    for identity in identities:
        await index_dataset(services, UUID(identity))


async def _documents(services: Services) -> AsyncIterator[SearchDocument]:
    after: UUID | None = None
    async with services.database.reading() as session:
        above = await ancestors(session)
    while True:
        async with services.database.reading() as session:
            page = await queries.page_for_index(session, after, PAGE)
        for dataset, organization, revision in page:
            yield search_document(dataset, organization, revision, above[organization.id])
        if len(page) < PAGE:
            return
        after = page[-1][0].id


async def _expected(services: Services) -> AsyncIterator[tuple[str, int]]:
    after: UUID | None = None
    while True:
        async with services.database.reading() as session:
            page = await queries.versions_for_index(session, after, PAGE)
        for identity, version in page:
            yield str(identity), version
        if len(page) < PAGE:
            return
        after = page[-1][0]
