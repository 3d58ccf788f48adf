"""The real command ``minshu serve`` as a child of the tests."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from app.stack.layout import Layout, StackRun, answers_ready, read_run
from app.stack.secrets import load_or_create
from app.stack.store import Store
from tests.waiting import until

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("MINSHU_")}


def minshu(*arguments: str) -> list[str]:
    """The command line of ``minshu``."""
    return [sys.executable, "-m", "app.cli.main", *arguments]


def run_minshu(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ``minshu`` to its end."""
    return subprocess.run(minshu(*arguments), capture_output=True, text=True, env=ENVIRONMENT, check=False, timeout=60)


@dataclass
class Served:
    """A stack on ``data_dir`` and ``port``; may be started again after it ended."""

    data_dir: Path
    port: int
    command: str = "serve"
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: ENVIRONMENT)
    process: subprocess.Popen[str] | None = field(default=None, init=False)

    def start(self) -> float:
        """Start it and wait for its last line; the seconds it took."""
        began = time.monotonic()
        place = ("--port", str(self.port), "--data-dir", str(self.data_dir))
        command = minshu(self.command, *place, *self.arguments)
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(self.environment))
        assert self._last_line() == f"ready http://127.0.0.1:{self.port}"
        return time.monotonic() - began

    def _last_line(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("ready "):
                return line.strip()
        self.process.stdout.close()
        raise AssertionError(f"ended with {self.process.wait()} before it was ready")

    def end(self, how: signal.Signals) -> float:
        """Send ``how`` to the supervisor and wait for its end; the seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(timeout=20)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return time.monotonic() - began

    @property
    def run(self) -> StackRun:
        """What the stack noted about itself."""
        noted = read_run(self.data_dir)
        assert noted is not None
        return noted

    @property
    def store(self) -> Store:
        """Its object store."""
        return self.layout.store()

    @property
    def layout(self) -> Layout:
        """Its ports and secrets."""
        return Layout(self.data_dir, self.run.ports, load_or_create(self.data_dir), ENVIRONMENT)

    def ready(self) -> bool:
        """Whether its web process says so."""
        return answers_ready("127.0.0.1", self.port)

    def family(self) -> list[psutil.Process]:
        """The supervisor and all below it."""
        assert self.process is not None
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def status(self) -> dict[str, Any]:
        """What ``minshu status --json`` tells."""
        told: dict[str, Any] = json.loads(run_minshu("status", "--json", "--data-dir", str(self.data_dir)).stdout)
        return told


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all have ended; one that its parent has not waited for has ended as well."""
    return not [process for process in processes if _runs(process)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def await_gone(processes: list[psutil.Process], seconds: float) -> float:
    """Wait until all have ended; the seconds it took."""
    return until(lambda: gone(processes), seconds, "every process of the stack has ended")
