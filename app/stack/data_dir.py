"""The data directory: who holds it, which version wrote it, whether it can be used at all.

::

    .minshu/
      lock            held (flock) by the supervisor and every child it started: free once the last of them is gone
      stamp.json      version that wrote the directory last
      secrets.json    0600
      run.json        ports and processes of the present or last run
      logs/  postgres/  store/  search/  tables/
"""

import errno
import fcntl
import os
import pwd
import shutil
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from app.stack.refusals import (
    DataDirectoryAbsent,
    DataDirectoryBusy,
    DataDirectoryFull,
    DataDirectoryNewer,
    DataDirectoryOfAnother,
    DataDirectoryReadOnly,
)
from app.stack.secrets import write_private

NEEDED_BYTES = 512 * 1024**2  # a fresh database, its write-ahead log and the store's first volumes
_ORPHAN_SECONDS = 10.0  # children of a killed supervisor end within about three seconds
_PAUSE_SECONDS = 0.05
_STAMP = "stamp.json"


class Stamp(BaseModel):
    """Which version of the program wrote a data directory last."""

    model_config = ConfigDict(frozen=True)

    version: str


class DataDirectory:
    """A data directory that this process holds; nobody else can open it until ``close`` and the end of all children."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self.lock = lock

    @classmethod
    def open(cls, path: Path) -> Self:
        """Create ``path`` if need be, lock it, and check that this version may use it.

        Raises:
            DataDirectoryOfAnother: it belongs to another user; nothing was changed.
            DataDirectoryReadOnly: it cannot be created or written.
            DataDirectoryBusy: another stack holds it.
            DataDirectoryFull: its disk has no room.
            DataDirectoryNewer: a later version wrote it.
        """
        path = path.absolute()
        held = cls(path, _take_lock(path))
        try:
            held._check_room()
            held._check_version()
            for folder in ("logs", "postgres", "store", "search", "tables"):
                (path / folder).mkdir(mode=0o700, exist_ok=True)
        except OSError as problem:
            held.close()
            raise _explain(path, problem) from problem
        except BaseException:
            held.close()
            raise
        return held

    @classmethod
    def open_existing(cls, path: Path) -> Self:
        """As ``open``, where ``serve`` or ``demo`` was before: a mistyped path must not pass for an empty catalogue.

        Raises:
            DataDirectoryAbsent: no stack ever ran there; nothing was made.
        """
        demand_existing(path)
        return cls.open(path)

    def log(self, name: str) -> Path:
        """Where the output of the part ``name`` goes."""
        return self.path / "logs" / f"{name}.log"

    def close(self) -> None:
        """Let go of the directory; it stays locked as long as a child lives."""
        os.close(self.lock)

    def _check_room(self) -> None:
        free = shutil.disk_usage(self.path).free
        if free < NEEDED_BYTES:
            raise DataDirectoryFull(self.path, free, NEEDED_BYTES)

    def _check_version(self) -> None:
        file, ours = self.path / _STAMP, version("minshu")
        theirs = _read_stamp(file)
        if theirs is not None and _ordered(theirs) > _ordered(ours):
            raise DataDirectoryNewer(self.path, theirs, ours)
        if theirs != ours:
            write_private(file, Stamp(version=ours).model_dump_json())


def demand_existing(path: Path) -> None:
    """See that ``serve`` or ``demo`` was on ``path`` before; of another user's it cannot be seen.

    Raises:
        DataDirectoryAbsent: no stack ever ran there.
    """
    with suppress(PermissionError):
        if not (path / _STAMP).exists():
            raise DataDirectoryAbsent(path.absolute())


def _take_lock(path: Path) -> int:
    owner = _other_owner(path)
    descriptor = _opened_lock(path, owner)
    deadline = time.monotonic() + _ORPHAN_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(descriptor)
            if _alive(holder) or time.monotonic() > deadline:
                os.close(descriptor)
                raise DataDirectoryBusy(path, holder) from None
            time.sleep(_PAUSE_SECONDS)  # the supervisor was killed; its children are ending
            continue
        if owner:  # only here: beside a running stack root does without a start
            os.close(descriptor)
            raise DataDirectoryOfAnother(path, owner)
        return _sign(path, descriptor)


def _opened_lock(path: Path, other_owner: str | None) -> int:
    try:
        if not other_owner:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        create = 0 if other_owner else os.O_CREAT
        return os.open(path / "lock", os.O_RDWR | create | os.O_CLOEXEC, 0o600)
    except OSError as problem:
        raise DataDirectoryOfAnother(path, other_owner) if other_owner else _explain(path, problem) from problem


def _other_owner(path: Path) -> str | None:
    """The user whose directory it is, where that is not the present one.

    It is the one who wrote the stamp: the directory itself may have been made by root for its user. Before there is a
    stamp anybody may begin who can write there, except root: PostgreSQL, which gives up root's rights, could not enter.
    """
    me = os.geteuid()
    owner: int | None
    try:
        owner = (path / _STAMP).stat().st_uid
    except PermissionError:
        owner = _owner(path)
    except OSError:
        owner = _owner(path) if me == 0 else None
    if owner is None or owner == me:
        return None
    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:  # such as the user of a container whose volume this is
        return f"#{owner}"


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except OSError:
        return None


def _sign(path: Path, descriptor: int) -> int:
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    except OSError as problem:
        os.close(descriptor)
        raise _explain(path, problem) from problem
    return descriptor


def _holder(descriptor: int) -> int | None:
    text = os.pread(descriptor, 20, 0)
    return int(text) if text.isdigit() else None


def _alive(pid: int | None) -> bool:
    """Whether the process runs; one that has ended and was not waited for does not."""
    if pid is None:
        return False
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    return False


def _read_stamp(file: Path) -> str | None:
    try:
        return Stamp.model_validate_json(file.read_bytes()).version
    except (FileNotFoundError, ValidationError):  # first start, or a crash on a disk that lost the last write
        return None


def _ordered(text: str) -> tuple[int, ...]:
    numbers = []
    for part in text.split("."):
        digits = "".join(character for character in part if character.isdigit())
        numbers.append(int(digits or 0))
    return tuple(numbers)


def _explain(path: Path, problem: OSError) -> Exception:
    if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DataDirectoryFull(path, 0, NEEDED_BYTES)
    return DataDirectoryReadOnly(path)
