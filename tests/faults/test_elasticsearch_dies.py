"""Search nodes are killed in the middle of writes: what was acknowledged stays, and writing goes on.

Nodes of their own, whose processes and settings these tests may break.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Self

import pytest

from search.engine import SearchUnavailable
from search.engines.elasticsearch import client, writing
from search.engines.elasticsearch.client import ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from tests.elasticsearch.node import START_SECONDS, Node, ask, cluster, running
from tests.plugins.waiting import eventually
from tests.search.samples import begin, document, found, identity

WRITERS = 4
AGAIN_SECONDS = 20.0
"""Half a second as a rule; the machine of the tests may be busy."""


@asynccontextmanager
async def started(nodes: Sequence[Node]) -> AsyncIterator[Sequence[Node]]:
    """Nodes that run, without holding up the loop."""
    context = running(nodes)
    await asyncio.to_thread(context.__enter__)
    try:
        yield nodes
    finally:
        await asyncio.to_thread(context.__exit__, None, None, None)


@asynccontextmanager
async def opened(nodes: Sequence[Node]) -> AsyncIterator[ElasticsearchEngine]:
    engine = ElasticsearchEngine(ClusterAccess(tuple(node.url for node in nodes)), "minshu")
    try:
        yield engine
    finally:
        await engine.close()


class Writers:
    """Several tasks that write one document after another and remember what was acknowledged."""

    def __init__(self, engine: ElasticsearchEngine) -> None:
        self.acknowledged: dict[str, int] = {}
        self._engine = engine
        self._stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks = [asyncio.create_task(self._write(first)) for first in range(1, WRITERS + 1)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop.set()
        await asyncio.gather(*self._tasks)

    async def more(self, count: int) -> None:
        """Return once so many more were acknowledged."""
        wanted = len(self.acknowledged) + count

        async def there() -> bool:
            return len(self.acknowledged) >= wanted

        await eventually(there, f"{count} more documents", 3 * AGAIN_SECONDS)

    async def _write(self, first: int) -> None:
        number = first
        while not self._stop.is_set():
            try:
                await self._engine.put([document(number, f"公交站点{number}", version=number)])
            except SearchUnavailable:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), 0.05)
            else:
                self.acknowledged[identity(number)] = number
                number += WRITERS


async def missing(engine: ElasticsearchEngine, acknowledged: dict[str, int]) -> dict[str, int]:
    """What was acknowledged and is not there."""
    held = {one.id: one.version async for one in engine.versions()}
    return {name: version for name, version in acknowledged.items() if held.get(name) != version}


async def test_three_nodes_lose_nothing_when_their_master_is_killed(tmp_path: Path) -> None:
    async with started(cluster(tmp_path, 3)) as nodes, opened(nodes) as engine:
        await begin(engine)
        await engine.put([document(0, "公交站点")])

        async def copied() -> bool:
            health = await asyncio.to_thread(ask, nodes[0].url, "GET", "/_cluster/health")
            return bool(health and health["status"] == "green" and health["active_shards"] == 2)

        await eventually(copied, "a copy on a second node", AGAIN_SECONDS)
        state = await asyncio.to_thread(ask, nodes[0].url, "GET", "/_cat/master?format=json")
        (master,) = (node for node in nodes if node.name == state[0]["node"])
        async with Writers(engine) as writers:
            await writers.more(100)
            await asyncio.to_thread(master.kill)
            killed = asyncio.get_running_loop().time()
            await writers.more(1)
            again = asyncio.get_running_loop().time() - killed
            await writers.more(100)
        assert again < AGAIN_SECONDS
        assert await missing(engine, writers.acknowledged) == {}
        assert await found(engine, "公交站点") != []


async def test_a_node_that_is_killed_and_started_again_has_everything(tmp_path: Path) -> None:
    node = Node(tmp_path / "node")
    async with started([node]), opened([node]) as engine:
        await begin(engine)
        async with Writers(engine) as writers:
            await writers.more(100)
            await asyncio.to_thread(node.kill)
            await asyncio.to_thread(node.start)
            await asyncio.to_thread(node.wait)
            await writers.more(50)
        assert await missing(engine, writers.acknowledged) == {}
        assert await engine.count() == len(writers.acknowledged)


async def test_a_node_that_is_away_is_an_error_and_no_empty_answer(tmp_path: Path) -> None:
    node = Node(tmp_path / "node")
    async with started([node]), opened([node]) as engine:
        await begin(engine)
        await engine.put([document(1, "公交")])
        await asyncio.to_thread(node.kill)
        with pytest.raises(SearchUnavailable):
            await found(engine, "公交")
        with pytest.raises(SearchUnavailable):
            await engine.generation()
        with pytest.raises(SearchUnavailable):
            await engine.count()


async def test_a_lost_shard_is_an_error_and_a_rebuild_heals_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "WRITE_WAITS", ())
    monkeypatch.setattr(client, "WRITE_WAITS", (0.1,))
    node = Node(tmp_path / "node")
    async with started([node]), opened([node]) as engine:
        await begin(engine)
        await engine.put([document(1, "公交")])
        await asyncio.to_thread(node.kill)
        commits = list((node.folder / "data").glob("indices/*/0/index/segments_*"))
        assert commits
        for commit in commits:
            commit.write_bytes(b"damaged")
        await asyncio.to_thread(node.start)

        async def red() -> bool:
            health = await asyncio.to_thread(ask, node.url, "GET", "/_cluster/health")
            return bool(health and health.get("status") == "red")

        await eventually(red, "a node that misses a shard", START_SECONDS)
        for attempt in (found(engine, "公交"), engine.count(), engine.put([document(2, "公交")])):
            with pytest.raises(SearchUnavailable, match="503"):
                await attempt
        name = await engine.new_index()
        await engine.put([document(1, "公交"), document(2, "公交")], index=name)
        await engine.activate(name)
        assert sorted(await found(engine, "公交")) == [1, 2]
