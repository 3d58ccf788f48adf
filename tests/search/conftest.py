"""Engines under contract: each is a way to open one more handle on the same data."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from search.engine import SearchEngine
from search.engines.elasticsearch.client import ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.elasticsearch.node import drop_indexes
from tests.search.samples import CATALOGUE, begin

OpenEngine = Callable[[], Awaitable[SearchEngine]]


@pytest.fixture
def prefix(elasticsearch_url: str) -> Iterator[str]:
    """What the names of this test's indexes on the shared node begin with; they go when it ends."""
    mine = f"test-{uuid4().hex}"
    yield mine
    drop_indexes(elasticsearch_url, mine)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.asks("elasticsearch_url"))])
async def open_engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenEngine]:
    """Open the engine; a second call opens another handle, as another process would."""
    opened: list[SearchEngine] = []
    make: Callable[[], SearchEngine] = partial(EmbeddedEngine, tmp_path / "search")
    if request.param == "elasticsearch":
        access = ClusterAccess((request.getfixturevalue("elasticsearch_url"),))
        make = partial(ElasticsearchEngine, access, request.getfixturevalue("prefix"))

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


@pytest.fixture
async def filled(engine: SearchEngine) -> SearchEngine:
    await engine.put(CATALOGUE)
    return engine
