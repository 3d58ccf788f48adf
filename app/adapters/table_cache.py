"""A local copy of the Parquet files that are read, bounded in bytes; all of it can be fetched again from the store."""

import asyncio
import hashlib
import os
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from catalog.errors import TooLarge, Unavailable
from catalog.ports import ObjectStore

_SUFFIX = ".parquet"
_PARTIAL = ".partial"
_DIGEST_LENGTH = 64


@dataclass
class _Entry:
    """One file in the cache: its size in bytes, and how many readers hold it now."""

    size: int
    readers: int = 0


@dataclass
class TableCache:
    """Files of an object store by key, the least recently used dropped beyond ``max_bytes``.

    Files appear whole or not at all (written aside, synced, renamed), so what a killed process leaves behind is
    either good or recognised and removed by ``start``. A file in use is never dropped. Use from one event loop.
    """

    store: ObjectStore
    folder: Path
    max_bytes: int
    _entries: OrderedDict[str, _Entry] = field(default_factory=OrderedDict, init=False)
    _fetches: dict[str, asyncio.Task[None]] = field(default_factory=dict, init=False)
    _placing: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def start(self) -> None:
        """Take over what an earlier process left, oldest use first, and remove what it left half done."""
        for name, size in await asyncio.to_thread(self._survey):
            self._entries[name] = _Entry(size)
        await self._shrink()

    @asynccontextmanager
    async def open(self, key: str) -> AsyncIterator[Path]:
        """The local file of ``key``, held until the context ends; several callers share one fetch.

        Raises:
            Unavailable: the store does not have it, does not answer, or what it sent does not match the key.
            TooLarge: the file is larger than the whole cache.
        """
        name = _file_name(key)
        while (entry := self._used(name)) is None:
            await self._fetched(key, name)
        entry.readers += 1
        self._entries.move_to_end(name)
        try:
            yield self.folder / name
        finally:
            entry.readers -= 1
            await self._shrink()

    async def discard(self, key: str) -> None:
        """Forget the local copy of ``key``, which turned out to be damaged; the next reader fetches it anew."""
        async with self._placing:
            await self._drop(_file_name(key))

    def _used(self, name: str) -> _Entry | None:
        """The entry of ``name`` with its use noted on the file for the next start, or None where there is no file."""
        entry = self._entries.get(name)
        try:
            if entry is not None:
                os.utime(self.folder / name)
        except FileNotFoundError:
            del self._entries[name]
            return None
        return entry

    async def _drop(self, name: str) -> None:
        if self._entries.pop(name, None) is not None:
            await asyncio.to_thread((self.folder / name).unlink, missing_ok=True)

    def _survey(self) -> list[tuple[str, int]]:
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"*{_PARTIAL}"):
            left.unlink(missing_ok=True)
        found = [(path.stat(), path.name) for path in self.folder.glob(f"*{_SUFFIX}")]
        return [(name, stat.st_size) for stat, name in sorted(found, key=lambda pair: pair[0].st_mtime)]

    async def _fetched(self, key: str, name: str) -> None:
        """Wait for the one fetch of ``key``; it goes on when a caller that waits for it is cancelled."""
        task = self._fetches.get(name)
        if task is None:
            task = asyncio.create_task(self._fetch(key, name))
            self._fetches[name] = task
            task.add_done_callback(lambda done: self._done(name, done))
        await asyncio.shield(task)

    def _done(self, name: str, task: asyncio.Task[None]) -> None:
        self._fetches.pop(name, None)
        if not task.cancelled():
            task.exception()  # seen here, so that a failure nobody waits for any more is no warning

    async def _fetch(self, key: str, name: str) -> None:
        info = await self.store.stat(key)
        if info is None:
            raise Unavailable("tables", 60)
        if info.size > self.max_bytes:
            raise TooLarge(self.max_bytes)
        partial = self.folder / f"{name}{_PARTIAL}"
        try:
            size = await self._download(key, partial)
            async with self._placing:
                await asyncio.to_thread(partial.replace, self.folder / name)
                self._entries[name] = _Entry(size)
        finally:
            await asyncio.to_thread(partial.unlink, missing_ok=True)

    async def _download(self, key: str, partial: Path) -> int:
        digest, size = hashlib.sha256(), 0
        with await asyncio.to_thread(_create, partial) as file:
            async for chunk in self.store.read(key):
                digest.update(chunk)
                size += len(chunk)
                await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(_settle, file)
        expected = PurePosixPath(key).stem
        if len(expected) == _DIGEST_LENGTH and expected != digest.hexdigest():
            raise Unavailable("tables", 60)
        return size

    async def _shrink(self) -> None:
        """Drop files that nobody reads, the least recently used first, until the rest fits."""
        async with self._placing:
            total = sum(entry.size for entry in self._entries.values())
            for name, entry in list(self._entries.items()):
                if total <= self.max_bytes:
                    return
                if entry.readers == 0:
                    total -= entry.size
                    await self._drop(name)


def _file_name(key: str) -> str:
    """A name for ``key`` that is safe in any folder, whatever the key holds."""
    return hashlib.sha256(key.encode()).hexdigest() + _SUFFIX


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("wb")


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
