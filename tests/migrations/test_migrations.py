"""The schema of the migrations is that of the models, there and back."""

from io import StringIO

import pytest
from alembic import command

from app.settings import Settings
from app.stack.migrate import configuration, upgrade
from tests.migrations.conftest import as_administrator, as_owner, owner_url
from tests.migrations.schema import Described, described
from tests.plugins.stack import Databases


def schema(settings: Settings) -> Described:
    with as_owner(settings) as connection:
        return described(connection)


def test_the_models_and_the_migrations_say_the_same(trial: Settings) -> None:
    config = configuration(owner_url(trial))
    config.stdout = StringIO()
    command.check(config)
    assert "No new upgrade operations detected" in config.stdout.getvalue()


def test_the_way_down_leaves_nothing_and_the_way_up_brings_all_back(trial: Settings) -> None:
    whole = schema(trial)
    told = {"column", "constraint", "index", "trigger", "function", "value", "sequence", "owner", "right"}
    assert {kind for kind, *_ in whole} >= told
    command.downgrade(configuration(owner_url(trial)), "base")
    left = {(kind, name) for kind, name, _ in schema(trial) if not name.startswith(("alembic_version", "public:"))}
    assert left == set()
    upgrade(owner_url(trial))
    assert schema(trial) == whole
    upgrade(owner_url(trial))
    assert schema(trial) == whole


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE datasets ALTER title TYPE varchar(201)",
        "ALTER TABLE datasets ALTER title DROP NOT NULL",
        "ALTER TABLE query_days ALTER viewers DROP DEFAULT",
        "ALTER TABLE datasets ADD COLUMN surplus int",
        "ALTER TABLE audit_entries DROP CONSTRAINT ck_audit_entries_basis_id_given",
        "ALTER TABLE items ALTER CONSTRAINT fk_items_dataset_id_datasets DEFERRABLE",
        "CREATE INDEX surplus ON datasets (title)",
        "DROP TRIGGER audit_entries_no_truncate ON audit_entries",
        "ALTER TABLE audit_entries ENABLE TRIGGER audit_entries_insert_only",
        "CREATE OR REPLACE FUNCTION minshu_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "ALTER TYPE procrastinate_job_status ADD VALUE 'surplus'",
        "CREATE VIEW surplus AS SELECT 1 AS one",
        "GRANT TRUNCATE ON datasets TO minshu_app",
        "GRANT UPDATE ON audit_entries TO minshu_app",
        "GRANT CREATE ON SCHEMA public TO minshu_app",
        "REVOKE EXECUTE ON FUNCTION minshu_grams(text) FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT TRUNCATE ON TABLES TO minshu_app",
    ],
)
def test_a_planted_difference_is_seen(databases: Databases, settings: Settings, statement: str) -> None:
    with as_administrator(databases, settings) as connection:
        whole = described(connection)
        connection.execute(statement.encode())
        assert described(connection) != whole
        connection.rollback()
