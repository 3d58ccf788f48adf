"""Engines under contract: each is a way to open one more handle on the same data."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from search.engine import SearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.samples import CATALOGUE

OpenEngine = Callable[[], Awaitable[SearchEngine]]


@pytest.fixture(params=["embedded"])
async def open_engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[OpenEngine]:
    """Open the engine; a second call opens another handle, as another process would."""
    opened: list[SearchEngine] = []

    async def embedded() -> SearchEngine:
        opened.append(EmbeddedEngine(tmp_path / "search"))
        return opened[-1]

    yield {"embedded": embedded}[request.param]
    for engine in opened:
        await engine.close()


@pytest.fixture
async def engine(open_engine: OpenEngine) -> SearchEngine:
    return await open_engine()


@pytest.fixture
async def filled(engine: SearchEngine) -> SearchEngine:
    await engine.put(CATALOGUE)
    return engine
