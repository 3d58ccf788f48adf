"""The contract of every engine: rebuilding without a gap, and going back."""

import asyncio
import resource
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from search.document import SearchDocument
from search.engine import SearchEngine, SearchUnavailable
from search.engines.embedded import engine as embedded
from search.engines.embedded.engine import EmbeddedEngine
from search.indexing.record import record_of
from search.upkeep import rebuild as module
from search.upkeep.analysts import ALONE, Analysts
from search.upkeep.rebuild import NothingToGoBackTo, RebuildFailed, RebuildRefused, rebuild, roll_back
from tests.search.samples import CATALOGUE, ask, begin, document, found, identity
from tests.search.truth import every, versions
from tests.waiting import until


async def nothing_changed(_: str) -> int:
    return 1


@pytest.mark.usefixtures("processes")
async def test_a_rebuild_swaps_and_repeats_what_changed_meanwhile(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DOCUMENTS_A_PUT", 1)
    old = [document(n, "公交") for n in range(1, 1_201)]
    await engine.put([*old, document(9_000, "不应再有")])
    told: list[int] = []

    async def replay(index: str) -> int:
        await engine.put([document(2_000, "新的", version=2)], index=index)
        await engine.remove(identity(1), 2, index=index)
        return 1_200

    async def progress(given: int) -> None:
        told.append(given)
        assert (await ask(engine, ("size", "0"))).total == 1_201

    before = await engine.generation()
    rebuilt = await rebuild(engine, every(old), replay, progress)
    assert (rebuilt.name, rebuilt.documents) == (await engine.generation(), 1_200)
    assert (rebuilt.name != before, await engine.previous()) == (True, before)
    assert told == [500, 1_000, 1_200]
    assert await found(engine, "新的") == [2_000]
    assert await found(engine, "不应再有") == []
    assert await engine.count(index=before) == 1_201


@pytest.mark.usefixtures("processes")
async def test_processes_analyse_what_a_thread_analyses(engine: SearchEngine) -> None:
    documents = [document(n, f"公交站点{n}", summary="福州 bus stops") for n in range(1, ALONE + 1_300)]

    async def replay(_: str) -> int:
        return len(documents)

    await rebuild(engine, every(documents), replay)
    assert await versions(engine) == {one.id: (1, False) for one in documents}
    for number in (1, ALONE, ALONE + 1_299):
        assert await found(engine, f"公交站点{number}") == [number]


@pytest.mark.usefixtures("processes")
async def test_records_come_back_whole_and_a_dead_process_is_told(tmp_path: Path) -> None:
    many = [*CATALOGUE] * (ALONE // len(CATALOGUE) + 1)
    analysts = Analysts(2)
    try:
        assert await analysts.records(many) == [record_of(one) for one in many]
        (child,) = (one for one in psutil.Process().children() if "search.upkeep.analysts" in one.cmdline())
        child.kill()
        with pytest.raises(SearchUnavailable):
            await analysts.records(many)
    finally:
        await analysts.close()
    until(lambda: not psutil.pid_exists(child.pid), 5, "no process is left")


@pytest.mark.usefixtures("processes")
async def test_batches_at_once_start_no_more_processes_than_they_may() -> None:
    analysts = Analysts(2)
    try:
        await analysts.records([*CATALOGUE] * (ALONE // len(CATALOGUE) + 1))
        await asyncio.gather(*(analysts.records(CATALOGUE) for _ in range(5)))
        assert sum("search.upkeep.analysts" in one.cmdline() for one in psutil.Process().children()) == 2
    finally:
        await analysts.close()


async def test_a_rebuild_that_lacks_something_is_refused(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交")])
    before = await engine.generation()

    async def replay(_: str) -> int:
        return 3

    with pytest.raises(RebuildRefused) as caught:
        await rebuild(engine, every([document(1, "公交"), document(2, "公交")]), replay)
    assert (caught.value.expected, caught.value.found) == (3, 2)
    assert await engine.generation() == before
    assert await found(engine, "公交") == [1]


async def test_a_change_between_repeating_and_counting_is_repeated(engine: SearchEngine) -> None:
    rounds = 0

    async def replay(index: str) -> int:
        nonlocal rounds
        rounds += 1
        if rounds > 1:
            await engine.put([document(2, "公交")], index=index)
        return 2

    assert (await rebuild(engine, every([document(1, "公交")]), replay)).documents == 2


async def test_contents_are_compared_with_a_sample(engine: SearchEngine) -> None:
    right, wrong = document(1, "公交", items=("站点", "经度"), formats=("csv",)), document(2, "水质")

    async def replay(_: str) -> int:
        return 2

    async def sample(identities: Sequence[str]) -> Sequence[SearchDocument]:
        assert sorted(identities) == [right.id, wrong.id]
        return [right, document(2, "空气")]

    async def newer(_: Sequence[str]) -> Sequence[SearchDocument]:
        return [right, document(2, "早先的名称", version=0)]

    before = await engine.generation()
    with pytest.raises(RebuildRefused) as caught:
        await rebuild(engine, every([right, wrong]), replay, sample=sample)
    assert (caught.value.expected, caught.value.found) == (2, 1)
    assert await engine.generation() == before
    assert (await rebuild(engine, every([right, wrong]), replay, sample=newer)).documents == 2


async def test_a_rebuild_that_breaks_off_leaves_the_old_index(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交")])
    before = await engine.generation()

    async def broken() -> AsyncIterator[SearchDocument]:
        yield document(2, "水质")
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await rebuild(engine, broken(), nothing_changed)
    assert (await engine.generation(), await found(engine, "公交")) == (before, [1])


async def test_going_back_brings_the_index_before_up_to_date(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交"), document(2, "水质")])
    before = await engine.generation()
    await rebuild(engine, every([document(1, "公交")]), nothing_changed)

    async def replay(index: str) -> int:
        await engine.put([document(3, "后来的")], index=index)
        await engine.remove(identity(2), 9, index=index)
        return 2

    back = await roll_back(engine, replay)
    assert (back.name, back.documents, await engine.generation()) == (before, 2, before)
    assert (await found(engine, "后来的"), await found(engine, "水质")) == ([3], [])
    assert (await roll_back(engine, replay)).name != before


async def test_there_may_be_nothing_to_go_back_to(engine: SearchEngine) -> None:
    with pytest.raises(NothingToGoBackTo):
        await roll_back(engine, nothing_changed)
    await engine.put([document(1, "公交")])
    with pytest.raises(NothingToGoBackTo):
        await roll_back(engine, nothing_changed)


async def test_an_index_of_another_schema_is_not_gone_back_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = EmbeddedEngine(tmp_path)
    await begin(engine)
    await engine.put([document(1, "公交")])
    await rebuild(engine, every([document(1, "公交")]), nothing_changed)
    monkeypatch.setattr(embedded, "SCHEMA_VERSION", "another")
    with pytest.raises(NothingToGoBackTo):
        await roll_back(engine, nothing_changed)
    await engine.close()


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """No file of this process may grow beyond ``limit`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)


def folders(place: Path) -> list[Path]:
    return [path for path in place.iterdir() if path.is_dir()]


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("count", [900, 5_000])  # of many the writer ends before all are added
async def test_a_full_disk_leaves_the_old_index_and_no_rest(tmp_path: Path, count: int) -> None:
    engine = EmbeddedEngine(tmp_path)
    await begin(engine)
    await engine.put([document(1, "公交")])
    many = [document(n, f"水质{n}") for n in range(1, count)]
    with full_disk(16_000), pytest.raises(RebuildFailed) as caught:
        await rebuild(engine, every(many), nothing_changed)
    assert caught.value.disk_full
    assert await found(engine, "公交") == [1]
    assert len(folders(tmp_path)) == 1

    async def replay(_: str) -> int:
        return len(many)

    assert (await rebuild(engine, every(many), replay)).documents == len(many)
    await engine.close()


async def test_an_engine_that_fails_is_told_apart_from_a_full_disk(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    await engine.close()
    with pytest.raises(RebuildFailed) as caught:
        await rebuild(engine, every([document(1, "公交")]), nothing_changed)
    assert not caught.value.disk_full
