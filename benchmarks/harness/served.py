"""The product and its bare rival as child processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from app.settings import PREFIX, Settings

_FOLDER = Path(__file__).resolve().parent.parent
_START_SECONDS = 120.0
_PAUSE_SECONDS = 0.02
_QUIET_SECONDS = 2.0
_QUIET_PERCENT = 15.0
_MINSHU = [sys.executable, "-P", "-m", "app.cli.main"]


@dataclass(frozen=True)
class Stack:
    """A running ``minshu serve``: its port, its folder, and how long it took to become ready, in seconds."""

    port: int
    data_dir: Path
    ready_seconds: float

    def status(self) -> dict[str, Any]:
        """What ``minshu status`` says of it."""
        command = [*_MINSHU, "status", "--json", "--data-dir", str(self.data_dir)]
        answer = subprocess.run(command, check=True, capture_output=True, env=_environment())  # noqa: S603 - our own
        found: dict[str, Any] = json.loads(answer.stdout)
        return found

    def settle(self) -> None:
        """Wait until the worker has done what it does at its start, so that it is not measured."""
        parts = {part["name"]: part["pid"] for part in self.status()["parts"]}
        worker = psutil.Process(parts["worker"])
        _until(lambda: worker.cpu_percent(_QUIET_SECONDS) < _QUIET_PERCENT, "the worker is still busy")


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def product(data_dir: Path) -> Iterator[Stack]:
    """The whole stack on ``data_dir``, started as a user starts it."""
    port = free_port()
    command = [*_MINSHU, "serve", "--port", str(port), "--data-dir", str(data_dir)]
    started = time.monotonic()
    with (data_dir.parent / "serve.log").open("w+b") as log, _child(command, log, _environment()) as child:
        _until(lambda: b"\nready " in b"\n" + Path(log.name).read_bytes(), "the stack is not ready", child)
        yield Stack(port, data_dir, time.monotonic() - started)


@contextmanager
def rival(settings: Settings) -> Iterator[int]:
    """The bare application beside the product, on the same database and index, served the same way; its port."""
    port = free_port()
    target = ["--factory", "harness.bare:make_app", "--app-dir", str(_FOLDER)]
    quiet = ["--no-access-log", "--log-level", "warning", "--no-server-header"]
    command = [sys.executable, "-m", "uvicorn", *target, *quiet, "--port", str(port)]
    told = {
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "DATA_DIR": str(settings.data_dir),
        "S3_ENDPOINT": settings.s3_endpoint,
        "S3_ACCESS_KEY": settings.s3_access_key.get_secret_value(),
        "S3_SECRET_KEY": settings.s3_secret_key.get_secret_value(),
    }
    environment = {**_environment(), **{PREFIX + name: value for name, value in told.items()}}
    with (settings.data_dir.parent / "rival.log").open("w+b") as log, _child(command, log, environment) as child:
        _until(lambda: _listens(port), "the bare application does not answer", child)
        yield port


@contextmanager
def _child(command: list[str], log: Any, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)  # noqa: S603 - our own
    try:
        yield child
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(30)


def _environment() -> dict[str, str]:
    """Ours without what would point the stack at something external."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _until(holds: Any, complaint: str, child: subprocess.Popen[bytes] | None = None) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while not holds():
        if time.monotonic() > deadline or (child is not None and child.poll() is not None):
            raise TimeoutError(complaint)
        time.sleep(_PAUSE_SECONDS)
