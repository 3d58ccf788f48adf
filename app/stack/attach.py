"""For commands: the settings of the running stack, or of engines started for the length of the command."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.settings import Settings
from app.stack.data_dir import DataDirectory
from app.stack.layout import DATABASE_URL, S3_ENDPOINT, Layout, read_run
from app.stack.refusals import DataDirectoryBusy
from app.stack.secrets import load_or_create
from app.stack.supervisor import Supervisor

_START_SECONDS = 60.0
_PAUSE_SECONDS = 0.1


def all_external(base: Mapping[str, str] = os.environ) -> bool:
    """Whether the environment names every part, so that nothing is looked for in a data directory."""
    return bool(base.get(DATABASE_URL) and base.get(S3_ENDPOINT))


@contextmanager
def engines(data_dir: Path, base: Mapping[str, str] = os.environ) -> Iterator[Settings]:
    """Database and store of ``data_dir``, migrated: those of the running stack, else started here and stopped after.

    Call it from the main thread: the parts it starts end with the thread that started them. Nothing is started where
    every part is external.

    Args:
        data_dir: the data directory; ``serve`` or ``demo`` made it.
        base: the environment; what it names is external.

    Raises:
        StackRefusal: there is no such directory, the engines cannot be started, or the running stack does not become
            ready.
    """
    if all_external(base):
        yield Settings.from_environment(base)
        return
    try:
        directory = DataDirectory.open_existing(data_dir)
    except DataDirectoryBusy as busy:
        yield _running(data_dir.absolute(), base, busy)
        return
    try:
        layout = Layout.of(directory, base)
        settings = layout.settings()
        supervisor = Supervisor(
            layout.engines(), (directory.lock,), lambda pids, ready: layout.note(settings, pids, ready=ready)
        )
        try:
            supervisor.start()
            yield settings
        finally:
            supervisor.stop()
    finally:
        directory.close()


def _running(data_dir: Path, base: Mapping[str, str], busy: DataDirectoryBusy) -> Settings:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        run = read_run(data_dir)
        if run is not None and run.ready:
            environment = {**base, "MINSHU_HOST": run.host, "MINSHU_PORT": str(run.port)}
            return Layout(data_dir, run.ports, load_or_create(data_dir), environment).settings()
        if time.monotonic() > deadline:
            raise busy
        time.sleep(_PAUSE_SECONDS)
