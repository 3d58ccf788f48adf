"""The directory: one folder an index, a pointer to the active one, and a lock for the one process that writes.

```
<directory>/current                what is active and what was before, replaced atomically
<directory>/writer.lock            held by the writing process; the system frees it however that process ends
<directory>/<name>/index/          tantivy's files
<directory>/<name>/schema_version  what the index was built with
```
"""

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from search.engine import SearchUnavailable
from search.engines.embedded.schema import SCHEMA_VERSION

NAME_DIGITS = 8
LOCK = "writer.lock"
FileStamp = tuple[int, int, int]
"""Inode, time of change and size of a file that is only ever replaced: another stamp is another content."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which index is active and which was before; empty where there is none."""

    current: str = ""
    previous: str = ""


def stamp_of(path: Path) -> FileStamp | None:
    """The stamp of a file, None where there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


@dataclass(frozen=True, slots=True)
class IndexDirectory:
    """Where the indexes lie."""

    root: Path

    @property
    def pointer_path(self) -> Path:
        """The file that says which index is active."""
        return self.root / "current"

    def pointer(self) -> Pointer:
        """What is active; nothing where no index was ever activated, or where nobody can tell any more which one."""
        try:
            parts: Any = json.loads(self.pointer_path.read_bytes())
            return Pointer(str(parts["current"]), str(parts["previous"]))
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return Pointer()

    def point(self, pointer: Pointer) -> None:
        """Make another index the active one, durably and at once for every process."""
        text = json.dumps({"current": pointer.current, "previous": pointer.previous})
        _replace(self.pointer_path, text)

    def files(self, name: str) -> Path:
        """The folder of one index's own files."""
        return self.root / name / "index"

    def names(self) -> list[str]:
        """Every index there is, finished or not, the oldest first."""
        if not self.root.exists():
            return []
        return sorted(path.name for path in self.root.iterdir() if path.is_dir() and path.name.isdigit())

    def chosen(self, name: str | None) -> str:
        """The active index for None, otherwise the named one.

        Raises:
            SearchUnavailable: There is none.
        """
        found = self.pointer().current if name is None else name
        if found not in self.names():
            raise SearchUnavailable(f"there is no index {found}" if found else "there is no active index")
        return found

    def create(self) -> str:
        """Make the folder of a new index; answers its name, which is no name that the pointer still holds."""
        pointer = self.pointer()
        last = max(int(name or 0) for name in (*self.names(), pointer.current, pointer.previous))
        name = f"{last + 1:0{NAME_DIGITS}d}"
        self.files(name).mkdir(parents=True)
        _replace(self.root / name / "schema_version", SCHEMA_VERSION)
        return name

    def schema_version(self, name: str) -> str:
        """What an index was built with; empty where that is unknown."""
        try:
            return (self.root / name / "schema_version").read_text("ascii").strip()
        except (OSError, ValueError):
            return ""

    def drop(self, name: str) -> None:
        """Delete an index; processes that still read it keep its open files."""
        shutil.rmtree(self.root / name, ignore_errors=True)

    def lock(self) -> IO[bytes]:
        """Become the writer until the answer is closed or the process ends.

        Raises:
            SearchUnavailable: Another process is the writer.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        handle = (self.root / LOCK).open("ab")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            handle.close()
            raise SearchUnavailable("another process writes this index") from error
        return handle

    def is_locked_by(self, handle: IO[bytes]) -> bool:
        """Whether a lock still counts: whoever deleted the directory deleted it, and another may be writing now."""
        try:
            return os.path.samestat((self.root / LOCK).stat(), os.fstat(handle.fileno()))
        except FileNotFoundError:
            return False


def _replace(path: Path, text: str) -> None:
    """Write a small file so that it is either the old or the new one, also after a loss of power."""
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
