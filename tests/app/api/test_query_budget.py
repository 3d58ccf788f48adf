"""How many statements one request may cost, however much it shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import AGENCY
from tests.journeys.conftest import Platform, publish, register

DATASETS = "/api/v1/datasets"
AUTHENTICATION = 3
"""What a token costs: the transaction's mode, the token, its owner with posts."""


class Counter:
    """The statements that the web application sends while it is asked."""

    def __init__(self, stage: Platform) -> None:
        database = stage.app.state.services.database
        self._engines = [engine.sync_engine for engine in (database.engine, database.readers)]
        self.statements: list[str] = []

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.statements.append(statement)

    @contextmanager
    def counting(self) -> "Iterator[Counter]":
        """Count while the block runs."""
        self.statements.clear()
        for engine in self._engines:
            event.listen(engine, "before_cursor_execute", self._note)
        yield self
        for engine in self._engines:
            event.remove(engine, "before_cursor_execute", self._note)


@pytest.fixture(scope="module")
async def addresses(stage: Platform) -> Callable[[str], str]:
    """Three published datasets; fills their identities into addresses."""
    for number in range(3):
        identity = await register(stage, open_metadata(title=f"第{number}份年度统计"), CSV)
        await publish(stage, identity)
    (file,) = (await stage.client().get(f"{DATASETS}/{identity}/distributions")).json()
    return lambda path: path.format(dataset=identity, file=file["id"], organization=AGENCY)


@pytest.mark.parametrize(
    ("path", "budget"),
    [
        ("/api/v1/datasets/{dataset}", 2),
        ("/api/v1/datasets", 2),
        ("/api/v1/datasets?size=3", 2),
        ("/api/v1/search?q=统计", 0),
        ("/api/v1/search?q=统计&theme=6&freshness=current&sort=downloads", 0),
        ("/api/v1/search/suggestions?q=tongji", 0),
        ("/api/v1/datasets/{dataset}/similar", 1),
        ("/api/v1/datasets/{dataset}/distributions", 2),
        ("/api/v1/datasets/{dataset}/revisions", 2),
        ("/api/v1/distributions/{file}", 2),
        ("/api/v1/data/{file}/schema", 3),
        ("/api/v1/data/{file}/rows", 4),
        ("/api/v1/data/{file}/rows?count=exact&sort=-年份", 4),
        ("/api/v1/data/{file}/export.csv", 4),
        ("/api/v1/distributions/{file}/file", 4),
        ("/api/v1/organizations", 3),
        ("/api/v1/organizations/{organization}", 3),
        ("/api/v1/vocabularies/themes", 3),
    ],
)
async def test_a_public_read_stays_within_its_budget(
    stage: Platform, addresses: Callable[[str], str], path: str, budget: int
) -> None:
    """Once what is kept in memory has been read."""
    visitor, counter = stage.client(), Counter(stage)
    await visitor.get(addresses(path))
    with counter.counting():
        answer = await visitor.get(addresses(path))
    assert answer.status_code == 200
    assert len(counter.statements) <= budget, "\n".join(counter.statements)


@pytest.mark.parametrize(
    ("path", "budget"),
    [
        ("/api/v1/datasets/drafts", 2),
        ("/api/v1/datasets/{dataset}/draft", 4),
        ("/api/v1/datasets/{dataset}/history", 5),
        ("/api/v1/access/applications", 3),
        ("/api/v1/access/grants", 2),
    ],
)
async def test_a_read_of_ones_own_stays_within_its_budget(
    stage: Platform, addresses: Callable[[str], str], path: str, budget: int
) -> None:
    caller: httpx.AsyncClient = await stage.by_token("cataloguer")
    await caller.get(addresses(path))
    counter = Counter(stage)
    with counter.counting():
        answer = await caller.get(addresses(path))
    assert answer.status_code == 200
    assert len(counter.statements) <= budget + AUTHENTICATION, "\n".join(counter.statements)
