"""Comparing the index with the database, healing what differs, forgetting old removals."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.container import Services
from app.worker.handlers.search_index import PAGE, index_many
from catalog.datasets import queries
from catalog.discovery import service
from catalog.discovery.queries import changed_among
from search.results import IndexedVersion
from search.upkeep.comparison import Differences, Reload, check, repair

BURIED = timedelta(hours=2)
"""A removal is remembered until no job can be on its way any more that loaded the dataset before; jobs are tried for
about an hour."""


@dataclass(frozen=True)
class Checked:
    """What a check found, how many differences it healed, and how many old removals it forgot."""

    found: Differences
    healed: int = 0
    swept: int = 0


async def check_index(
    services: Services, *, heal: bool, index: str | None = None, after_rebuild: bool = False
) -> Checked:
    """Compare the active index (or ``index``) with the database; heal and sweep where ``heal`` asks for it.

    The result of a check of the active index is kept, for ``/metrics`` and ``minshu status``; right after a rebuild
    only where something was found, lest it hide what made the rebuild necessary.
    """
    sweeper = _Sweeper(services) if heal and index is None else None
    tell = sweeper.sweep if sweeper else None
    found = await check(services.search, _expected(services), tell, index=index)
    healed = await repair(services.search, found, _reload(services, index), index=index) if heal else 0
    checked = Checked(found, healed, sweeper.swept if sweeper else 0)
    if heal and index is None and (found.count or not after_rebuild):
        await _keep(services, checked)
    return checked


class _Sweeper:
    """Forgets removals of datasets that did not change for a while, or that nobody knows."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._since: datetime = services.clock.now() - BURIED
        self.swept = 0

    async def sweep(self, tombstones: Sequence[IndexedVersion]) -> None:
        ids = [UUID(tombstone.id) for tombstone in tombstones]
        async with self._services.database.reading() as session:
            fresh = await changed_among(session, ids, self._since)
        old = [tombstone for tombstone in tombstones if UUID(tombstone.id) not in fresh]
        self.swept += await self._services.search.sweep(old) if old else 0


def _reload(services: Services, index: str | None) -> Reload:
    async def reload(identities: Sequence[str]) -> list[str]:
        unknown = await index_many(services, [UUID(identity) for identity in identities], index=index)
        return [str(identity) for identity in unknown]

    return reload


async def _keep(services: Services, checked: Checked) -> None:
    found = checked.found
    run = service.Run(
        service.CHECK,
        missing=len(found.missing),
        stale=len(found.stale),
        surplus=len(found.surplus),
        ahead=found.ahead,
        complete=found.complete,
        healed=checked.healed,
        swept=checked.swept,
    )
    async with services.database.unit_of_work() as session:
        await service.keep_run(session, run, services.clock.now())


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
