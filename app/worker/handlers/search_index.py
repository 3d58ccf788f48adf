"""Bringing the index up to what is true now: put what is public, remove what is not."""

from collections.abc import Sequence
from uuid import UUID

from app.container import Services
from app.projections.search_document import search_documents
from catalog.datasets import queries

PAGE = 500
"""Datasets that are read together."""


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


async def index_many(services: Services, dataset_ids: Sequence[UUID], *, index: str | None = None) -> list[UUID]:
    """Show, or hide, these datasets as they are now; answers those that do not exist, which are left alone."""
    async with services.database.reading() as session:
        rows = await queries.some_for_index(session, dataset_ids)
        documents = await search_documents(session, rows, services.clock.now())
        hidden = await queries.hidden_versions(session, dataset_ids)
    await services.search.put(documents, index=index)
    for identity, version in hidden.items():
        await services.search.remove(str(identity), version, index=index)
    known = {UUID(document.id) for document in documents} | hidden.keys()
    return [identity for identity in dataset_ids if identity not in known]
