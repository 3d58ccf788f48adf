"""Folders for the data of search nodes: each goes with its process, and what a killed one left goes with the next."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "minshu-elasticsearch-"
HELD = "held"
"""Locked as long as its folder is in use, which the system ends with the process, however that ends."""


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for data that goes with its user."""
    remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = os.open(folder / "new", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (folder / "new").rename(folder / HELD)  # locked before anybody can take it for abandoned
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def remove_abandoned() -> None:
    """Remove the folders whose process is gone; those that say nothing of their process stay."""
    for mark in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{HELD}"):
        with suppress(OSError):  # another user's, or removed by somebody else at this moment
            _remove_if_abandoned(mark)


def _remove_if_abandoned(mark: Path) -> None:
    with mark.open("rb+") as file, suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(mark.parent, ignore_errors=True)
