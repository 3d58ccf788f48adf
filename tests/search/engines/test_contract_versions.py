"""The contract of every engine: versions, removals, indexes beside each other."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.document import SearchDocument
from search.engine import SearchEngine, SearchUnavailable
from search.indexing.record import record_of
from tests.search.conftest import OpenEngine
from tests.search.samples import ask, begin, document, found, identity
from tests.search.truth import versions

Step = tuple[int, int, bool]


async def test_nothing_to_put_is_fine(bare: SearchEngine) -> None:
    await bare.put([])
    assert await bare.generation() == ""
    await begin(bare)
    await bare.put([])
    assert await bare.count() == 0


async def test_an_identity_that_is_no_uuid_is_refused(engine: SearchEngine) -> None:
    wrong = SearchDocument(id="dataset-1", version=1, title="公交")
    with pytest.raises(ValueError, match="UUID"):
        await engine.put([document(1, "公交"), wrong])
    assert await engine.count() == 0


async def test_a_higher_or_equal_version_replaces_and_a_lower_one_does_not(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交", version=5)])
    await engine.put([document(1, "水质", version=4)])
    assert await found(engine, "公交") == [1]
    await engine.put([document(1, "水质", version=5)])
    assert (await found(engine, "公交"), await found(engine, "水质")) == ([], [1])
    await engine.put([document(1, "空气", version=6)])
    assert (await engine.count(), await versions(engine)) == (1, {identity(1): (6, False)})


async def test_the_highest_version_of_one_batch_wins(engine: SearchEngine) -> None:
    await engine.put([document(1, "水质", version=2), document(1, "公交", version=3), document(1, "空气", version=1)])
    assert await versions(engine) == {identity(1): (3, False)}
    assert await found(engine, "公交") == [1]


async def test_a_removal_outlives_a_late_older_put(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交", version=1)])
    await engine.remove(identity(1), 3)
    await engine.put([document(1, "公交", version=2)])
    assert (await found(engine, "公交"), await engine.count()) == ([], 0)
    assert await versions(engine) == {identity(1): (3, True)}
    assert (await ask(engine, scopes=("public", ""))).total == 0
    await engine.put([document(1, "公交", version=4)])
    assert await found(engine, "公交") == [1]
    await engine.remove(identity(1), 3)
    assert await found(engine, "公交") == [1]


async def test_a_removal_of_what_was_never_there_is_remembered(engine: SearchEngine) -> None:
    await engine.remove(identity(1), 3)
    await engine.put([document(1, "公交", version=2)])
    assert await found(engine, "公交") == []


@pytest.mark.parametrize("beside", [False, True], ids=["the active index", "an index beside it"])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(1, 3), st.integers(1, 6), st.booleans()), min_size=1, max_size=12))
async def test_any_order_of_writes_ends_in_the_newest(engine: SearchEngine, steps: list[Step], *, beside: bool) -> None:
    await begin(engine)
    name = await engine.new_index() if beside else None
    newest: dict[str, tuple[int, bool]] = {}
    for number, version, removed in steps:
        if removed:
            await engine.remove(identity(number), version, index=name)
        else:
            await engine.put([document(number, "公交", version=version)], index=name)
        if version >= newest.get(identity(number), (0, False))[0]:
            newest[identity(number)] = (version, removed)
    assert await versions(engine, name) == newest


async def test_storms_of_writes_at_once_end_in_the_newest(engine: SearchEngine) -> None:
    await asyncio.gather(*(engine.put([document(n % 4, f"公交{v}", version=v)]) for n in range(4) for v in range(10)))
    assert await versions(engine) == {identity(n): (9, False) for n in range(4)}


async def test_versions_come_in_the_order_of_identities(engine: SearchEngine) -> None:
    await engine.put([document(n, "公交", version=n) for n in range(5_000, 0, -1)])
    held = [one async for one in engine.versions()]
    assert [one.id for one in held] == sorted(one.id for one in held)
    assert [one.version for one in held] == list(range(1, 5_001))


async def test_tombstones_are_swept_as_they_stood(engine: SearchEngine) -> None:
    for number in (1, 2, 3):
        await engine.remove(identity(number), 1)
    stale = [one async for one in engine.versions()]
    await engine.put([document(2, "公交", version=2)])
    await engine.remove(identity(3), 5)
    assert await engine.sweep(stale) == 1
    assert await versions(engine) == {identity(2): (2, False), identity(3): (5, True)}


async def test_another_handle_sees_every_write_at_once(open_engine: OpenEngine) -> None:
    writer, reader = await open_engine(), await open_engine()
    await begin(writer)
    assert await found(reader, "公交") == []
    for version in range(1, 6):
        await writer.put([document(1, f"公交{version}", version=version)])
        assert await versions(reader) == {identity(1): (version, False)}
    await writer.remove(identity(1), 9)
    assert await found(reader, "公交") == []
    assert await begin(writer) == await reader.generation()
    assert await versions(reader) == {}


async def test_a_new_index_is_filled_beside_the_active_one(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交")])
    name = await engine.new_index()
    await engine.put([document(2, "公交"), document(3, "公交")], index=name)
    await engine.remove(identity(3), 2, index=name)
    assert (await found(engine, "公交"), await engine.count(index=name)) == ([1], 1)
    assert await versions(engine, name) == {identity(2): (1, False), identity(3): (2, True)}
    before = await engine.generation()
    await engine.activate(name)
    assert await found(engine, "公交") == [2]
    await engine.activate(before)
    assert await found(engine, "公交") == [1]


async def test_the_index_before_is_known_and_can_be_asked(bare: SearchEngine) -> None:
    engine, first, second = bare, await bare.new_index(), await bare.new_index()
    await engine.activate(first)
    assert await engine.previous() == ""
    await engine.put([document(1, "公交")])
    await engine.activate(second)
    assert (await engine.previous(), await engine.generation()) == (first, second)
    assert not await engine.unfit(index=first)
    assert await engine.unfit(index="99999999")
    assert list(await engine.shown([identity(1), identity(2)], index=first)) == [identity(1)]
    assert await engine.shown([identity(1)]) == {}


async def test_what_is_shown_is_what_was_put_without_the_removed(engine: SearchEngine) -> None:
    await engine.put([document(1, "公交", version=3), document(2, "水质")])
    await engine.remove(identity(2), 5)
    shown = await engine.shown([identity(1), identity(2), identity(3)])
    assert {one: (body["version"], body["title"]) for one, body in shown.items()} == {identity(1): (3, "公交")}
    assert await engine.shown([]) == {}


async def test_records_made_elsewhere_are_taken_as_they_are(engine: SearchEngine) -> None:
    prepared = record_of(document(1, "公交"))
    await engine.put([document(1, "水质")], records=[prepared])
    assert await found(engine, "公交") == [1]
    assert await found(engine, "水质") == []


async def test_only_the_previous_index_is_kept(engine: SearchEngine) -> None:
    names = [await begin(engine) for _ in range(3)]
    assert await engine.count(index=names[1]) == 0
    with pytest.raises(SearchUnavailable):
        await engine.activate(names[0])
    assert await engine.generation() == names[2]


async def test_indexes_in_use_are_not_discarded(engine: SearchEngine) -> None:
    name = await begin(engine)
    with pytest.raises(SearchUnavailable):
        await engine.discard(name)
    other = await engine.new_index()
    await engine.discard(other)
    with pytest.raises(SearchUnavailable):
        await engine.count(index=other)
