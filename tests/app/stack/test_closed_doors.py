"""Another user of the same machine tries every door of the embedded parts, and gets nowhere."""

import http.client
import io
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from app.stack import postgres, store
from app.stack.ports import LOOPBACK, Ports
from tests.app.stack.conftest import Running
from tests.app.stack.strangers import NOBODY, as_stranger

KEY, CONTENT = "files/restricted.csv", b"restricted,bytes"
SHELL_SECONDS = 4


@pytest.fixture(scope="module", autouse=True)
def _an_object(running: Running) -> None:
    running.layout.store().client().put_object(store.BUCKET, KEY, io.BytesIO(CONTENT), len(CONTENT))


def _the_object(running: Running) -> bytes:
    answer = running.layout.store().client().get_object(store.BUCKET, KEY)
    try:
        return bytes(answer.data)
    finally:
        answer.close()
        answer.release_conn()


def _connect(running: Running, role: str, database: str, password: str) -> str:
    """What PostgreSQL says to a connection: ``in``, or the reason of its refusal."""
    try:
        psycopg.connect(
            host=LOOPBACK, port=running.layout.ports.postgres, user=role, dbname=database, password=password
        ).close()
    except psycopg.OperationalError as refusal:
        return str(refusal)
    return "in"


def _ask(port: int, method: str, path: str, body: bytes | None = None) -> int:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request(method, path, body)
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("role", [postgres.ADMIN, postgres.OWNER, postgres.APP, "postgres", "root", "nobody"])
@pytest.mark.parametrize("database", ["postgres", postgres.DATABASE, "template1"])
@pytest.mark.parametrize("password", ["", "guess"])
def test_postgres_asks_everybody_for_a_password(running: Running, role: str, database: str, password: str) -> None:
    said = str(as_stranger(lambda: _connect(running, role, database, password)))
    assert "password" in said


def test_postgres_lets_in_whoever_knows_the_password(running: Running) -> None:
    secrets = running.layout.secrets
    for role, password in postgres.passwords(secrets).items():
        assert as_stranger(lambda role=role, password=password: _connect(running, role, "minshu", password)) == "in"  # type: ignore[misc]


def test_the_applications_role_cannot_change_the_schema(running: Running) -> None:
    address = postgres.url(postgres.APP, running.layout.ports.postgres, running.layout.secrets)
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.planted (x int)")
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE SCHEMA planted")


def test_every_port_is_on_loopback_and_known(running: Running) -> None:
    heard = {
        (connection.laddr.ip, connection.laddr.port)
        for name in ("postgres", "store")
        for connection in running.process(name).net_connections(kind="tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert heard == {(LOOPBACK, port) for port in running.layout.ports.model_dump().values()}


def _socket_files(process: psutil.Process) -> list[Path]:
    """Those it listens at, whose address is a path."""
    return [Path(path) for each in process.net_connections(kind="unix") if (path := str(each.laddr))]


def test_postgres_has_no_socket_file_and_those_of_the_store_are_closed_to_others(running: Running) -> None:
    assert _socket_files(running.process("postgres")) == []
    sockets = _socket_files(running.process("store"))
    assert sockets
    folder = running.layout.data_dir / "store"
    assert {(folder / path).stat().st_mode & 0o077 for path in sockets} == {0}


def test_the_data_directory_is_closed_to_others(running: Running) -> None:
    folder = running.layout.data_dir
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir()) if path.is_dir()} == {0}
    for name in ("secrets.json", "store/security.toml", "store/node.key", "store/s3.json"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600, name


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "HEAD"])
@pytest.mark.parametrize("door", ["filer", "master", "volume", "admin", "s3"])
def test_no_http_door_gives_or_takes_an_object(running: Running, door: str, method: str) -> None:
    port = getattr(running.layout.ports, door)
    body = b"planted" if method in {"PUT", "POST"} else None
    paths = [f"/{store.BUCKET}/{KEY}", f"/buckets/{store.BUCKET}/{KEY}", "/1,01637037d6", "/dir/assign"]
    answers = [as_stranger(lambda path=path: _ask(port, method, path, body)) for path in paths]  # type: ignore[misc]
    assert [answer for answer in answers if not 400 <= int(str(answer)) < 500] == []
    assert _the_object(running) == CONTENT


@pytest.fixture(scope="module")
def public_shell() -> Iterator[Path]:
    """The store's program where everybody may run it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copy(store.program(), folder / "weed")
    yield folder / "weed"
    shutil.rmtree(folder)


def _shell(program: Path, ports: Ports, script: str, folder: Path, user: int | None) -> str:
    """What ``weed shell``, which speaks gRPC, prints for ``script``; it is ended after some seconds."""
    doors = (
        f"-master={LOOPBACK}:{ports.master}.{ports.master_grpc}",
        f"-filer={LOOPBACK}:{ports.filer}.{ports.filer_grpc}",
    )
    try:
        done = subprocess.run(
            [str(program), "shell", *doors],
            input=script,
            capture_output=True,
            text=True,
            timeout=SHELL_SECONDS,
            cwd=folder,
            env={"HOME": str(folder)},
            user=user,
            extra_groups=[] if user else None,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode()
    return done.stdout


def test_grpc_serves_only_who_holds_the_certificate(running: Running, public_shell: Path) -> None:
    script = f"fs.ls /buckets/{store.BUCKET}\nfs.rm -r /buckets/{store.BUCKET}/files\n"
    stranger = NOBODY if os.geteuid() == 0 else None
    assert "files" not in _shell(public_shell, running.layout.ports, script, public_shell.parent, stranger)
    assert _the_object(running) == CONTENT
    # the same words with the certificate: the attack is a real one
    ours = running.layout.data_dir / "store"
    assert "files" in _shell(store.program(), running.layout.ports, script.splitlines()[0] + "\n", ours, None)


def test_no_log_holds_a_secret(running: Running) -> None:
    logs = running.log("postgres") + running.log("store")
    assert [name for name, value in running.layout.secrets.model_dump().items() if value in logs] == []


def test_no_command_line_holds_a_secret(running: Running) -> None:
    lines = " ".join(" ".join(running.process(name).cmdline()) for name in ("postgres", "store"))
    assert [name for name, value in running.layout.secrets.model_dump().items() if value in lines] == []
