"""The node in the foreground: refuses a port that is taken, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.elasticsearch.folders import HELD, PREFIX, temporary_folder
from tests.elasticsearch.node import HOST, START_SECONDS, ask, free_ports
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("processes")

HOLD = "from tests.elasticsearch.folders import *\nwith temporary_folder() as one: print(one, flush=True); input()"


@contextmanager
def launched(port: int, temporary: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.elasticsearch.node", str(port)]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as launcher:
        try:
            yield launcher
        finally:
            launcher.kill()


def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as holder:
        port = holder.getsockname()[1]
        with launched(port, tmp_path) as launcher:
            out, err = launcher.communicate(timeout=60)
    assert (launcher.returncode, out) == (1, "")
    assert re.fullmatch(rf"端口 {HOST}:{port} 已被占用,.*例如 make elasticsearch PORT=\d+。\n", err)
    assert list(tmp_path.iterdir()) == []


def test_its_address_is_told_once_it_answers_and_sigterm_leaves_nothing(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    with launched(port, tmp_path) as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == f"Elasticsearch: http://{HOST}:{port}\n"
        assert ask(f"http://{HOST}:{port}", "GET", "/")["cluster_name"] == "minshu-tests"
        assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1
        launcher.terminate()
        assert launcher.wait(30) == 0
    assert list(tmp_path.glob(f"{PREFIX}*")) == []


def test_ctrl_c_while_it_starts_leaves_nothing(tmp_path: Path) -> None:
    with launched(free_ports(1)[0], tmp_path) as launcher:
        until(lambda: bool(list(tmp_path.glob(f"{PREFIX}*/data"))), START_SECONDS, "the node has begun")
        launcher.send_signal(signal.SIGINT)
        assert launcher.wait(30) == 0
    assert list(tmp_path.glob(f"{PREFIX}*")) == []


def test_what_a_killed_process_left_goes_with_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    unknown = tmp_path / f"{PREFIX}unknown"
    unknown.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as holder:
        assert holder.stdout is not None
        left = Path(holder.stdout.readline().strip())
        with temporary_folder():
            assert (left / HELD).exists()  # in use
        holder.kill()
    assert left.exists()
    with temporary_folder() as ours:
        assert sorted(tmp_path.iterdir()) == sorted([unknown, ours])
    assert list(tmp_path.iterdir()) == [unknown]
