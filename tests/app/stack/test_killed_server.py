"""PostgreSQL starts where the one before was killed a moment ago and its process is not gone yet."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.stack import supervisor as supervision
from app.stack.data_dir import DataDirectory
from app.stack.layout import Layout
from app.stack.postgres import Postgres
from app.stack.refusals import PartHindered
from app.stack.supervisor import Supervisor

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MINSHU_")}
OUTSIDE = {**ENVIRONMENT, "MINSHU_S3_ENDPOINT": "127.0.0.1:1"}
"""The store is external, so that the database alone is started."""


@contextmanager
def started(layout: Layout) -> Iterator[None]:
    supervisor = Supervisor(layout.engines()[:1])
    try:
        supervisor.start()
        yield
    finally:
        supervisor.stop()


@contextmanager
def process(seconds: float) -> Iterator[int]:
    """A process that its parent waits for, as the system waits for what lost its parent."""
    with subprocess.Popen(["sh", "-c", f"sleep {seconds} & echo $!; wait"], stdout=subprocess.PIPE, text=True) as shell:
        assert shell.stdout is not None
        yield int(shell.stdout.readline())


@pytest.fixture
def layout(processes: None, tmp_path: Path) -> Iterator[Layout]:
    directory = DataDirectory.open(tmp_path / "data")
    yield Layout.of(directory, OUTSIDE)
    directory.close()


def _leave(server: Postgres, pid: int) -> Path:
    """What a killed server leaves: a lock file that names it."""
    file = server.cluster / "postmaster.pid"
    file.write_text(f"{pid}\n{server.cluster}\n1\n{server.port}\n\n127.0.0.1\n")
    return file


def test_it_starts_once_the_killed_server_is_gone(layout: Layout) -> None:
    server = layout.postgres()
    server.prepare()
    with process(3) as pid:
        _leave(server, pid)
        assert str(pid) in str(server.hindrance())
        with started(layout):
            assert not Path(f"/proc/{pid}").exists()
            assert server.hindrance() is None or server.ready()


def test_one_that_stays_is_named_with_what_to_do(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "_HINDERED_SECONDS", 0.3)
    server = layout.postgres()
    server.prepare()
    with process(3) as pid:
        file = _leave(server, pid)
        with pytest.raises(PartHindered, match=rf"进程 {pid} 还没有结束.*请删除 {file} 后重试。"), started(layout):
            pass


@pytest.mark.parametrize(
    "content", ["4194305", "", "broken", str(os.getpid())], ids=["nobody", "empty", "broken", "own parent"]
)
def test_what_does_not_stop_the_server_is_no_hindrance(layout: Layout, content: str) -> None:
    server = layout.postgres()
    server.prepare()
    (server.cluster / "postmaster.pid").write_text(content)
    assert server.hindrance() is None
