"""``minshu search`` and ``minshu worker``: beside a worker, and where nothing runs."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli.search import has_worker
from app.settings import PREFIX, Settings
from app.stack.data_dir import DataDirectory
from app.stack.layout import DATABASE_URL, StackRun
from app.stack.ports import choose
from search.engines.embedded.engine import EmbeddedEngine
from tests.app.cli.conftest import Minshu
from tests.app.cli.support import count, environment_of, query
from tests.search.samples import begin, document
from tests.waiting import until

STOPPED = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


async def put_stray(settings_folder: Path) -> None:
    """Show a dataset that the catalogue does not know."""
    engine = EmbeddedEngine(settings_folder / "search")
    if not await engine.generation():
        await begin(engine)
    await engine.put([document(1, "不在目录中的数据集")])
    await engine.close()


def alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command as a real process, on a data directory whose stack is stopped."""
    command = [sys.executable, "-m", "app.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=STOPPED, check=False, timeout=90)


@pytest.fixture
def worker(processes: None, fresh_settings: Settings) -> Iterator[None]:
    command = [sys.executable, "-m", "app.cli.main", "worker", "--data-dir", str(fresh_settings.data_dir)]
    process = subprocess.Popen(command, env=environment_of(fresh_settings), stderr=subprocess.DEVNULL)
    until(lambda: count(fresh_settings, "procrastinate_workers") == 1, 30, "the worker is there")
    yield
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


async def test_a_rebuild_beside_a_worker_is_done_by_the_worker(
    minshu: Minshu, fresh_settings: Settings, worker: None
) -> None:
    await minshu("users", "add", "clerk@example.org", "--role", "auditor")
    done = await minshu("search", "rebuild", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == {"index": done.json["index"], "documents": 0}
    assert (await minshu("search", "rebuild", "--json")).json["index"] > done.json["index"]
    assert (await minshu("search", "check")).out == "索引与目录一致。\n"
    newest = (await minshu("search", "rebuild", "--json")).json["index"]
    back = await minshu("search", "rollback", "--json")
    assert (back.code, back.json["index"] < newest) == (0, True)
    recorded = query(fresh_settings, "SELECT actor_type, action FROM audit_entries WHERE object_type = 'search'")
    assert recorded == [("system", "search:index:rebuild")] * 3 + [("system", "search:index:roll-back")]
    told = (await minshu("search", "check", "--repair")).out
    assert told == "索引与目录一致。\n"


async def test_there_is_nothing_to_go_back_to_at_first(minshu: Minshu) -> None:
    refused = await minshu("search", "rollback")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("没有可以换回的索引")


async def test_a_difference_is_told_without_touching_the_index(minshu: Minshu, fresh_settings: Settings) -> None:
    await put_stray(fresh_settings.data_dir)
    for _ in range(2):
        found = await minshu("search", "check", "--json")
        assert found.code == 1
        assert (found.json["ok"], found.json["missing"], len(found.json["surplus"])) == (False, [], 1)
    assert count(fresh_settings, "audit_entries") == 0


LOST = "索引缺失、损坏，或由其他版本的程序或词典建成，"


async def test_a_lost_or_damaged_index_is_told_with_the_way_out(minshu: Minshu, fresh_settings: Settings) -> None:
    told = await minshu("search", "check")
    assert (told.code, told.out) == (1, f"{LOST}请运行 minshu search check --repair 或 minshu search rebuild 重建。\n")
    as_json = (await minshu("search", "check", "--json")).json
    assert (as_json["ok"], as_json["fit"], as_json["complete"], as_json["left"]) == (False, False, False, None)
    await put_stray(fresh_settings.data_dir)
    (damaged,) = (fresh_settings.data_dir / "search").glob("*/index/*.term")
    os.truncate(damaged, 10)
    assert (await minshu("search", "check")).out == told.out


async def test_a_lost_index_is_repaired_by_the_worker(minshu: Minshu, fresh_settings: Settings, worker: None) -> None:
    assert (await minshu("search", "rebuild")).code == 0
    shutil.rmtree(fresh_settings.data_dir / "search")
    repaired = await minshu("search", "check", "--repair")
    assert (repaired.code, repaired.out) == (0, f"{LOST}已重建。\n")


async def test_an_engine_that_is_down_is_told_with_what_to_do(minshu: Minshu, fresh_settings: Settings) -> None:
    (fresh_settings.data_dir / "search").write_text("in the way", "utf-8")
    told = await minshu("search", "check")
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("搜索引擎不可用，请检查它是否在运行、磁盘是否可写；都正常时运行 minshu search rebuild。")


@pytest.mark.usefixtures("processes")
async def test_where_the_stack_is_stopped_the_command_starts_what_it_needs(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    place = ("--data-dir", str(folder), "--json")
    DataDirectory.open(folder).close()
    await put_stray(folder)
    rebuilt = alone("search", "rebuild", *place)
    assert (rebuilt.returncode, json.loads(rebuilt.stdout)["documents"]) == (0, 0)
    await put_stray(folder)
    repaired = alone("search", "check", "--repair", *place)
    assert repaired.returncode == 0
    assert json.loads(repaired.stdout) == {
        "ok": True,
        "fit": True,
        "missing": [],
        "stale": [],
        "surplus": [document(1, "").id],
        "ahead": 0,
        "complete": True,
        "left": 0,
        "repaired": True,
    }
    shutil.rmtree(folder / "search")
    healed = json.loads(alone("search", "check", "--repair", *place).stdout)
    assert (healed["ok"], healed["fit"], healed["left"], healed["repaired"]) == (True, False, 0, True)


@pytest.mark.usefixtures("processes")
def test_a_second_worker_beside_the_embedded_stack_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DATABASE_URL, raising=False)
    assert not has_worker(tmp_path)
    run = StackRun(ports=choose(), host="127.0.0.1", port=1, supervisor=os.getpid())
    (tmp_path / "run.json").write_text(run.model_dump_json())
    assert has_worker(tmp_path)
    refused = alone("worker", "--data-dir", str(tmp_path))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"数据目录 {tmp_path} 的实例正在运行，已自带后台任务。\n"
