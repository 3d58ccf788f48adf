"""Settings as the environment of a child process, and what the database holds."""

import json
import logging
import os
from dataclasses import dataclass
from typing import Any

import psycopg
from pydantic import SecretStr
from typer.testing import CliRunner

from app.cli.main import app
from app.settings import PREFIX, Settings


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment in which a child reads the same settings."""
    base = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    told = {PREFIX + name.upper(): _text(value) for name, value in settings.model_dump().items() if value is not None}
    return {**base, **told, "PYTHONUNBUFFERED": "1"}


def _text(value: Any) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def query(settings: Settings, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows that ``sql`` answers, asked as the owner of the schema."""
    assert settings.database_owner_url is not None
    url = settings.database_owner_url.get_secret_value().replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql.encode(), values)
        return cursor.fetchall() if cursor.description else []


def count(settings: Settings, table: str) -> int:
    """How many rows ``table`` holds."""
    return int(query(settings, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - a name the test gives


@dataclass(frozen=True)
class Outcome:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output, read as JSON."""
        return json.loads(self.out)


def called(*arguments: str, **environment: str) -> Outcome:
    """A command, called in this process as a person calls it in one of its own.

    Raises:
        BaseException: the command did not end by itself, but with this.
    """
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    result = CliRunner().invoke(app, arguments, env=environment)
    root.handlers, root.level = handlers, level  # those of the command write where nobody reads any more
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)
