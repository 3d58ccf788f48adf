"""``minshu search``: building the index anew, going back, and comparing it with the catalogue.

An embedded index has one writer. Where a worker runs it is the writer, so the command hands it a job and follows it;
where none runs the command does the work itself.
"""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from procrastinate import App

from app.adapters import jobs
from app.cli import search_evaluate
from app.cli.acting import OWNER, act, owner
from app.cli.speaking import say
from app.cli.stack import DEFAULT_DATA_DIR, AsJson, DataDir
from app.cli.telling import UNBUILT, CommandFailed, show
from app.container import Services
from app.stack.attach import all_external
from app.stack.status import collect
from app.worker.handlers import search_check, search_rebuild
from app.worker.schedule import STALLED_SECONDS
from catalog.audit.actions import Action
from catalog.audit.entry import Target
from catalog.audit.service import record
from catalog.discovery import service
from catalog.discovery.queries import last_run
from catalog.messages import Message, message
from search.upkeep.comparison import Differences

app = typer.Typer(no_args_is_help=True, help=say(message("cli.search")))
app.add_typer(search_evaluate.app)
_POLL_SECONDS = 0.2
_TAKEN_SECONDS = 30


@app.command(help=say(message("cli.search.rebuild")))
def rebuild(data_dir: DataDir = DEFAULT_DATA_DIR, *, as_json: AsJson = False) -> None:
    """Build a new index from the catalogue and serve from it."""
    beside = has_worker(data_dir)

    async def work(services: Services) -> dict[str, str | int]:
        await _note(services, Action.INDEX_REBUILD)
        if beside:
            await _follow(services, jobs.REBUILD_SEARCH)
        else:
            await search_rebuild.rebuild_index(services)
        return await _serving(services)

    done = act(data_dir, work, changes=True)
    rebuilt = message("cli.search.rebuilt", index=done["index"], documents=done["documents"])
    show(done, rebuilt, as_json=as_json)


@app.command(help=say(message("cli.search.rollback")))
def rollback(data_dir: DataDir = DEFAULT_DATA_DIR, *, as_json: AsJson = False) -> None:
    """Serve from the index before the active one again, brought up to date."""
    beside = has_worker(data_dir)

    async def work(services: Services) -> dict[str, str | int]:
        name = await services.search.previous()
        if not name or await services.search.unfit(index=name):
            raise CommandFailed(message("cli.search.nothing-to-go-back-to"))
        await _note(services, Action.INDEX_ROLL_BACK)
        if beside:
            await _follow(services, jobs.ROLL_BACK_SEARCH)
        else:
            await search_rebuild.roll_back_index(services)
        return await _serving(services)

    done = act(data_dir, work, changes=True)
    back = message("cli.search.rolled-back", index=done["index"], documents=done["documents"])
    show(done, back, as_json=as_json)


@app.command(help=say(message("cli.search.check")))
def check(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    *,
    repair: Annotated[bool, typer.Option("--repair", help=say(message("cli.search.check.repair")))] = False,
    as_json: AsJson = False,
) -> None:
    """Compare the index with the catalogue, and repair it where asked for."""
    beside = has_worker(data_dir)

    async def work(services: Services) -> tuple[Differences | None, Differences | None]:
        before = await _differences(services)
        if not repair:
            return before, before
        if not _agrees(before):
            await _note(services, Action.INDEX_REPAIR)
        if beside:
            await _follow(services, jobs.CHECK_SEARCH)
        else:
            await search_rebuild.tend_index(services)
        return before, await _differences(services)

    before, after = act(data_dir, work, changes=repair)
    found = before or Differences(complete=False)
    answer = {
        "ok": _agrees(after),
        "fit": before is not None,
        "missing": found.missing,
        "stale": found.stale,
        "surplus": [one.id for one in found.surplus],
        "ahead": found.ahead,
        "complete": found.complete,
        "left": after.count if after else None,
        "repaired": repair and not _agrees(before),
    }
    show(answer, told_of(before, after, repaired=bool(answer["repaired"])), as_json=as_json)
    raise typer.Exit(0 if answer["ok"] else 1)


def has_worker(data_dir: Path, *, external: bool = True) -> bool:
    """Whether a worker serves ``data_dir``; where every part is external ``external`` is believed."""
    if all_external():
        return external
    return collect(data_dir).running


async def _differences(services: Services) -> Differences | None:
    """What the index holds otherwise than the catalogue; None where only a rebuild helps."""
    if await services.search.unfit():
        return None
    return (await search_check.check_index(services, heal=False)).found


def _agrees(found: Differences | None) -> bool:
    return found is not None and not found.count and found.complete


def told_of(before: Differences | None, after: Differences | None, *, repaired: bool) -> Message:
    """What was found, and what became of it."""
    if _agrees(before):
        return message("cli.search.agrees")
    found = message("cli.search.lost") if before is None else _counts(before)
    if after is None:
        return message("cli.search.found-unfit", found=found)
    if not repaired:
        return message("cli.search.found", found=found)
    healed = message("cli.search.healed.repaired") if before else message("cli.search.healed.rebuilt")
    if _agrees(after):
        return message("cli.search.found-and-healed", found=found, healed=healed)
    return message("cli.search.found-and-left", found=found, healed=healed, left=after.count)


def _counts(found: Differences) -> Message:
    counts = message(
        "cli.search.counts", missing=len(found.missing), stale=len(found.stale), surplus=len(found.surplus)
    )
    if found.ahead:
        counts = message("cli.search.counts-ahead", counts=counts, ahead=found.ahead)
    return counts if found.complete else message("cli.search.counts-in-part", counts=counts)


async def _serving(services: Services) -> dict[str, str | int]:
    return {"index": await services.search.generation(), "documents": await services.search.count()}


async def _note(services: Services, action: Action) -> None:
    async with services.database.unit_of_work() as session:
        await record(session, owner(services), action, Target("search", "index"), OWNER)


async def _follow(services: Services, name: str) -> None:
    """Hand the worker the job ``name``, or find the one that waits already, and wait for its end.

    Raises:
        CommandFailed: it failed, or no worker took it.
    """
    app = jobs.queue(services.settings.database_url.get_secret_value())
    async with app.open_async():
        job = await jobs.ask_for(app, name)
        if job is None:
            waiting = list(await app.job_manager.list_jobs_async(task=name, status="todo"))
            job = waiting[0].id or 0 if waiting else 0
        await _await_end(app, job, services)


async def _await_end(app: App, job: int, services: Services) -> None:
    deadline = time.monotonic() + _TAKEN_SECONDS
    while found := list(await app.job_manager.list_jobs_async(id=job)):  # one that succeeded is deleted
        state = found[0].status
        if state in {"failed", "aborted", "cancelled"}:
            raise CommandFailed(await _why(services))
        if state == "succeeded":
            return
        if state == "todo" and await _upkeep_runs(app):  # ours is next
            deadline = time.monotonic() + _TAKEN_SECONDS
        if state == "todo" and time.monotonic() > deadline:
            raise CommandFailed(message("cli.search.nobody-took-it", seconds=_TAKEN_SECONDS))
        await asyncio.sleep(_POLL_SECONDS)


async def _upkeep_runs(app: App) -> bool:
    """Whether a worker that lives looks after the index now."""
    running = await app.job_manager.list_jobs_async(lock=jobs.INDEX_UPKEEP, status="doing")
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS)
    return bool({job.id for job in running} - {job.id for job in stalled})


async def _why(services: Services) -> Message:
    """Why the job failed, as far as the worker could write it down."""
    async with services.database.reading() as session:
        last = await last_run(session, service.REBUILD)
    if last is None or last.result == service.OK:
        return message("cli.search.job-failed")
    return UNBUILT[last.result]
