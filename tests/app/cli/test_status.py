"""The figures of ``minshu status``, on a database, a queue and an index of their own."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.adapters import jobs
from app.cli.main import app
from app.cli.status import Figures, StatusWithFigures, figures, tell
from app.cli.telling import UNBUILT
from app.container import running
from app.settings import Settings
from app.stack.data_dir import DataDirectory
from app.words.language import CHINESE
from app.worker.handlers.search_check import check_index
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.service import record
from catalog.base import new_id
from catalog.events import DatasetChanged, emit
from tests.factories.acting import by_platform
from tests.search.samples import begin, document


async def test_what_waits_is_counted(fresh_settings: Settings) -> None:
    async with running(fresh_settings) as services:
        await begin(services.search)
        before = await figures(services)
        assert (before.datasets, before.indexed, before.jobs_waiting, before.index_lag_seconds) == (0, 0, 0, 0.0)
        async with services.database.unit_of_work() as session:
            emit(session, DatasetChanged(new_id()))
            act = by_platform(services.clock.now())
            await record(session, act, Action.INDEX_REPAIR, Target("thing", "1"), Basis(BasisType.DUTY, "test"))
        after = await figures(services)
        assert after.jobs_waiting == 1
        assert after.index_lag_seconds > 0
        assert after.unsealed_seconds > 0
        assert (after.index_drift, after.index_checked_seconds, after.index_rebuild) == (0, None, "")
        assert (after.index_check_complete, after.index_rebuilt_seconds) == (True, None)
        await services.search.put([document(1, "不在目录中")])
        await check_index(services, heal=True)
        checked = await figures(services)
        assert (checked.index_drift, checked.indexed, checked.index_missing) == (1, 0, 0)
        assert checked.index_checked_seconds is not None
        other = await jobs.backlog(fresh_settings.database_url.get_secret_value(), jobs.INGEST_FILE)
        assert other == jobs.Backlog(0, 0, 0, None)


async def test_a_search_engine_that_is_down_or_has_no_index_is_told(fresh_settings: Settings) -> None:
    async with running(fresh_settings) as services:
        assert (await figures(services)).indexed is None
        await services.search.close()
        told = await figures(services)
        assert (told.indexed, told.index_missing, told.datasets) == (None, None, 0)


@pytest.mark.usefixtures("tools")
@pytest.mark.parametrize("arguments", [(), ("--json",)])
def test_a_folder_that_is_no_data_directory_is_refused_as_by_every_command(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    asked = CliRunner().invoke(app, ["status", "--data-dir", str(tmp_path), *arguments])
    compared = CliRunner().invoke(app, ["search", "check", "--data-dir", str(tmp_path)])
    assert (asked.exit_code, asked.stdout, asked.stderr) == (1, "", compared.stderr)
    assert asked.stderr.startswith(f"{tmp_path} 不是闽数的数据目录，请检查 --data-dir".replace("，", ","))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("tools")
def test_a_data_directory_on_which_nothing_runs_is_told_as_such(tmp_path: Path) -> None:
    DataDirectory.open(tmp_path).close()
    asked = CliRunner().invoke(app, ["status", "--data-dir", str(tmp_path)])
    assert (asked.exit_code, asked.stdout) == (1, "未运行  未就绪\n")


def test_what_was_found_and_built_is_told_with_its_age(capsys: pytest.CaptureFixture[str]) -> None:
    far = Figures(
        datasets=12_000,
        indexed=12_000,
        index_missing=0,
        index_lag_seconds=0.0,
        index_drift=10_000,
        index_check_complete=False,
        index_checked_seconds=720.0,
        index_rebuild="ok",
        index_rebuilt_seconds=360.0,
        jobs_waiting=0,
        jobs_running=0,
        jobs_failed=0,
        unsealed_seconds=0.0,
    )
    told = StatusWithFigures(
        version="1", data_dir="here", running=True, ready=True, url="http://here", parts=[], pss_bytes=0, figures=far
    )
    tell(told)
    lines = capsys.readouterr().out.splitlines()
    assert "最近一次核对：0.2 小时前，发现并处理至少 10000 处不一致" in lines
    assert "最近一次重建：0.1 小时前，新索引已启用" in lines
    tell(told.model_copy(update={"figures": far.model_copy(update={"index_rebuild": "disk-full"})}))
    assert f"最近一次重建：0.1 小时前，{CHINESE.say(UNBUILT['disk-full'])}" in capsys.readouterr().out
