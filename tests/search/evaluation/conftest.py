"""Both engines filled with the judged catalogue once for all tests of the gate."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from search.engine import SearchEngine
from search.engines.elasticsearch.client import ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.evaluation.run import fill
from tests.elasticsearch.node import drop_indexes
from tests.search.evaluation.catalogue import documents

ENGINES = ("embedded", "elasticsearch")


@asynccontextmanager
async def opened(name: str, folder: Path, url: str) -> AsyncIterator[SearchEngine]:
    """An empty engine that leaves nothing behind on the shared node."""
    prefix = f"quality-{uuid4().hex}"
    access = ClusterAccess((url,))
    engine = EmbeddedEngine(folder) if name == "embedded" else ElasticsearchEngine(access, prefix)
    try:
        yield engine
    finally:
        await engine.close()
        drop_indexes(url, prefix)


@pytest.fixture(scope="module")
async def judged_engines(
    tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str
) -> AsyncIterator[dict[str, SearchEngine]]:
    """Every engine by its name, with the judged catalogue in it."""
    async with AsyncExitStack() as stack:
        folder = tmp_path_factory.mktemp("judged")
        engines = {
            name: await stack.enter_async_context(opened(name, folder / name, elasticsearch_url)) for name in ENGINES
        }
        for engine in engines.values():
            await fill(engine, documents())
        yield engines
