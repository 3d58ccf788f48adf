"""``minshu serve`` and ``minshu demo``: hold the data directory, lay out the parts, supervise them."""

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.settings import PREFIX, Settings
from app.stack.data_dir import DataDirectory
from app.stack.layout import DATABASE_URL, S3_ENDPOINT, Layout
from app.stack.ports import is_free
from app.stack.refusals import DataDirectoryFull, DataDirectoryReadOnly, NotExternal, PortBusy, SettingsRefused
from app.stack.supervisor import Supervisor
from catalog.messages import message


@dataclass(frozen=True)
class Plan:
    """What the command line asked for.

    Attributes:
        data_dir: where everything is kept.
        host: address to bind; None: from the environment or 127.0.0.1.
        port: port to bind; None: from the environment or 8000.
        demo: load the demo catalogue once everything is ready.
        embedded: start what has no external address; False refuses instead.
    """

    data_dir: Path
    host: str | None = None
    port: int | None = None
    demo: bool = False
    embedded: bool = True


def run(plan: Plan, on_ready: Callable[[Settings], None], base: Mapping[str, str] = os.environ) -> None:
    """Run the stack until it is asked to stop.

    Raises:
        StackRefusal: one of its kinds, with the sentence to show.
    """
    environment = _environment(plan, base)
    if not plan.embedded:
        missing = [name for name in (DATABASE_URL, S3_ENDPOINT) if not environment.get(name)]
        if missing:
            raise NotExternal(missing)
    directory = DataDirectory.open(plan.data_dir)
    try:
        with _disk_refusals(directory.path):
            layout = Layout.of(directory, environment)
            settings = layout.settings()
            _check_port(settings)
            stages = [*layout.engines(), *layout.services(settings, demo=plan.demo)]
            supervisor = Supervisor(
                stages, (directory.lock,), lambda pids, ready: layout.note(settings, pids, ready=ready)
            )
            supervisor.run(lambda: on_ready(settings))
    finally:
        directory.close()


def _environment(plan: Plan, base: Mapping[str, str]) -> dict[str, str]:
    environment = dict(base)
    if plan.host is not None:
        environment[f"{PREFIX}HOST"] = plan.host
    if plan.port is not None:
        environment[f"{PREFIX}PORT"] = str(plan.port)
    return environment


def _check_port(settings: Settings) -> None:
    try:
        free = is_free(settings.host, settings.port)
    except OSError as problem:
        refused = f"MINSHU_HOST / MINSHU_PORT: {settings.host}:{settings.port}: {problem.strerror}"
        raise SettingsRefused(message("text", text=refused)) from problem
    if not free:
        raise PortBusy(settings.host, settings.port)


@contextmanager
def _disk_refusals(path: Path) -> Iterator[None]:
    """A disk that fills up, or turns read-only, while the stack starts is told as such."""
    try:
        yield
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DataDirectoryFull(path, 0, 1) from problem
        if problem.errno in {errno.EROFS, errno.EACCES}:
            raise DataDirectoryReadOnly(path) from problem
        raise
