"""Keeping the index as a whole: rebuilding, going back, comparing, healing, on a catalogue of their own."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.cli.status import figures
from app.container import Services, running
from app.settings import Settings
from app.worker.handlers.search_check import BURIED, check_index
from app.worker.handlers.search_index import index_dataset, index_many
from app.worker.handlers.search_rebuild import rebuild_index, roll_back_index, tend_index
from catalog.base import new_id
from catalog.datasets.models import Dataset, Revision
from catalog.datasets.queries import live_revision
from catalog.discovery import service
from catalog.discovery.queries import last_run
from search.asking.parameters import parse
from search.engines.embedded import engine as embedded
from search.upkeep.rebuild import NothingToGoBackTo, RebuildFailed
from tests.factories.datasets import publish_titles, publisher
from tests.journeys.conftest import ShiftedClock
from tests.search.samples import begin, document
from tests.search.truth import versions
from tests.search.upkeep.test_rebuild import full_disk

pytestmark = pytest.mark.usefixtures("processes")

COUNT = 1_200


class Site:
    """A catalogue of ``COUNT`` datasets and its parts."""

    def __init__(self, services: Services, clock: ShiftedClock) -> None:
        self.services, self.clock = services, clock
        self.ids: list[UUID] = []

    async def publish(self) -> None:
        """Publish all of them without telling anybody."""
        async with self.services.database.unit_of_work() as session:
            now = self.clock.now() - timedelta(days=30)
            by = await publisher(session, now)
            self.ids = await publish_titles(session, (f"公交站点{n}" for n in range(COUNT)), by, now)

    async def change(self, dataset_id: UUID, title: str) -> None:
        """Publish one under another title, and tell the index."""
        async with self.services.database.unit_of_work() as session:
            live = await live_revision(session, dataset_id)
            number = live.number + 1
            by, now = live.published_by, self.clock.now()
            stored = live.as_stored | {"title": title, "revision": number}
            session.add(
                Revision(dataset_id=dataset_id, number=number, as_stored=stored, published_at=now, published_by=by)
            )
            changed = {"index_version": Dataset.index_version + 1, "updated_at": now, "live_revision": number}
            await session.execute(update(Dataset).where(Dataset.id == dataset_id).values(changed))
        await index_dataset(self.services, dataset_id)

    async def withdraw(self, dataset_id: UUID, *, tell: bool = True) -> None:
        """Take one from the public."""
        async with self.services.database.unit_of_work() as session:
            changed = {
                "index_version": Dataset.index_version + 1,
                "updated_at": self.clock.now(),
                "live_revision": None,
            }
            await session.execute(update(Dataset).where(Dataset.id == dataset_id).values(changed))
        if tell:
            await index_dataset(self.services, dataset_id)

    async def found(self, text: str) -> list[str]:
        """Identities of what is found by exactly this title."""
        results = await self.services.questions.search(parse([("q", text)]))
        return [hit.id for hit in results.hits if "".join(piece for piece, _ in hit.title) == text]

    async def run(self, act: str) -> service.Run:
        """The last act of this kind, as it was kept."""
        async with self.services.database.reading() as session:
            kept = await last_run(session, act)
        assert kept is not None
        return service.Run(**{name: getattr(kept, name) for name in service.Run.__dataclass_fields__})


@pytest.fixture
async def site(fresh_settings: Settings) -> AsyncIterator[Site]:
    """The site, without an index."""
    clock = ShiftedClock()
    async with running(fresh_settings, clock=clock) as services:
        made = Site(services, clock)
        await made.publish()
        yield made


async def test_a_rebuild_shows_the_whole_catalogue_and_what_changed_meanwhile(site: Site) -> None:
    await rebuild_index(site.services)
    before = await site.services.search.generation()

    async def changes() -> None:
        for number in range(10):
            await site.change(site.ids[number], f"改名之后{number}")
            await site.withdraw(site.ids[-1 - number])

    rebuilt, _ = await asyncio.gather(rebuild_index(site.services), changes())
    assert rebuilt.name != before
    assert await site.services.search.count() == COUNT - 10
    assert (await check_index(site.services, heal=False)).found.count == 0
    for number in (0, 9):
        assert await site.found(f"改名之后{number}") == [str(site.ids[number])]
    assert (await site.run(service.REBUILD)).result == service.OK


async def test_going_back_brings_later_changes_along(site: Site) -> None:
    with pytest.raises(NothingToGoBackTo):
        await roll_back_index(site.services)
    await rebuild_index(site.services)
    first = await site.services.search.generation()
    await rebuild_index(site.services)
    await site.change(site.ids[0], "后来改的名称")
    await site.withdraw(site.ids[1])
    back = await roll_back_index(site.services)
    assert (back.name, back.documents) == (first, COUNT - 1)
    assert await site.found("后来改的名称") == [str(site.ids[0])]
    assert (await check_index(site.services, heal=False)).found.count == 0
    assert (await site.run(service.ROLL_BACK)).result == service.OK


async def test_every_difference_is_healed_and_kept(site: Site) -> None:
    engine = site.services.search
    await rebuild_index(site.services)
    unknown, surplus, stale, missing = document(1, "不在目录中"), site.ids[0], site.ids[1], site.ids[2]
    await engine.put([unknown])
    await site.withdraw(surplus, tell=False)
    async with site.services.database.unit_of_work() as session:
        await session.execute(update(Dataset).where(Dataset.id == stale).values(index_version=7))
    await engine.remove(str(missing), 1)
    told = (await check_index(site.services, heal=False)).found
    assert (told.missing, told.stale) == ([str(missing)], [str(stale)])
    assert {one.id for one in told.surplus} == {unknown.id, str(surplus)}
    checked = await check_index(site.services, heal=True)
    assert (checked.healed, (await check_index(site.services, heal=False)).found.count) == (4, 0)
    kept = await site.run(service.CHECK)
    assert (kept.missing, kept.stale, kept.surplus, kept.healed, kept.complete) == (1, 1, 2, 4, True)


async def test_old_removals_are_forgotten_and_fresh_ones_are_not(site: Site) -> None:
    await rebuild_index(site.services)
    await site.services.search.remove(document(1, "").id, 3)
    await site.withdraw(site.ids[0])
    assert (await check_index(site.services, heal=True)).swept == 1
    held = await versions(site.services.search)
    assert (held[str(site.ids[0])], document(1, "").id in held) == ((2, True), False)
    site.clock.ahead += BURIED + timedelta(minutes=1)
    assert (await check_index(site.services, heal=True)).swept == 1
    assert str(site.ids[0]) not in await versions(site.services.search)


async def test_an_index_of_another_dictionary_is_built_anew_without_a_gap(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rebuild_index(site.services)
    before = await site.services.search.generation()
    await tend_index(site.services)
    assert await site.services.search.generation() == before
    monkeypatch.setattr(embedded, "SCHEMA_VERSION", "another")
    monkeypatch.setattr("search.engines.embedded.directory.SCHEMA_VERSION", "another")
    answered = []

    async def ask_meanwhile(task: "asyncio.Task[Any]") -> None:
        while not task.done():
            answered.append((await site.services.questions.search(parse([("size", "0")]))).total)

    tending = asyncio.create_task(tend_index(site.services))
    await ask_meanwhile(tending)
    await tending
    assert await site.services.search.generation() != before
    assert not await site.services.search.unfit()
    assert set(answered) == {COUNT}


async def test_an_index_ahead_of_a_restored_catalogue_is_built_anew(site: Site) -> None:
    await rebuild_index(site.services)
    before = await site.services.search.generation()
    await site.services.search.put([document(1, "将来的名称", id=str(site.ids[0]), version=99)])
    await tend_index(site.services)
    assert await site.services.search.generation() != before
    assert await site.found("将来的名称") == []
    assert (await versions(site.services.search))[str(site.ids[0])] == (1, False)
    kept = await site.run(service.CHECK)
    assert (kept.ahead, kept.healed, kept.complete) == (1, 0, True)


async def test_what_led_to_a_rebuild_is_not_hidden_by_the_check_after_it(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.upkeep.comparison.MAX_DIFFERENCES", 5)
    await rebuild_index(site.services)
    for identity in site.ids[:7]:
        await site.services.search.remove(str(identity), 1)
    await tend_index(site.services)
    await rebuild_index(site.services)
    assert await site.services.search.count() == COUNT
    kept = await site.run(service.CHECK)
    assert (kept.missing, kept.healed, kept.complete) == (5, 5, False)
    told = await figures(site.services)
    assert (told.index_drift, told.index_check_complete, told.index_rebuild) == (5, False, service.OK)
    assert told.index_checked_seconds is not None
    assert told.index_rebuilt_seconds is not None
    assert told.index_checked_seconds >= told.index_rebuilt_seconds


async def test_a_full_disk_leaves_the_old_index_and_is_kept(site: Site) -> None:
    await rebuild_index(site.services)
    before = await site.services.search.generation()
    with full_disk(20_000), pytest.raises(RebuildFailed) as caught:
        await rebuild_index(site.services)
    assert caught.value.disk_full
    assert (await site.run(service.REBUILD)).result == service.DISK_FULL
    assert (await site.services.search.generation(), len(await site.found("公交站点7"))) == (before, 1)


async def test_many_at_once_and_those_that_do_not_exist(site: Site) -> None:
    gone = new_id()
    await begin(site.services.search)
    await site.withdraw(site.ids[1], tell=False)
    assert await index_many(site.services, [site.ids[0], site.ids[1], gone]) == [gone]
    assert await versions(site.services.search) == {str(site.ids[0]): (1, False), str(site.ids[1]): (2, True)}
    assert await index_many(site.services, []) == []
