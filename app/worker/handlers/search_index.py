"""Bringing the index up to what is true now: put what is public, remove what is not."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from uuid import UUID

from app.container import Services
from app.projections.search_document import search_documents
from catalog.datasets import queries
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
        shown = [] if revision is None else [(dataset, organization, revision)]
        documents = await search_documents(session, shown, services.clock.now()) if shown else []
    if documents:
        await services.search.put(documents, index=index)
    else:
        await services.search.remove(str(dataset.id), dataset.index_version, index=index)


async def index_public(services: Services, dataset_ids: Sequence[UUID]) -> None:
    """Show those of these datasets that are public as they are now, all in one put."""
    async with services.database.reading() as session:
        rows = await queries.some_for_index(session, dataset_ids)
        documents = await search_documents(session, rows, services.clock.now())
    await services.search.put(documents)


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
    while True:
        async with services.database.reading() as session:
            page = await queries.page_for_index(session, after, PAGE)
            documents = await search_documents(session, page, services.clock.now())
        for document in documents:
            yield document
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
