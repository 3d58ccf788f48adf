"""A template database in which the people of the tests stand, made once in a run: passwords take their time to hash."""

import asyncio
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.adapters import jobs
from app.adapters.clock import SystemClock
from app.database import Database, make_engine
from tests.factories.people import Settled, settle
from tests.plugins.doors import FOLDER, knock, knock_at, open_door
from tests.plugins.stack import Databases

TEMPLATE = "people"
_SETTLED = TypeAdapter(Settled)


def _start(doors: Path, _stack: ExitStack) -> dict[str, Any]:
    databases = Databases(knock_at(doors / "postgres"))
    databases.create(TEMPLATE)
    settled = asyncio.run(_fill(databases.url(TEMPLATE)))
    return dict(_SETTLED.dump_python(settled, mode="json"))


async def _fill(url: str) -> Settled:
    database = Database(make_engine(url), jobs.send)
    try:
        async with database.unit_of_work() as session:
            return await settle(session, SystemClock().now())
    finally:
        await database.close()


def pytest_configure(config: pytest.Config) -> None:
    """Offer the template to the run."""
    open_door(config, TEMPLATE, partial(_start, config.stash[FOLDER]))


@pytest.fixture(scope="session")
def settled(request: pytest.FixtureRequest, databases: Databases) -> Settled:
    """Who stands in copies of the template ``people``, which is there by now."""
    return _SETTLED.validate_python(knock(request.config, TEMPLATE))
