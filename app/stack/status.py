"""What runs on a data directory: parts, versions, memory."""

from importlib.metadata import version
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict

from app.stack import postgres, store
from app.stack.layout import answers_ready, read_run


class PartStatus(BaseModel):
    """One process: whether it runs, and the memory it and its children take (proportional set size, bytes)."""

    model_config = ConfigDict(frozen=True)

    name: str
    running: bool
    pid: int | None = None
    version: str | None = None
    pss_bytes: int | None = None


class Status(BaseModel):
    """The answer of ``minshu status``."""

    model_config = ConfigDict(frozen=True)

    version: str
    data_dir: str
    running: bool
    ready: bool
    url: str | None
    parts: list[PartStatus]
    pss_bytes: int


def collect(data_dir: Path) -> Status:
    """Look at the processes of ``data_dir``; asks the web process whether it is ready, and nothing else."""
    run = read_run(data_dir)
    versions = {"postgres": postgres.embedded_version(), "store": store.embedded_version()}
    pids = {"supervisor": run.supervisor, **run.parts} if run else {}
    parts = [_part(name, pid, versions.get(name, version("minshu"))) for name, pid in pids.items()]
    running = bool(parts) and parts[0].running
    return Status(
        version=version("minshu"),
        data_dir=str(data_dir.absolute()),
        running=running,
        ready=running and run is not None and answers_ready(run.host, run.port),
        url=f"http://{run.host}:{run.port}" if run and running else None,
        parts=parts,
        pss_bytes=sum(part.pss_bytes or 0 for part in parts),
    )


def memory(pid: int) -> int:
    """Proportional set size of a process and its descendants, in bytes; pages shared by n processes count 1/n.

    Raises:
        psutil.NoSuchProcess: it does not run.
    """
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(_pss(member) for member in family)


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:  # ended since it was listed
        return 0


def _part(name: str, pid: int, its_version: str) -> PartStatus:
    try:
        if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return PartStatus(name=name, running=False)
        own = _pss(psutil.Process(pid)) if name == "supervisor" else memory(pid)  # its children are parts themselves
        return PartStatus(name=name, running=True, pid=pid, version=its_version, pss_bytes=own)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return PartStatus(name=name, running=False)
