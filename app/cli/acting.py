"""How a command reaches the parts, whether the stack of its data directory runs or not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from app.cli.telling import told
from app.container import Services, running
from app.settings import Settings
from app.stack.attach import engines
from app.worker.handlers.audit import seal
from catalog.acting.act import Act
from catalog.acting.actor import Platform
from catalog.audit.entry import Basis, BasisType

T = TypeVar("T")
OWNER = Basis(BasisType.DUTY, "command-line")
"""What the owner of the machine does at the command line."""


def owner(services: Services) -> Act:
    """What the owner of the machine does, who needs no account: an act of the platform."""
    return Act.outside(Platform(), services.clock.now())


def act(data_dir: Path, work: Callable[[Services], Awaitable[T]], *, changes: bool = False) -> T:
    """Do ``work`` with the parts of ``data_dir``, whether its stack runs or not.

    Args:
        data_dir: the data directory.
        work: what is to be done.
        changes: it leaves entries in the record; they are sealed at once, for where the stack is stopped nobody else
            would.

    Raises:
        typer.Exit: it failed; the sentence was printed.
    """
    with told(), engines(data_dir) as settings:
        return asyncio.run(_within(settings, work, changes=changes))


async def _within(settings: Settings, work: Callable[[Services], Awaitable[T]], *, changes: bool) -> T:
    async with running(settings) as services:
        answer = await work(services)
        if changes:
            await seal(services.database, services.clock)
        return answer
