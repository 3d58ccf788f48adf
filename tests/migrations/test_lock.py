"""Two that migrate at once: one does it, the other waits, and an index that is made concurrently suffers neither."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from app.settings import Settings
from tests.migrations import recipes
from tests.migrations.conftest import as_application, as_owner, owner_url
from tests.waiting import until

MIGRATE = """
import sys
from alembic import command
from app.stack.migrate import configuration
config = configuration(sys.argv[1])
config.set_main_option("script_location", sys.argv[2])
command.upgrade(config, "head")
"""
SECONDS = 30.0


def started(config: Config) -> subprocess.Popen[bytes]:
    """A process of its own that migrates to the end of the chain."""
    told = [str(config.get_main_option(name)) for name in ("sqlalchemy.url", "script_location")]
    return subprocess.Popen([sys.executable, "-c", MIGRATE, *told], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def asked(settings: Settings, question: str) -> object:
    with as_owner(settings) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row and row[0]


@pytest.mark.usefixtures("processes")
def test_an_index_is_made_concurrently_while_another_waits_to_migrate(trial: Settings, tmp_path: Path) -> None:
    wanted = {"A new table", "A column", "An index on a large table"}
    ordered = [each for each in recipes.read() if each.title in wanted]
    config = recipes.written(tmp_path, owner_url(trial), ordered)
    command.upgrade(config, ordered[-2].revision)
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    making = f"{others} AND state = 'active' AND query ~ 'CREATE INDEX CONCURRENTLY'"
    with as_application(trial) as writer:
        writer.execute("DELETE FROM leaflets")  # it holds up the index, which has yet to look for older snapshots
        first = started(config)
        until(lambda: asked(trial, making) == 1, SECONDS, "the first makes the index")
        second = started(config)
        until(lambda: asked(trial, others) == 3, SECONDS, "the second waits")
    told = [process.communicate(timeout=SECONDS)[0].decode() for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], told
    assert asked(trial, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_leaflets_language'::regclass") is True
