"""Real processes are killed in the middle: nothing is lost, nothing is left over, and the next start works.

The tests of this file share one running stack and must not run beside others: they measure times.
"""

import io
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from minio.error import MinioException
from urllib3.exceptions import HTTPError

from app.stack import postgres, store
from app.stack.attach import engines
from app.stack.data_dir import DataDirectory
from app.stack.ports import LOOPBACK
from tests.faults.served import ENVIRONMENT, Served, await_gone, run_minshu
from tests.waiting import until

READY_SECONDS, STOP_SECONDS, BACK_SECONDS = 15.0, 5.0, 20.0
ONE_GB = 10**9
PARTS = {"supervisor", "postgres", "store", "worker", "web"}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server((LOOPBACK, 0)) as probe:
        return int(probe.getsockname()[1])


def _rows(served: Served, statement: str) -> list[tuple[object, ...]]:
    layout = served.layout
    address = postgres.url(postgres.ADMIN, layout.ports.postgres, layout.secrets).replace("+psycopg", "")
    with psycopg.connect(address.rsplit("/", 1)[0] + "/postgres", autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def _leave_something(served: Served) -> None:
    def left() -> bool:
        try:
            served.store.client().put_object(store.BUCKET, "kept", io.BytesIO(b"bytes"), 5)
        except (HTTPError, MinioException):  # a store that was killed a moment ago answers reads before writes
            return False
        return True

    until(left, BACK_SECONDS, "the store takes an object")
    _rows(served, "CREATE TABLE IF NOT EXISTS kept (words text)")
    _rows(served, "INSERT INTO kept VALUES ('row')")


def _it_is_still_there(served: Served) -> bool:
    try:
        answer = served.store.client().get_object(store.BUCKET, "kept")
        rows = _rows(served, "SELECT words FROM kept")
    except (HTTPError, MinioException, psycopg.OperationalError):  # not back yet
        return False
    try:
        return bool(answer.data == b"bytes") and ("row",) in rows
    finally:
        answer.close()
        answer.release_conn()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    one = Served(tmp_path_factory.mktemp("one") / "data", free_port())
    assert one.start() < READY_SECONDS
    yield one
    assert one.end(signal.SIGTERM) < STOP_SECONDS


def test_the_stack_is_small_and_says_what_runs(served: Served) -> None:
    told = served.status()
    assert {part["name"] for part in told["parts"] if part["running"]} == PARTS
    assert (told["running"], told["ready"], told["url"]) == (True, True, f"http://127.0.0.1:{served.port}")
    assert 0 < told["pss_bytes"] < ONE_GB


@pytest.mark.parametrize("name", ["web", "worker", "store", "postgres"])
def test_a_killed_part_comes_back_without_loss(served: Served, name: str) -> None:
    _leave_something(served)
    before = served.run.parts
    victim = psutil.Process(before[name])
    family = [victim, *victim.children(recursive=True)]
    victim.kill()
    until(lambda: served.run.parts.get(name) not in {None, before[name]}, BACK_SECONDS, f"{name} was started again")
    until(served.ready, BACK_SECONDS, f"the stack is ready again after the end of {name}")
    await_gone(family, STOP_SECONDS)
    until(lambda: _it_is_still_there(served), BACK_SECONDS, "row and object are there")
    assert {part: pid for part, pid in served.run.parts.items() if part != name} == {
        part: pid for part, pid in before.items() if part != name
    }


def test_a_command_works_beside_the_running_stack(served: Served) -> None:
    with engines(served.data_dir, ENVIRONMENT) as settings:
        assert settings.s3_endpoint == served.store.endpoint
        assert str(served.run.ports.postgres) in settings.database_url.get_secret_value()
    assert served.ready()


def test_a_second_stack_on_the_same_directory_is_refused(served: Served) -> None:
    refused = run_minshu("serve", "--port", str(free_port()), "--data-dir", str(served.data_dir))
    assert refused.returncode == 1
    assert "正被另一个闽数实例使用" in refused.stderr
    assert served.ready()


def test_a_busy_port_is_refused(served: Served, tmp_path: Path) -> None:
    refused = run_minshu("serve", "--port", str(served.port), "--data-dir", str(tmp_path))
    assert refused.returncode == 1
    assert f"端口 127.0.0.1:{served.port} 已被占用" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2


def test_two_side_by_side_and_a_killed_supervisor(served: Served, tmp_path: Path) -> None:
    other = Served(tmp_path / "data", free_port())
    other.start()
    ours, theirs = served.run.ports.model_dump().values(), other.run.ports.model_dump().values()
    assert set(ours).isdisjoint(theirs)
    _leave_something(other)

    family = other.family()
    other.end(signal.SIGKILL)
    await_gone(family, STOP_SECONDS)
    assert served.ready()

    assert other.start() < READY_SECONDS
    assert _it_is_still_there(other)
    family = other.family()
    assert other.end(signal.SIGINT) < STOP_SECONDS
    await_gone(family, 0.5)
    assert other.process is not None
    assert other.process.returncode == 0
    assert served.ready()
    assert run_minshu("status", "--data-dir", str(other.data_dir)).returncode == 1


def test_a_command_starts_what_it_needs_where_nothing_runs(tmp_path: Path) -> None:
    DataDirectory.open(tmp_path).close()
    with engines(tmp_path, ENVIRONMENT) as settings:
        address = settings.database_url.get_secret_value().replace("+psycopg", "")
        with psycopg.connect(address) as connection:
            assert connection.execute("SELECT count(*) > 0 FROM alembic_version").fetchone() == (True,)
    assert [child for child in psutil.Process(os.getpid()).children() if str(tmp_path) in child.cmdline()] == []


def test_another_postgres_major_is_refused(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres" / "cluster"
    cluster.mkdir(parents=True)
    (cluster / "PG_VERSION").write_text("12\n")
    refused = run_minshu("serve", "--port", str(free_port()), "--data-dir", str(tmp_path))
    assert refused.returncode == 1
    assert "PostgreSQL 12 的格式" in refused.stderr


def test_no_embedded_names_what_is_missing(tmp_path: Path) -> None:
    refused = run_minshu("serve", "--no-embedded", "--data-dir", str(tmp_path))
    assert refused.returncode == 1
    assert "MINSHU_DATABASE_URL, MINSHU_S3_ENDPOINT" in refused.stderr


def test_a_demo_is_refused_beyond_loopback(tmp_path: Path) -> None:
    refused = run_minshu("demo", "--host", "0.0.0.0", "--data-dir", str(tmp_path))  # noqa: S104 - refused
    assert refused.returncode == 1
    assert "演示账号只能用于本机" in refused.stderr
