"""The contract of every engine: comparing it with the truth, healing it, sweeping what it remembers."""

import asyncio
from collections.abc import Sequence

import pytest

from search.engine import SearchEngine
from search.results import IndexedVersion
from search.upkeep import comparison as module
from search.upkeep.comparison import check, repair
from tests.search.samples import ask, document, identity, numbers
from tests.search.truth import expected, versions


async def test_the_check_names_every_difference_and_the_repair_heals_it(engine: SearchEngine) -> None:
    truth = {one.id: one for one in [document(n, "公交", version=3) for n in range(1, 8)]}
    held = [document(1, "公交", version=3), document(2, "旧的", version=2)]
    await engine.put([*held, *(document(n, "公交", version=3) for n in (4, 6, 7)), document(50, "多余", version=1)])
    await engine.remove(identity(3), 2)
    await engine.remove(identity(60), 2)
    differences = await check(engine, expected(list(truth.values())))
    assert (differences.missing, differences.stale) == ([identity(3), identity(5)], [identity(2)])
    assert differences.surplus == [IndexedVersion(identity(50), 1, removed=False)]
    assert (differences.count, differences.ahead, differences.complete) == (4, 0, True)

    async def reload(identities: Sequence[str]) -> list[str]:
        await engine.put([truth[one] for one in identities if one in truth])
        return [one for one in identities if one not in truth]

    assert await repair(engine, differences, reload) == 4
    assert (await check(engine, expected(list(truth.values())))).count == 0
    assert sorted(numbers(await ask(engine))) == list(range(1, 8))
    assert (await versions(engine))[identity(50)] == (1, True)


async def test_an_index_that_is_ahead_of_the_truth_is_told(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交", version=9), document(2, "公交")])
    await engine.remove(identity(3), 9)
    found = await check(engine, expected([document(n, "公交", version=3) for n in (1, 2, 3)]))
    assert (found.ahead, found.stale, found.missing) == (2, [identity(2)], [])


async def test_the_check_of_an_empty_index(engine: SearchEngine) -> None:
    assert (await check(engine, expected([document(1, "公交")]))).missing == [identity(1)]
    assert (await check(engine, expected([]))).count == 0


async def test_too_many_differences_end_the_check(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_DIFFERENCES", 5)
    await engine.put([document(n, "多余") for n in range(20, 30)])
    for truth in ([document(n, "公交") for n in range(1, 10)], []):
        found = await check(engine, expected(truth))
        assert (found.count, found.complete) == (5, False)


async def test_tombstones_come_in_batches_and_only_where_nobody_expects_them(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    for number in range(1, 7):
        await engine.remove(identity(number), number)
    told: list[list[str]] = []

    async def tell(tombstones: Sequence[IndexedVersion]) -> None:
        told.append([one.id for one in tombstones])

    found = await check(engine, expected([document(2, "公交", version=2)]), tell)
    assert found.missing == [identity(2)]
    assert told == [[identity(1), identity(3)], [identity(4), identity(5)], [identity(6)]]


async def test_a_check_amid_a_storm_of_writes_ends_in_the_newest(engine: SearchEngine) -> None:
    """Jobs that load at different moments, removals and repairs at once: what is newest stays."""
    truth = {n: document(n, "公交", version=20) for n in range(1, 5)}

    async def storm(version: int) -> None:
        for n in truth:
            await engine.put([document(n, f"公交{version}", version=version)])

    async def reload(identities: Sequence[str]) -> list[str]:
        await engine.put([one for one in truth.values() if one.id in identities])
        return []

    async def heal() -> None:
        await repair(engine, await check(engine, expected(list(truth.values()))), reload)

    await asyncio.gather(*(storm(version) for version in range(1, 10)), heal(), engine.remove(identity(1), 15), heal())
    await heal()
    assert await versions(engine) == {identity(n): (20, False) for n in truth}
