"""The contract of every engine: an index that is lost is never taken for an empty one, and a rebuild brings it back."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engine import SearchEngine, SearchUnavailable
from search.engines.embedded.engine import EmbeddedEngine
from search.ranking.clauses import Everything
from search.results import IndexedVersion
from search.upkeep.rebuild import rebuild
from tests.elasticsearch.node import ask as send
from tests.elasticsearch.node import drop_indexes
from tests.search.conftest import OpenEngine
from tests.search.samples import PUBLIC, ask, begin, document, found, identity
from tests.search.truth import every, versions

Lose = Callable[[SearchEngine, str, str], None]
TRUTH = [document(1, "公交"), document(2, "水质")]


@pytest.fixture
def lose(request: pytest.FixtureRequest, tmp_path: Path) -> Lose:
    """Delete behind an engine's back: everything, the index of a name, or only what says that it is the active one."""

    def in_directory(what: str, name: str) -> None:
        place = tmp_path / "search"
        if what == "pointer":
            (place / "current").unlink()
        else:
            shutil.rmtree(place / name if what == "index" else place)

    def on_cluster(what: str, name: str) -> None:
        url, prefix = request.getfixturevalue("elasticsearch_url"), request.getfixturevalue("prefix")
        if what == "everything":
            drop_indexes(url, prefix)
        else:
            alias = "" if what == "index" else f"/_alias/{prefix}-current"
            assert send(url, "DELETE", f"/{prefix}-{name}{alias}")["acknowledged"]

    def act(engine: SearchEngine, what: str, name: str) -> None:
        (in_directory if isinstance(engine, EmbeddedEngine) else on_cluster)(what, name)

    return act


async def refuse(reader: SearchEngine, writer: SearchEngine) -> None:
    """Neither reading nor writing takes an absent index for an empty one, and none comes of it."""
    attempts = (
        ask(reader, ("q", "公交")),
        reader.suggest("公", scopes=PUBLIC),
        reader.find(Everything(), scopes=PUBLIC, size=1),
        reader.scores([Everything()], [identity(1)]),
        reader.count(),
        reader.shown([identity(1)]),
        versions(reader),
        versions(writer),
        writer.put([document(3, "空气")]),
        writer.remove(identity(1), 1),
        writer.sweep([IndexedVersion(identity(1), 1, removed=True)]),
    )
    for attempt in attempts:
        with pytest.raises(SearchUnavailable):
            await attempt
    assert await reader.unfit()
    assert await writer.unfit()


async def test_without_an_index_nothing_is_found_or_kept(bare: SearchEngine) -> None:
    await refuse(bare, bare)
    assert (await bare.generation(), await bare.previous()) == ("", "")
    await begin(bare)
    assert (await bare.count(), await bare.unfit(), await found(bare, "公交")) == (0, False, [])


@pytest.mark.parametrize("what", ["everything", "index", "pointer"])
@pytest.mark.parametrize("generations", [1, 2])
async def test_a_lost_index_is_unavailable_until_it_is_built_anew(
    open_engine: OpenEngine, lose: Lose, what: str, generations: int
) -> None:
    writer, reader = await open_engine(), await open_engine()
    for _ in range(generations):
        name = await begin(writer)
    await writer.put(TRUTH)
    assert await found(reader, "水质") == [2]
    lose(writer, what, name)
    await refuse(reader, writer)

    async def replay(index: str) -> int:
        if index != await writer.generation():
            await refuse(reader, writer)
        return 2

    rebuilt = await rebuild(writer, every(TRUTH), replay)
    assert rebuilt.documents == 2
    for engine in (reader, writer):
        assert (await engine.generation(), await engine.unfit(), await engine.previous()) == (rebuilt.name, False, "")
    await writer.put([document(3, "空气")])
    assert await versions(reader) == {identity(n): (1, False) for n in (1, 2, 3)}
    assert await found(reader, "水质") == [2]
