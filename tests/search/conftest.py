"""Engines under contract: each is a way to open one more handle on the same data."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from search.document import SearchDocument
from search.engine import SearchEngine
from search.engines.elasticsearch.client import ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.elasticsearch.node import drop_indexes
from tests.search.samples import CATALOGUE, begin
from tests.search.shelves import Shelves, shelves_in

OpenEngine = Callable[[], Awaitable[SearchEngine]]
Holding = Callable[[Sequence[SearchDocument]], Awaitable[SearchEngine]]


@pytest.fixture
def prefix(elasticsearch_url: str) -> Iterator[str]:
    """What the names of this test's indexes on the shared node begin with; they go when it ends."""
    mine = f"test-{uuid4().hex}"
    yield mine
    drop_indexes(elasticsearch_url, mine)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.asks("elasticsearch_url"))])
def cluster(request: pytest.FixtureRequest) -> str:
    """Address of the node for the engine that stores there, empty for the embedded one: every case runs with both."""
    return str(request.getfixturevalue("elasticsearch_url")) if request.param == "elasticsearch" else ""


@pytest.fixture
async def open_engine(request: pytest.FixtureRequest, cluster: str, tmp_path: Path) -> AsyncIterator[OpenEngine]:
    """Open the engine; a second call opens another handle, as another process would."""
    opened: list[SearchEngine] = []
    make: Callable[[], SearchEngine] = partial(EmbeddedEngine, tmp_path / "search")
    if cluster:
        make = partial(ElasticsearchEngine, ClusterAccess((cluster,)), request.getfixturevalue("prefix"))

    async def open_one() -> SearchEngine:
        opened.append(make())
        return opened[-1]

    yield open_one
    for engine in opened:
        await engine.close()


@pytest.fixture
async def bare(open_engine: OpenEngine) -> SearchEngine:
    """An engine without any index."""
    return await open_engine()


@pytest.fixture
async def engine(bare: SearchEngine) -> SearchEngine:
    """An engine that serves from an empty index."""
    await begin(bare)
    return bare


@pytest.fixture(scope="session")
async def shelves(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shelves]:
    """Engines that are filled once."""
    async with shelves_in(tmp_path_factory.mktemp("shelves")) as made:
        yield made


@pytest.fixture
def holding(shelves: Shelves, cluster: str) -> Holding:
    """An engine that holds just these documents, shared with all who ask for the same: nobody writes to it."""
    return partial(shelves.holding, url=cluster)


@pytest.fixture
async def filled(holding: Holding) -> SearchEngine:
    """An engine that holds the small catalogue; nobody writes to it."""
    return await holding(CATALOGUE)
