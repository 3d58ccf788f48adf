"""PostgreSQL runs as an unprivileged account where there are no user namespaces."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.stack import postgres, privilege
from app.stack.ports import choose
from app.stack.postgres import Postgres, wheel_folder
from app.stack.processes import end, spawn
from app.stack.refusals import DatabaseUnreachableByUser
from app.stack.secrets import Secrets
from tests.waiting import until


@pytest.fixture
def reachable(processes: None) -> Iterator[Path]:
    """A folder that every account can pass through, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="minshu-"))
    folder.chmod(0o755)
    data = folder / "data"
    (data / "postgres").mkdir(parents=True, mode=0o700)
    yield data
    shutil.rmtree(folder)


def test_copied_binaries_run_as_an_account(reachable: Path) -> None:
    how = privilege.by_account(reachable, wheel_folder())
    account = how.account
    assert account is not None
    assert account.uid != 0
    if os.geteuid() != 0:  # becoming another account is root's right alone: run the copy as ourselves
        how = privilege.Privilege(how.binaries)
    server = Postgres(reachable / "postgres", choose().postgres, Secrets(), how, reachable / "log")
    server.prepare()
    process = spawn(server.command({}))
    try:
        until(server.ready, 20, "PostgreSQL answers")
        assert psutil.Process(process.pid).uids().effective == (account.uid if os.geteuid() == 0 else os.geteuid())
    finally:
        assert end(process, postgres.STOP_SIGNAL, 5)


def test_a_closed_folder_above_is_named(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)
    with pytest.raises(DatabaseUnreachableByUser, match="进不了"):
        privilege.by_account(closed / "data", wheel_folder())
