"""``minshu search``: building the index anew, and comparing it with the catalogue.

An embedded index has one writer. Where a worker runs it is the writer, so the command hands it a job and follows it;
where none runs the command does the work itself.
"""

import asyncio
import os
import time
from pathlib import Path
from typing import Annotated

import typer
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued

from app.adapters import jobs
from app.cli.acting import OWNER, act, owner
from app.cli.stack import DEFAULT_DATA_DIR, AsJson, DataDir
from app.cli.telling import CommandFailed, show
from app.container import Services
from app.stack.layout import DATABASE_URL, S3_ENDPOINT
from app.stack.status import collect
from app.worker.handlers import search_index
from catalog.audit.service import record
from search.rebuild import Differences

app = typer.Typer(no_args_is_help=True, help="搜索索引")
_POLL_SECONDS = 0.2
_TAKEN_SECONDS = 30.0


@app.command(help="重建索引；重建期间搜索照常。")
def rebuild(data_dir: DataDir = DEFAULT_DATA_DIR, *, as_json: AsJson = False) -> None:
    """Build a new index from the catalogue and serve from it."""
    beside = has_worker(data_dir)

    async def work(services: Services) -> dict[str, str | int]:
        await _note(services, "search:index:rebuild")
        if beside:
            await _follow(services, jobs.REBUILD_SEARCH)
        else:
            await search_index.rebuild_index(services)
        return {"index": await services.search.generation(), "documents": await services.search.count()}

    done = act(data_dir, work, changes=True)
    show(done, f"索引 {done['index']} 已启用，共 {done['documents']} 个数据集。", as_json=as_json)


@app.command(help="核对索引与目录是否一致；不一致且未修复时退出码为 1。")
def check(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    *,
    repair: Annotated[bool, typer.Option("--repair", help="修复不一致之处")] = False,
    as_json: AsJson = False,
) -> None:
    """Compare the index with the catalogue, and repair it where asked for."""
    beside = has_worker(data_dir)

    async def work(services: Services) -> Differences:
        found = await search_index.check_index(services, heal=False)
        if not repair or _agrees(found):
            return found
        await _note(services, "search:index:repair")
        if beside:
            await _follow(services, jobs.CHECK_SEARCH)
        else:
            await search_index.check_index(services, heal=True)
        return found

    found = act(data_dir, work, changes=repair)
    agrees = _agrees(found)
    answer = {
        "ok": agrees or repair,
        "missing": found.missing,
        "surplus": found.surplus,
        "complete": found.complete,
        "repaired": repair and not agrees,
    }
    line = f"缺少或过旧 {len(found.missing)} 个，多余 {len(found.surplus)} 个"
    show(answer, f"{'索引与目录一致' if agrees else line}{'，已修复' if answer['repaired'] else ''}。", as_json=as_json)
    raise typer.Exit(0 if answer["ok"] else 1)


def has_worker(data_dir: Path, *, external: bool = True) -> bool:
    """Whether a worker serves ``data_dir``; where every part is external ``external`` is believed."""
    if os.environ.get(DATABASE_URL) and os.environ.get(S3_ENDPOINT):
        return external
    return collect(data_dir).running


def _agrees(found: Differences) -> bool:
    return not found.missing and not found.surplus and found.complete


async def _note(services: Services, action: str) -> None:
    async with services.database.unit_of_work() as session:
        at = owner(services).now
        await record(session, None, at=at, action=action, object_type="search", object_id="index", basis=OWNER)


async def _follow(services: Services, name: str) -> None:
    """Hand the worker the job ``name``, or find the one that waits already, and wait for its end.

    Raises:
        CommandFailed: it failed, or no worker took it.
    """
    app = jobs.queue(services.settings.database_url.get_secret_value())
    async with app.open_async():
        try:
            job = await app.configure_task(name, queueing_lock=name).defer_async()
        except AlreadyEnqueued:
            waiting = list(await app.job_manager.list_jobs_async(task=name, status="todo"))
            job = waiting[0].id or 0 if waiting else 0
        await _await_end(app, job)


async def _await_end(app: App, job: int) -> None:
    deadline = time.monotonic() + _TAKEN_SECONDS
    while found := list(await app.job_manager.list_jobs_async(id=job)):  # one that succeeded is deleted
        state = found[0].status
        if state in {"failed", "aborted", "cancelled"}:
            raise CommandFailed("后台任务失败，原因见 worker 的日志。")
        if state == "succeeded":
            return
        if state == "todo" and time.monotonic() > deadline:
            raise CommandFailed(f"{_TAKEN_SECONDS:.0f} 秒内没有后台任务进程接手，请检查 worker 是否在运行。")
        await asyncio.sleep(_POLL_SECONDS)
