"""The command, called as a person calls it, on a database of the test's own."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.settings import Settings
from tests.app.cli.support import Outcome, environment_of

Minshu = Callable[..., Awaitable[Outcome]]


@pytest.fixture
def minshu(fresh_settings: Settings) -> Minshu:
    """Run a command to its end: ``await minshu("users", "add", …)``."""
    fresh_settings.data_dir.mkdir(exist_ok=True)

    async def run(*arguments: str) -> Outcome:
        runner = CliRunner()
        result = await asyncio.to_thread(runner.invoke, app, arguments, env=environment_of(fresh_settings))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Outcome(result.exit_code, result.stdout, result.stderr)

    return run
