"""One PostgreSQL and one S3 store for the whole run, each started when the first test asks for it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

import psycopg
import pytest

from app.settings import Settings
from app.stack.data_dir import DataDirectory
from app.stack.layout import Layout
from app.stack.ports import LOOPBACK
from app.stack.postgres import ADMIN
from app.stack.supervisor import Supervisor
from tests.plugins.doors import knock, open_door

FOLDER_PREFIX = "minshu-tests-"
TEMPLATE = "minshu"
ADMIN_URL, APP_URL, OWNER_URL = "MINSHU_TEST_ADMIN_URL", "MINSHU_DATABASE_URL", "MINSHU_DATABASE_OWNER_URL"
GROUNDS = pytest.StashKey["Grounds"]()
CARELESS = ("fsync", "full_page_writes", "synchronous_commit")
"""Switched off: nobody asks of the run's PostgreSQL what a loss of power would cost."""


class Grounds:
    """The data directory and the ports of the run's servers, made when the first of them starts."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._layout: Layout | None = None
        self._stack = ExitStack()

    def postgres(self, stack: ExitStack) -> dict[str, str]:
        """Start PostgreSQL with the migrated, loaded template; answers the environment of the product."""
        layout = self._started({"postgres"}, stack)
        admin = f"postgresql://{ADMIN}:{layout.secrets.postgres_admin}@{LOOPBACK}:{layout.ports.postgres}/postgres"
        with psycopg.connect(admin, autocommit=True) as connection:
            for name in CARELESS:
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
        self._started({"migrate"}, stack)
        return {**layout.environment, ADMIN_URL: admin}

    def store(self, stack: ExitStack) -> dict[str, str]:
        """Start the store, whose address stands in the environment of the product from the beginning."""
        return {"endpoint": self._started({"store"}, stack).environment["MINSHU_S3_ENDPOINT"]}

    def clear(self) -> None:
        """Remove what was made."""
        self._stack.close()

    def _started(self, parts: set[str], stack: ExitStack) -> Layout:
        layout = self._settled()
        stages = [[part for part in stage if part.name in parts] for stage in layout.engines()]
        supervisor = Supervisor(stages)
        stack.callback(supervisor.stop)
        supervisor.start()
        return layout

    def _settled(self) -> Layout:
        with self._lock:
            if self._layout is None:
                folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
                self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
                directory = DataDirectory.open(folder / "data")
                self._stack.callback(directory.close)
                base = {name: value for name, value in os.environ.items() if not name.startswith("MINSHU_")}
                self._layout = Layout.of(directory, base)
            return self._layout


def pytest_configure(config: pytest.Config) -> None:
    """Offer both servers to the run."""
    grounds = Grounds()
    config.stash[GROUNDS] = grounds
    open_door(config, "postgres", grounds.postgres)
    open_door(config, "store", grounds.store)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the servers have left; they are stopped by now."""
    config.stash[GROUNDS].clear()


class Databases:
    """Makes databases as copies of templates: the migrated, loaded one, or one with more in it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.admin = environment[ADMIN_URL]

    def create(self, name: str, template: str = TEMPLATE) -> None:
        """A database called ``name``; one left by an earlier test goes first."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name: str) -> None:
        """Remove a database and whoever is still connected to it."""
        with psycopg.connect(self.admin, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    @contextmanager
    def lent(self, name: str, data_dir: Path, template: str = TEMPLATE, **changes: str) -> Iterator[Settings]:
        """Settings for a database called ``name`` that lives as long as they are needed."""
        self.create(name, template)
        yield self.settings(name, data_dir, **changes)
        self.drop(name)

    def settings(self, name: str, data_dir: Path, **changes: str) -> Settings:
        """Settings of the product for the database ``name`` and a data directory of the test's own."""
        changed = {key: self._renamed(key, name) for key in (APP_URL, OWNER_URL)}
        return Settings.from_environment({**self.environment, **changed, "MINSHU_DATA_DIR": str(data_dir), **changes})

    def url(self, name: str) -> str:
        """The address of the database ``name`` for the application's role."""
        return self._renamed(APP_URL, name)

    def _renamed(self, key: str, name: str) -> str:
        return self.environment[key].rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """The maker of databases in the run's PostgreSQL, which is started by now."""
    return Databases(knock(request.config, "postgres"))


@pytest.fixture(scope="session")
def object_store(request: pytest.FixtureRequest) -> None:
    """The run's store answers where the settings of ``databases`` say."""
    knock(request.config, "store")
