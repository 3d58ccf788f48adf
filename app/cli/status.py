"""``minshu status``: which parts run, and how far queue, index and record are behind."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import typer
from pydantic import BaseModel
from pydantic import ConfigDict as Config

from app.adapters import jobs
from app.cli.speaking import say
from app.cli.stack import DEFAULT_DATA_DIR, AsJson, DataDir
from app.cli.telling import UNBUILT, told
from app.container import Services, running
from app.settings import Settings
from app.stack.attach import all_external, engines
from app.stack.data_dir import demand_existing
from app.stack.status import Status, collect
from app.usecases.index_figures import age, index_figures
from catalog.audit.queries import oldest_unsealed
from catalog.messages import Message, message

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


@app.command(help=say(message("cli.status")))
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
        state = message("cli.status.part.running") if part.running else message("cli.status.part.stopped")
        typer.echo(f"{part.name:12}{say(state):6}{part.version or '-':10}{memory}")
    ready = message("cli.status.ready") if found.ready else message("cli.status.not-ready")
    typer.echo(f"{found.url or say(message('cli.status.not-running'))}  {say(ready)}")
    if found.figures:
        for line in lines(found.figures):
            typer.echo(say(line))


def lines(far: Figures) -> Iterator[Message]:
    """How far what follows the catalogue is, line by line."""
    indexed = message("cli.status.no-index")
    if far.indexed is not None:
        indexed = message("cli.status.indexed", count=far.indexed)
    lag = round(far.index_lag_seconds)
    yield message("cli.status.datasets", datasets=far.datasets, indexed=indexed, seconds=lag)
    if far.index_checked_seconds is not None:
        ago, count = _ago(far.index_checked_seconds), far.index_drift
        if far.index_check_complete:
            yield message("cli.status.checked", ago=ago, count=count)
        else:
            yield message("cli.status.checked-in-part", ago=ago, count=count)
    if far.index_rebuilt_seconds is not None:
        result = UNBUILT.get(far.index_rebuild, message("cli.status.rebuilt-well"))
        yield message("cli.status.rebuilt", ago=_ago(far.index_rebuilt_seconds), result=result)
    yield message("cli.status.jobs", waiting=far.jobs_waiting, running=far.jobs_running, failed=far.jobs_failed)
    yield message("cli.status.unsealed", seconds=round(far.unsealed_seconds))


def _ago(seconds: float) -> Message:
    return message("cli.status.ago", hours=f"{seconds / 3600:.1f}")


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
