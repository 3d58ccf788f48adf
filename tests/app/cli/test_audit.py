"""``minshu audit``: what is found, and what is written out."""

import json
from pathlib import Path

import psycopg
import pytest

from app.settings import Settings
from catalog.audit import seals
from tests.app.cli.conftest import Minshu
from tests.app.cli.support import count
from tests.plugins.stack import Databases


@pytest.fixture
async def entries(minshu: Minshu) -> int:
    for name in ("first", "second"):
        assert (await minshu("users", "add", f"{name}@example.org", "--role", "auditor")).code == 0
    return 4  # each account: opened, given its role


def as_superuser(databases: Databases, settings: Settings, *statements: str) -> None:
    name = settings.database_url.get_secret_value().rsplit("/", 1)[1]
    with psycopg.connect(databases.admin.rsplit("/", 1)[0] + f"/{name}", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


async def test_an_untouched_chain_is_whole(minshu: Minshu, entries: int) -> None:
    found = await minshu("audit", "verify", "--json")
    assert found.code == 0
    assert (found.json["ok"], found.json["checked"], found.json["sequence"]) == (True, entries, None)


async def test_a_tampered_row_is_found_by_its_number(
    minshu: Minshu, entries: int, databases: Databases, fresh_settings: Settings
) -> None:
    as_superuser(
        databases,
        fresh_settings,
        "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_insert_only",
        "UPDATE audit_entries SET actor_id = 'somebody else' "
        "WHERE id = (SELECT entry_id FROM audit_seals WHERE sequence = 3)",
        "ALTER TABLE audit_entries ENABLE ALWAYS TRIGGER audit_entries_insert_only",
    )
    found = await minshu("audit", "verify", "--json")
    assert found.code == 1
    assert (found.json["ok"], found.json["sequence"], found.json["fault"]) == (False, 3, "entry-changed")
    told = await minshu("audit", "verify")
    assert (told.code, told.out, told.err) == (1, "", "第 3 条：审计记录的内容与封存的校验值不一致。\n")
    assert (await minshu("audit", "verify", "--to", "2")).code == 0
    assert (await minshu("audit", "verify", "--from", "4")).code == 0


async def test_the_export_can_be_checked_without_the_database(
    minshu: Minshu, entries: int, fresh_settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "audit.jsonl"
    assert (await minshu("audit", "export", str(file))).code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    previous = seals.GENESIS
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for line in lines:
        previous = seals.chain(previous, line["entry"])
        assert previous.hex() == line["hash"]
    assert [line["seq"] for line in lines] == list(range(1, entries + 1))
    assert count(fresh_settings, "audit_entries") == entries + 1  # the export itself


async def test_a_file_that_cannot_be_written_is_told(minshu: Minshu, tmp_path: Path) -> None:
    refused = await minshu("audit", "export", str(tmp_path / "absent" / "audit.jsonl"))
    assert refused.code == 1
    assert refused.err.endswith("audit.jsonl.new：没有这个文件或文件夹，请检查路径。\n")
