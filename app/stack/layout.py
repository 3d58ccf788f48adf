"""Which parts run here and what they are told: from the data directory and the environment to a list of parts."""

import http.client
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from app.settings import PREFIX, Settings
from app.stack import ports as port_choice
from app.stack import postgres, privilege, secrets, store
from app.stack.data_dir import DataDirectory
from app.stack.ports import Ports
from app.stack.processes import ChildCommand
from app.stack.refusals import SettingsRefused
from app.stack.secrets import Secrets, write_private
from app.stack.supervisor import Part

DATABASE_URL, S3_ENDPOINT = f"{PREFIX}DATABASE_URL", f"{PREFIX}S3_ENDPOINT"
_RUN = "run.json"
_HEALTH_SECONDS = 2.0
# What the embedded parts see of our environment: their own variables (PG*, AWS_*, WEED_*) must not reach them.
_PASSED = ("PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH")


class StackRun(BaseModel):
    """The present or last run on a data directory, for commands that work beside it."""

    model_config = ConfigDict(frozen=True)

    ports: Ports
    host: str
    port: int
    supervisor: int
    parts: dict[str, int] = {}
    ready: bool = False


def read_run(data_dir: Path) -> StackRun | None:
    """The run noted in ``data_dir``; None before the first one. It may have ended since."""
    try:
        return StackRun.model_validate_json((data_dir / _RUN).read_bytes())
    except (OSError, ValidationError):  # no run yet, or written by an older version
        return None


@dataclass(frozen=True)
class Layout:
    """The embedded parts of one data directory and the environment that tells all processes where they are."""

    data_dir: Path
    ports: Ports
    secrets: Secrets
    base: Mapping[str, str]

    @classmethod
    def of(cls, directory: DataDirectory, base: Mapping[str, str]) -> Self:
        """Choose ports and read or make the secrets of a directory that this process holds.

        Args:
            directory: the locked data directory.
            base: the environment the stack was started with; what it names is external.
        """
        earlier = read_run(directory.path)
        chosen = port_choice.choose(earlier.ports if earlier else None)
        return cls(directory.path, chosen, secrets.load_or_create(directory.path), base)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of web, worker and command line: the one we were given, completed by the embedded parts."""
        made = {f"{PREFIX}SECRET_KEY": self.secrets.secret_key}
        if self.embeds_postgres:
            made[DATABASE_URL] = postgres.url(postgres.APP, self.ports.postgres, self.secrets)
            made[f"{PREFIX}DATABASE_OWNER_URL"] = postgres.url(postgres.OWNER, self.ports.postgres, self.secrets)
        if self.embeds_store:
            made[S3_ENDPOINT] = f"{port_choice.LOOPBACK}:{self.ports.s3}"
            made[f"{PREFIX}S3_ACCESS_KEY"] = self.secrets.s3_access_key
            made[f"{PREFIX}S3_SECRET_KEY"] = self.secrets.s3_secret_key
            made[f"{PREFIX}S3_BUCKET"] = store.BUCKET
            made[f"{PREFIX}S3_SECURE"] = "false"
        given = {name: value for name, value in self.base.items() if value}
        if self.embeds_store:
            given = {name: value for name, value in given.items() if not name.startswith(f"{PREFIX}S3_")}
        return {**made, **given, f"{PREFIX}DATA_DIR": str(self.data_dir)}

    @property
    def embeds_postgres(self) -> bool:
        """Whether the database runs here."""
        return not self.base.get(DATABASE_URL)

    @property
    def embeds_store(self) -> bool:
        """Whether the object store runs here."""
        return not self.base.get(S3_ENDPOINT)

    def settings(self) -> Settings:
        """What web and worker will read.

        Raises:
            SettingsRefused: a value is malformed or unsafe.
        """
        try:
            return Settings.from_environment(self.environment)
        except ValidationError as problem:
            raise SettingsRefused.of(problem) from None

    def postgres(self) -> postgres.Postgres:
        """The embedded database."""
        how = privilege.choose(self.data_dir, postgres.wheel_folder())
        return postgres.Postgres(
            self.data_dir / "postgres", self.ports.postgres, self.secrets, how, self._log("postgres")
        )

    def store(self) -> store.Store:
        """The embedded object store."""
        return store.Store(self.data_dir / "store", self.ports, self.secrets, self._log("store"))

    def note(self, settings: Settings, pids: Mapping[str, int], *, ready: bool) -> None:
        """Write down the run, so that other commands find it."""
        run = StackRun(
            ports=self.ports,
            host=settings.host,
            port=settings.port,
            supervisor=os.getpid(),
            parts=dict(pids),
            ready=ready,
        )
        write_private(self.data_dir / _RUN, run.model_dump_json())

    def engines(self) -> list[list[Part]]:
        """The stages that serve everybody: the embedded parts, then the schema."""
        embedded: list[Part] = []
        passed = {name: self.base[name] for name in _PASSED if name in self.base}
        if self.embeds_store:
            box = self.store()
            embedded.append(
                Part(
                    "store",
                    lambda: box.command(passed),
                    box.ready,
                    prepare=box.prepare,
                    stop_signal=store.STOP_SIGNAL,
                    stop_seconds=3.0,
                )
            )
        if self.embeds_postgres:
            base = self.postgres()
            embedded.append(
                Part(
                    "postgres",
                    lambda: base.command(passed),
                    base.ready,
                    base.hindrance,
                    base.prepare,
                    stop_signal=postgres.STOP_SIGNAL,
                    stop_seconds=3.0,
                )
            )
        return [embedded, [self._child("migrate", "app.stack.migrate", once=True)]]

    def services(self, settings: Settings, *, demo: bool = False) -> list[list[Part]]:
        """The stages that face outward: worker, then web, and beside it the loader of the demo, which needs no web."""
        web = self._child("web", "app.stack.web")
        outward = [Part("web", web.command, lambda: answers_ready(settings.host, settings.port), stop_seconds=1.5)]
        if demo:
            outward.append(self._child("demo", "app.demo", once=True))
        return [[self._child("worker", "app.worker")], outward]

    def _child(self, name: str, module: str, *, once: bool = False) -> Part:
        """A Python module of ours as a part; ``-P`` keeps the folder we were started in off its import path."""
        environment = {**self.environment, "PYTHONUNBUFFERED": "1"}
        command = ChildCommand([sys.executable, "-P", "-m", module], environment, self._log(name))
        return Part(name, lambda: command, once=once, stop_seconds=1.5, ready_seconds=300.0 if once else 60.0)

    def _log(self, name: str) -> Path:
        return self.data_dir / "logs" / f"{name}.log"


def answers_ready(host: str, port: int) -> bool:
    """Whether the web process says that it and everything behind it are ready."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    connection = http.client.HTTPConnection(target, port, timeout=_HEALTH_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
