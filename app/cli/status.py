"""``minshu status``: which parts run, and how far queue, index and record are behind."""

import asyncio
from pathlib import Path

import typer
from pydantic import BaseModel
from pydantic import ConfigDict as Config

from app.adapters import jobs
from app.cli.stack import DEFAULT_DATA_DIR, AsJson, DataDir
from app.cli.telling import UNBUILT, told
from app.container import Services, running
from app.settings import Settings
from app.stack.attach import all_external, engines
from app.stack.data_dir import demand_existing
from app.stack.status import Status, collect
from app.usecases.index_figures import age, index_figures
from catalog.audit.queries import oldest_unsealed

app = typer.Typer()


class Figures(BaseModel):
    """How far what follows the catalogue is behind it.

    ``index_lag_seconds`` is how long the oldest dataset has waited to be shown or hidden by search, ``index_missing``
    how many public datasets more (or fewer) than the index there are (None: search is down), ``index_drift`` how many
    differences the last comparison found (at least, unless ``index_check_complete``), ``index_checked_seconds`` how
    long ago that was (None: never yet), ``index_rebuild`` the result of the last rebuild, ``index_rebuilt_seconds`` how
    long ago that was (None: never yet), ``unsealed_seconds`` the age of the oldest entry of the record without a seal.
    """

    model_config = Config(frozen=True)

    datasets: int
    indexed: int | None
    index_missing: int | None
    index_lag_seconds: float
    index_drift: int
    index_check_complete: bool
    index_checked_seconds: float | None
    index_rebuild: str
    index_rebuilt_seconds: float | None
    jobs_waiting: int
    jobs_running: int
    jobs_failed: int
    unsealed_seconds: float


class StatusWithFigures(Status):
    """The processes, and the figures where the stack is ready."""

    figures: Figures | None = None


@app.command(help="显示各部件是否运行、版本和内存，以及队列、索引和审计的进度；未运行时退出码为 1。")
def status(data_dir: DataDir = DEFAULT_DATA_DIR, *, as_json: AsJson = False) -> None:
    """Show what runs and how far it is; exit code 1 when stopped."""
    with told():
        if not all_external():
            demand_existing(data_dir)
        seen = collect(data_dir)
        found = StatusWithFigures(**seen.model_dump(), figures=_figures(data_dir) if seen.ready else None)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        tell(found)
    raise typer.Exit(0 if found.running else 1)


def tell(found: StatusWithFigures) -> None:
    """Print what runs and how far it is, for a person."""
    for part in found.parts:
        memory = f"{(part.pss_bytes or 0) / 2**20:.0f} MiB" if part.running else "-"
        typer.echo(f"{part.name:12}{'运行' if part.running else '停止':6}{part.version or '-':10}{memory}")
    typer.echo(f"{found.url or '未运行'}  {'就绪' if found.ready else '未就绪'}")
    if found.figures:
        far = found.figures
        indexed = "索引不可用，缺失或损坏时会自动重建" if far.indexed is None else f"已入索引 {far.indexed}"
        typer.echo(f"公开数据集 {far.datasets}，{indexed}，索引滞后 {far.index_lag_seconds:.0f} 秒")
        if far.index_checked_seconds is not None:
            count = f"{'' if far.index_check_complete else '至少'} {far.index_drift}"
            typer.echo(f"最近一次核对：{_ago(far.index_checked_seconds)}，发现并处理{count} 处不一致")
        if far.index_rebuilt_seconds is not None:
            result = UNBUILT.get(far.index_rebuild, "新索引已启用")
            typer.echo(f"最近一次重建：{_ago(far.index_rebuilt_seconds)}，{result}")
        typer.echo(f"任务：等待 {far.jobs_waiting}，执行 {far.jobs_running}，失败 {far.jobs_failed}")
        typer.echo(f"最早未封存的审计记录：{far.unsealed_seconds:.0f} 秒前")


def _ago(seconds: float) -> str:
    return f"{seconds / 3600:.1f} 小时前"


def _figures(data_dir: Path) -> Figures:
    with told(), engines(data_dir) as settings:
        return asyncio.run(_ask(settings))


async def _ask(settings: Settings) -> Figures:
    async with running(settings) as services:
        return await figures(services)


async def figures(services: Services) -> Figures:
    """Ask database, queue and index."""
    every = await jobs.backlog(services.settings.database_url.get_secret_value())
    async with services.database.reading() as session:
        unsealed = await oldest_unsealed(session)
    index = await index_figures(services)
    return Figures(
        datasets=index.datasets,
        indexed=index.indexed,
        index_missing=None if index.indexed is None else index.datasets - index.indexed,
        index_lag_seconds=index.lag_seconds,
        index_drift=sum(index.drift.values()),
        index_check_complete=index.checked is None or index.checked.complete,
        index_checked_seconds=index.checked_seconds if index.checked else None,
        index_rebuild=index.last_rebuild,
        index_rebuilt_seconds=index.rebuilt_seconds if index.last_rebuild else None,
        jobs_waiting=every.waiting,
        jobs_running=every.running,
        jobs_failed=every.failed,
        unsealed_seconds=age(unsealed, services.clock.now()),
    )
