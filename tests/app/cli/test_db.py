"""``minshu db``: an empty database, a present one, and one that was changed behind our back."""

import psycopg
import pytest

from app.settings import Settings
from tests.app.cli.conftest import Minshu
from tests.app.cli.support import query
from tests.plugins.stack import Databases


async def test_a_present_schema_is_left_alone(minshu: Minshu, fresh_settings: Settings) -> None:
    assert (await minshu("db", "check")).code == 0
    done = await minshu("db", "upgrade")
    assert done.code == 0
    assert "已升级" not in done.out
    assert query(fresh_settings, "SELECT count(*) FROM audit_entries") == [(0,)]


async def test_a_schema_changed_behind_our_back_is_told(minshu: Minshu, fresh_settings: Settings) -> None:
    query(fresh_settings, "ALTER TABLE organizations ADD COLUMN surplus text")
    found = await minshu("db", "check")
    assert found.code == 1
    assert found.err.startswith("数据库结构与本版本不一致")
    assert "surplus" in found.err


@pytest.fixture
def emptied(databases: Databases, fresh_settings: Settings) -> None:
    """The test's database without any table."""
    name = fresh_settings.database_url.get_secret_value().rsplit("/", 1)[1]
    with psycopg.connect(databases.admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}" OWNER minshu_owner'.encode())


async def test_an_empty_database_is_brought_up(minshu: Minshu, fresh_settings: Settings, emptied: None) -> None:
    behind = await minshu("db", "check")
    assert (behind.code, behind.err) == (1, "数据库结构不是最新的，请先运行 minshu db upgrade。\n")
    done = await minshu("db", "upgrade")
    assert done.code == 0
    assert done.out.endswith("，已升级。\n")
    assert (await minshu("db", "check")).code == 0
    assert query(fresh_settings, "SELECT action FROM audit_entries") == [("database:schema:upgrade",)]
