"""Loading the demo catalogue: as real processes, twice, and killed in the middle."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.container import running
from app.demo import accounts
from app.demo.datasets import DATASETS
from app.demo.loader import DemoRefused, refuse_public
from app.demo.people import ACCOUNTS, ORGANIZATIONS
from app.demo.place import accounts_file
from app.settings import Environment, Settings
from catalog.identity import passwords
from search.asking.parameters import parse
from tests.app.cli.support import count, environment_of, query
from tests.waiting import until

LOADED = {
    "accounts": len(ACCOUNTS),
    "memberships": sum(1 + len(account.roles) for account in ACCOUNTS),
    "organizations": len(ORGANIZATIONS),
    "datasets": len(DATASETS),
    "file_versions": len(DATASETS),
    "revisions": len(DATASETS),
    "dataset_events": 5 * len(DATASETS),  # create, file, submit, approve, publish
    "applications": 1,
    "application_events": 1,
}
# What the worker writes by the clock, and the queue.
BY_THE_CLOCK = ("audit_seals", "audit_pending", "audit_checkpoints", "procrastinate_")


def start(settings: Settings, module: str, **changes: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", module], env=environment_of(settings) | changes, stderr=subprocess.PIPE, text=True
    )


def end(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, errors = process.communicate(timeout=60)
    return process.returncode, errors


@pytest.fixture
def worker(processes: None, object_store: None, fresh_settings: Settings) -> Iterator[None]:
    process = start(fresh_settings, "app.worker")
    yield
    process.terminate()
    assert end(process)[0] == 0


def fingerprint(settings: Settings) -> dict[str, str]:
    tables = [name for (name,) in query(settings, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    digest = "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
    kept = [name for name in tables if not name.startswith(BY_THE_CLOCK)]
    return {name: query(settings, digest.format(name))[0][0] for name in kept}


def holds(settings: Settings, table: str, enough: int) -> bool:
    return count(settings, table) >= enough


def totals(settings: Settings) -> dict[str, int]:
    return {table: count(settings, table) for table in LOADED}


async def found(settings: Settings, text: str) -> int:
    async with running(settings) as services:
        return (await services.questions.search(parse([("q", text)]))).total


async def test_a_second_run_changes_nothing(fresh_settings: Settings, worker: None) -> None:
    assert end(start(fresh_settings, "app.demo")) == (0, "")
    assert totals(fresh_settings) == LOADED
    before, file = fingerprint(fresh_settings), accounts_file(fresh_settings.data_dir)
    written = file.read_text("utf-8")

    assert end(start(fresh_settings, "app.demo")) == (0, "")

    assert fingerprint(fresh_settings) == before
    assert file.read_text("utf-8") == written
    assert query(fresh_settings, "SELECT state FROM applications") == [("submitted",)]
    assert query(fresh_settings, "SELECT DISTINCT state FROM datasets") == [("published",)]


async def test_a_killed_load_is_completed_by_the_next(fresh_settings: Settings, worker: None) -> None:
    for table, enough in (("accounts", 4), ("datasets", 2), ("revisions", 2)):
        process = start(fresh_settings, "app.demo")
        until(partial(holds, fresh_settings, table, enough), 30, f"{enough} {table}")
        process.kill()
        end(process)
        assert totals(fresh_settings) != LOADED
    assert end(start(fresh_settings, "app.demo")) == (0, "")
    assert totals(fresh_settings) == LOADED
    await _everybody_can_sign_in(fresh_settings)
    jobs = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
    until(lambda: query(fresh_settings, jobs) == [(0,)], 30, "all jobs are done")
    assert await found(fresh_settings, "") == len(DATASETS)
    assert await found(fresh_settings, "字段:统一社会信用代码") == 1


async def _everybody_can_sign_in(settings: Settings) -> None:
    file = accounts_file(settings.data_dir)
    assert file.stat().st_mode & 0o777 == 0o600
    told = accounts.read(file)
    hashes = dict(query(settings, "SELECT email, password_hash FROM accounts"))
    assert hashes.keys() == told.keys() == {account.email for account in ACCOUNTS}
    assert all([await passwords.matches(told[email], hashes[email]) for email in told])


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh-CN", "演示账号只能用于本机开发环境"), ("en", "Demo accounts are for development on this machine only")],
)
def test_production_is_refused_with_one_sentence(fresh_settings: Settings, language: str, sentence: str) -> None:
    told = {"MINSHU_ENVIRONMENT": "production", "MINSHU_LANGUAGE": language}
    code, errors = end(start(fresh_settings, "app.demo", **told))
    assert code == 1
    assert errors.startswith(sentence)
    assert errors.count("\n") == 1
    assert count(fresh_settings, "accounts") == 0


@pytest.mark.parametrize("changes", [{"host": "0.0.0.0"}, {"environment": Environment.PRODUCTION}])  # noqa: S104
def test_only_a_loopback_host_of_development_gets_demo_accounts(settings: Settings, changes: dict[str, object]) -> None:
    refuse_public(settings)
    with pytest.raises(DemoRefused):
        refuse_public(settings.model_copy(update=changes))


def test_a_deleted_file_leaves_old_passwords_unknown_and_plans_new_ones(tmp_path: Path) -> None:
    old, new = ACCOUNTS[0], ACCOUNTS[1]
    planned = accounts.plan([old, new], {}, [old.email])
    assert planned.keys() == {new.email}
    file = tmp_path / "folder" / "accounts.txt"
    accounts.write(file, [old, new], planned)
    assert accounts.read(file) == planned
    assert old.email in file.read_text("utf-8")
    assert accounts.plan([old, new], planned, [old.email, new.email]) == planned
