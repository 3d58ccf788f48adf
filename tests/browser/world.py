"""The platform as people meet it: web and worker as processes of their own, with the demo catalogue in it."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from app.demo import accounts
from app.demo.datasets import DATASETS
from app.demo.place import accounts_file
from app.settings import PREFIX, Settings
from app.stack.layout import answers_ready
from app.stack.ports import LOOPBACK
from app.stack.processes import ChildCommand, end, last_line, spawn
from tests.plugins.stack import Databases
from tests.waiting import until

WORKER, WEB, DEMO = "app.worker", "app.stack.web", "app.demo"
START_SECONDS, LOAD_SECONDS, STOP_SECONDS, INDEX_SECONDS = 40.0, 60.0, 3.0, 10.0


@dataclass(frozen=True)
class World:
    """Where the platform answers, and the passwords of the demo accounts by the name before the ``@``."""

    url: str
    passwords: Mapping[str, str] = field(repr=False)

    def read(self, path: str, **parameters: str) -> dict[str, Any]:
        """A JSON answer of the API to a visitor."""
        answer = httpx.get(self.url + path, params=parameters)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def dataset(self, title: str) -> str:
        """The address of the page of a published dataset."""
        found = self.read("/api/v1/datasets", size="100")["items"]
        return next(f"/datasets/{each['id']}" for each in found if each["title"] == title)

    def complete(self) -> bool:
        """Whether search shows the whole demo catalogue."""
        return int(self.read("/api/v1/search", size="0")["total"]) == len(DATASETS)


@contextmanager
def built(databases: Databases, name: str, folder: Path) -> Iterator[World]:
    """A world on a database and a data directory of its own; its processes end with it."""
    port = _free_port()
    with databases.lent(name, folder, MINSHU_PORT=str(port)) as settings:
        environment = _environment(databases, settings)
        processes = [_start(module, environment, folder) for module in (WORKER, WEB)]
        try:
            until(lambda: answers_ready(LOOPBACK, port), START_SECONDS, "the web process is ready")
            _load(environment, folder)
            known = accounts.read(accounts_file(folder))
            world = World(settings.url, {email.split("@")[0]: password for email, password in known.items()})
            until(world.complete, INDEX_SECONDS, "search shows the demo catalogue")
            yield world
        finally:
            for process in reversed(processes):
                end(process, signal.SIGTERM, STOP_SECONDS)


def _environment(databases: Databases, settings: Settings) -> dict[str, str]:
    changed = {"database_url": settings.database_url.get_secret_value(), "data_dir": str(settings.data_dir)}
    if settings.database_owner_url is not None:
        changed["database_owner_url"] = settings.database_owner_url.get_secret_value()
    changed["port"] = str(settings.port)
    return {**databases.environment, **{PREFIX + key.upper(): value for key, value in changed.items()}}


def _start(module: str, environment: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    return spawn(ChildCommand([sys.executable, "-P", "-m", module], environment, folder / f"{module}.log"))


def _load(environment: Mapping[str, str], folder: Path) -> None:
    """Load the demo catalogue, as ``make demo`` does."""
    loading = _start(DEMO, environment, folder)
    try:
        code = loading.wait(LOAD_SECONDS)
    finally:
        end(loading, signal.SIGKILL, STOP_SECONDS)
    assert code == 0, last_line(folder / f"{DEMO}.log")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
