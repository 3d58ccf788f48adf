"""A database that a test may migrate there and back."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from app.settings import Settings
from tests.plugins.stack import Databases


@pytest.fixture
def trial(databases: Databases, tmp_path: Path, worker_id: str) -> Iterator[Settings]:
    """A database of the test's own, as it was made for the product: owned by the role that migrates."""
    name = f"migrations_{worker_id}"
    databases.drop(name)
    with psycopg.connect(databases.admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE minshu OWNER minshu_owner')
    yield databases.settings(name, tmp_path)
    databases.drop(name)


def owner_url(settings: Settings) -> str:
    """The database as the role that owns the schema, as SQLAlchemy writes it."""
    assert settings.database_owner_url is not None
    return settings.database_owner_url.get_secret_value()


def as_owner(settings: Settings) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the role that owns the schema."""
    return psycopg.connect(owner_url(settings).replace("+psycopg", ""))


def as_application(settings: Settings) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the role of web and worker."""
    return psycopg.connect(settings.database_url.get_secret_value().replace("+psycopg", ""))


def as_administrator(databases: Databases, settings: Settings) -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the superuser of the cluster, to whom no right is refused."""
    name = settings.database_url.get_secret_value().rsplit("/", 1)[1]
    return psycopg.connect(make_conninfo(databases.admin, dbname=name))
