"""``minshu worker``: one more worker, where every part is external or the stack of the data directory is stopped."""

import asyncio
from contextlib import suppress

import typer

from app.cli.search import has_worker
from app.cli.speaking import say
from app.cli.stack import DEFAULT_DATA_DIR, DataDir
from app.cli.telling import CommandFailed, told
from app.container import running
from app.logging import configure
from app.settings import Settings
from app.stack.attach import engines
from app.worker.__main__ import work
from catalog.messages import message

app = typer.Typer()


@app.command(help=say(message("cli.worker")))
def worker(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Run jobs until a signal asks to stop."""
    with told(), suppress(KeyboardInterrupt):
        if has_worker(data_dir, external=False):
            raise CommandFailed(message("cli.worker.brought", folder=str(data_dir)))
        with engines(data_dir) as settings:
            configure(settings.log_level)
            asyncio.run(_work(settings))


async def _work(settings: Settings) -> None:
    async with running(settings) as services:
        await work(services)
