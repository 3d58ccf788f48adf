"""One PostgreSQL and one S3 store for the whole run: started by the process that controls it, shared by its workers."""

import json
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app.settings import Settings
from app.stack.data_dir import DataDirectory
from app.stack.layout import Layout
from app.stack.ports import LOOPBACK
from app.stack.postgres import ADMIN
from app.stack.supervisor import Supervisor

KEY = pytest.StashKey[dict[str, str]]()
STACK = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """Start the parts, or, in a worker, take the addresses that the controlling process sent."""
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[KEY] = json.loads(worker["minshu_stack"])
        return
    stack = ExitStack()
    config.stash[STACK] = stack
    folder = Path(tempfile.mkdtemp(prefix="minshu-tests-"))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    directory = DataDirectory.open(folder / "data")
    stack.callback(directory.close)
    base = {name: value for name, value in os.environ.items() if not name.startswith("MINSHU_")}
    layout = Layout.of(directory, base)
    supervisor = Supervisor(layout.engines(), (directory.lock,), lambda _pids, _ready: None)
    stack.callback(supervisor.stop)
    supervisor.start()
    admin = f"postgresql://{ADMIN}:{layout.secrets.postgres_admin}@{LOOPBACK}:{layout.ports.postgres}/postgres"
    config.stash[KEY] = {**layout.environment, "MINSHU_TEST_ADMIN_URL": admin}


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Send the addresses to a worker."""
    node.workerinput["minshu_stack"] = json.dumps(node.config.stash[KEY])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the parts."""
    if STACK in config.stash:
        config.stash[STACK].close()


class Databases:
    """Makes databases as copies of the migrated, loaded template."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.admin = environment["MINSHU_TEST_ADMIN_URL"]

    def create(self, name: str) -> None:
        """A database called ``name``; one left by an earlier run goes first."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE minshu')

    def drop(self, name: str) -> None:
        """Remove a database and whoever is still connected to it."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def settings(self, name: str, data_dir: Path, **changes: str) -> Settings:
        """Settings of the product for the database ``name`` and a data directory of the test's own."""
        changed = {
            key: value.rsplit("/", 1)[0] + f"/{name}"
            for key, value in self.environment.items()
            if key in {"MINSHU_DATABASE_URL", "MINSHU_DATABASE_OWNER_URL"}
        }
        return Settings.from_environment({**self.environment, **changed, "MINSHU_DATA_DIR": str(data_dir), **changes})


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """The maker of databases."""
    return Databases(request.config.stash[KEY])
