"""The command, called as a person calls it, on a database of the test's own."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.settings import Settings
from tests.app.cli.support import Outcome, called, environment_of

Minshu = Callable[..., Awaitable[Outcome]]


@pytest.fixture
def minshu(fresh_settings: Settings) -> Minshu:
    """Run a command to its end: ``await minshu("users", "add", …, MINSHU_LANGUAGE="en")``."""
    fresh_settings.data_dir.mkdir(exist_ok=True)

    async def run(*arguments: str, **environment: str) -> Outcome:
        return await asyncio.to_thread(called, *arguments, **environment_of(fresh_settings) | environment)

    return run
