"""Every recipe of the README, run one after the other on a table with rows, up and down again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic import command
from psycopg import Connection

from app.settings import Settings
from tests.architecture.rules import REVISION_RULES, Rule, check
from tests.architecture.sources import Source
from tests.migrations import recipes
from tests.migrations.conftest import as_application, as_owner, owner_url
from tests.migrations.schema import described, only_growing

ROWS = 12_000
"""More than two batches."""
Application = Connection[Any]


def one(connection: Connection[Any], question: str) -> Any:
    row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def refused(application: Application, statement: str, error: type[psycopg.Error]) -> None:
    with pytest.raises(error), application.transaction():
        application.execute(statement.encode())


def insert(columns: str, *values: str) -> str:
    told = ", ".join(f"'{value}'" for value in values)
    return f"INSERT INTO leaflets (id, {columns}) VALUES (gen_random_uuid(), {told}) RETURNING id"  # noqa: S608 - words of this test


def a_new_table(application: Application) -> None:
    application.execute(
        f"INSERT INTO leaflets SELECT gen_random_uuid(), n::text, 'draft' FROM generate_series(1, {ROWS}) AS n"  # noqa: S608 - a number
    )


def a_table_that_only_grows(application: Application) -> None:
    made = "INSERT INTO leaflet_events SELECT gen_random_uuid(), id FROM leaflets LIMIT 1"
    application.execute(made)
    assert "leaflet_events" in only_growing(application)
    refused(application, "DELETE FROM leaflet_events", psycopg.errors.InsufficientPrivilege)


def a_column(application: Application) -> None:
    one(application, insert("heading, state", "of the old program", "draft"))
    assert one(application, "SELECT sum(copies) FROM leaflets") == 0


def filled_in_batches(application: Application) -> None:
    assert one(application, "SELECT count(language), count(*) FROM leaflets") == (ROWS + 1, ROWS + 1)


def not_null_for_new_rows(application: Application) -> None:
    refused(application, insert("heading, state", "x", "draft"), psycopg.errors.CheckViolation)


def not_null(application: Application) -> None:
    refused(application, insert("heading, state", "x", "draft"), psycopg.errors.NotNullViolation)
    assert one(application, "SELECT count(*) FROM pg_constraint WHERE conname = 'language_given'") == 0


def a_further_code(application: Application) -> None:
    one(application, insert("heading, state, language", "y", "withdrawn", "zh"))
    refused(application, insert("heading, state, language", "x", "lost", "zh"), psycopg.errors.CheckViolation)


def an_index(application: Application) -> None:
    assert one(application, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_leaflets_language'::regclass")


def two_names_for_a_column(application: Application) -> None:
    for old, new in (("heading", "title"), ("title", "heading")):
        made = one(application, insert(f"{old}, state, language", "first", "draft", "zh"))
        for value, written in (("second", old), ("third", new)):
            changed = f"UPDATE leaflets SET {written} = '{value}' WHERE id = '{made}' RETURNING heading, title"  # noqa: S608 - words of this test
            assert one(application, changed) == (value, value)
    application.execute("UPDATE leaflets SET state = state WHERE title IS NULL")


def the_new_name_of_a_column(application: Application) -> None:
    assert one(application, "SELECT count(*) FROM leaflets WHERE title IS NULL") == 0
    refused(application, "SELECT heading FROM leaflets", psycopg.errors.UndefinedColumn)


def two_names_for_a_table(application: Application) -> None:
    made = one(application, insert("title, state, language", "by the old name", "draft", "zh"))
    application.execute("UPDATE sheets SET title = 'by the new name' WHERE id = %s", (made,))
    application.execute("SELECT FROM leaflets WHERE id = %s FOR UPDATE", (made,))
    application.execute("DELETE FROM leaflets WHERE id = %s AND title = 'by the new name'", (made,))
    assert one(application, f"SELECT count(*) FROM sheets WHERE id = '{made}'") == 0  # noqa: S608 - an identity


CHECKS: list[tuple[str, Callable[[Application], None]]] = [
    ("A new table", a_new_table),
    ("A table that only grows", a_table_that_only_grows),
    ("A column", a_column),
    ("Filling it in batches", filled_in_batches),
    ("NOT NULL, in steps", not_null_for_new_rows),
    ("NOT NULL, in steps", not_null),
    ("A column with codes", a_further_code),
    ("An index on a large table", an_index),
    ("Another name for a column", two_names_for_a_column),
    ("Another name for a column", the_new_name_of_a_column),
    ("Another name for a table", two_names_for_a_table),
]


def test_the_recipes_do_what_they_say_up_and_down(trial: Settings, tmp_path: Path) -> None:
    found = recipes.read()
    assert [recipe.title for recipe in found] == [title for title, _ in CHECKS]
    config = recipes.written(tmp_path, owner_url(trial), found)
    with as_owner(trial) as connection:
        before = described(connection)
    for recipe, (_, holds) in zip(found, CHECKS, strict=True):
        command.upgrade(config, recipe.revision)
        with as_application(trial) as application:
            holds(application)
    command.downgrade(config, f"-{len(found)}")
    with as_owner(trial) as connection:
        assert described(connection) == before


@pytest.mark.parametrize("rule", REVISION_RULES, ids=lambda rule: rule.__name__)
def test_the_recipes_keep_the_rules_of_revisions(rule: Rule) -> None:
    sources = [Source("migrations/versions/recipe.py", recipe.code) for recipe in recipes.read()]
    assert len(sources) == len(CHECKS)
    assert check(sources, rule) == []
