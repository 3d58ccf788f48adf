"""What the application's role may not do; and what not even the owner of the schema does by mistake."""

import psycopg
import pytest

from app.settings import Settings
from tests.migrations.conftest import as_application, as_owner
from tests.migrations.schema import only_growing

RECORD = {"audit_entries", "audit_seals", "audit_checkpoints", "revisions", "dataset_events", "application_events"}
"""What must never be rewritten; more may be added by a migration."""


def kept(settings: Settings) -> dict[str, str]:
    with as_owner(settings) as connection:
        return only_growing(connection)


def test_the_record_only_grows(settings: Settings) -> None:
    assert set(kept(settings)) >= RECORD


@pytest.mark.parametrize("statement", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}", "DROP TABLE {0}"])
def test_the_application_changes_nothing_that_only_grows(settings: Settings, statement: str) -> None:
    with as_application(settings) as connection:
        for table, key in kept(settings).items():
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.format(table, key).encode())
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
    with as_application(settings) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
        connection.rollback()


def test_not_even_the_owner_rewrites_what_only_grows(trial: Settings) -> None:
    with as_owner(trial) as connection:
        for table in kept(trial):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
                connection.execute(f"TRUNCATE {table} CASCADE".encode())
            connection.rollback()
