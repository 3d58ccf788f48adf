"""Database and store of their own for the tests that look behind their doors."""

import os
from collections.abc import Iterator

import psutil
import pytest

from app.stack.data_dir import DataDirectory
from app.stack.layout import Layout
from app.stack.supervisor import Supervisor


class Running:
    """The embedded parts of one data directory, without schema, worker and web."""

    def __init__(self, layout: Layout, supervisor: Supervisor) -> None:
        self.layout = layout
        self.supervisor = supervisor

    def process(self, name: str) -> psutil.Process:
        process = self.supervisor._running[name].process
        assert process is not None
        return psutil.Process(process.pid)

    def log(self, name: str) -> str:
        return (self.layout.data_dir / "logs" / f"{name}.log").read_text()


@pytest.fixture(scope="module")
def running(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    directory = DataDirectory.open(tmp_path_factory.mktemp("stack") / "data")
    base = {name: value for name, value in os.environ.items() if not name.startswith("MINSHU_")}
    layout = Layout.of(directory, base)
    supervisor = Supervisor(layout.engines()[:1], (directory.lock,))
    try:
        supervisor.start()
        yield Running(layout, supervisor)
    finally:
        supervisor.stop()
        directory.close()
