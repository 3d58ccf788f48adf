"""The schema of the migrations is that of the models, there and back; and what the application's role may not do."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from alembic import command

from app.settings import Settings
from app.stack.migrate import configuration, upgrade
from catalog.audit.protection import INSERT_ONLY
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
    assert settings.database_owner_url is not None
    return settings.database_owner_url.get_secret_value()


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def objects(settings: Settings) -> set[tuple[str, ...]]:
    """Tables with columns, indexes, triggers, functions and rights of the schema, by name."""
    question = """
        SELECT 'column', table_name || '.' || column_name, data_type FROM information_schema.columns
            WHERE table_schema = 'public'
        UNION SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION SELECT 'trigger', event_object_table || '.' || trigger_name, event_manipulation
            FROM information_schema.triggers WHERE trigger_schema = 'public'
        UNION SELECT 'function', proname, '' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION SELECT 'right', table_name || ':' || privilege_type, '' FROM information_schema.role_table_grants
            WHERE grantee = 'minshu_app'
    """
    with psycopg.connect(plain(owner_url(settings))) as connection:
        return set(connection.execute(question).fetchall())


def test_the_models_and_the_migrations_say_the_same(trial: Settings) -> None:
    config = configuration(owner_url(trial))
    config.stdout = StringIO()
    command.check(config)
    assert "No new upgrade operations detected" in config.stdout.getvalue()


def test_the_way_down_leaves_nothing_and_the_way_up_brings_all_back(trial: Settings) -> None:
    whole = objects(trial)
    assert {kind for kind, *_ in whole} == {"column", "index", "trigger", "function", "right"}
    command.downgrade(configuration(owner_url(trial)), "base")
    left = {entry for entry in objects(trial) if "alembic_version" not in entry[1]}
    assert left == set()
    upgrade(owner_url(trial))
    assert objects(trial) == whole
    upgrade(owner_url(trial))
    assert objects(trial) == whole


@pytest.mark.parametrize("table", INSERT_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_the_application_changes_nothing_that_only_grows(settings: Settings, table: str, statement: str) -> None:
    key = "sequence" if table in {"audit_seals", "audit_checkpoints"} else "id"
    asked = statement.format(table).replace("SET id = id", f"SET {key} = {key}")
    with psycopg.connect(plain(settings.database_url.get_secret_value())) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(asked.encode())
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "ALTER TABLE datasets ADD COLUMN mine int",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entries_insert_only ON audit_entries",
        "DROP FUNCTION minshu_refuse_change() CASCADE",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = 'x'",
        "SET session_replication_role = 'replica'",
        "COPY datasets TO '/tmp/stolen'",
        "COPY (SELECT 1) TO PROGRAM 'id'",
        "SELECT pg_read_file('/etc/passwd')",
        "SET ROLE minshu_owner",
        "CREATE ROLE mine",
        "SET log_statement = 'none'",
    ],
)
def test_the_application_defines_nothing_and_reaches_nowhere(settings: Settings, statement: str) -> None:
    with psycopg.connect(plain(settings.database_url.get_secret_value())) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
        connection.rollback()


@pytest.mark.parametrize("table", INSERT_ONLY)
def test_not_even_the_owner_rewrites_what_only_grows(trial: Settings, table: str) -> None:
    with psycopg.connect(plain(owner_url(trial))) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
            connection.execute(f"TRUNCATE {table} CASCADE".encode())
        connection.rollback()
