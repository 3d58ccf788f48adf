"""An object store in a folder: the port of the domain, small enough to be slowed down and broken on purpose."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from catalog.ports import ObjectInfo


class FolderStore:
    """Counts what is read, and holds every reading back until ``gate`` is open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reads = 0
        self.reading = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def put_file(self, key: str, path: Path, media_type: str) -> None:
        del media_type
        self.put(key, await asyncio.to_thread(path.read_bytes))

    def put(self, key: str, data: bytes) -> None:
        target = self.folder / key
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    async def read(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        self.reads += 1
        self.reading.set()
        await self.gate.wait()
        data = (self.folder / key).read_bytes()[start:][:length]
        for begin in range(0, len(data), 1000):
            yield data[begin : begin + 1000]

    async def stat(self, key: str) -> ObjectInfo | None:
        path = self.folder / key
        return ObjectInfo(key, path.stat().st_size, datetime(2026, 1, 1, tzinfo=UTC)) if path.exists() else None

    async def remove(self, key: str) -> None:
        (self.folder / key).unlink(missing_ok=True)

    async def list(self, prefix: str) -> AsyncIterator[ObjectInfo]:
        for path in (self.folder / prefix).rglob("*"):
            if info := await self.stat(str(path.relative_to(self.folder))):
                yield info
