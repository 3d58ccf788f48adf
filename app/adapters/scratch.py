"""Files that live for one act: in a folder of the data directory, gone afterwards whatever happens."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from catalog.ports import ObjectStore


def scratch_folder(parent: Path) -> TemporaryDirectory[str]:
    """A folder below ``parent``, removed at the end of its ``with``."""
    parent.mkdir(parents=True, exist_ok=True)
    return TemporaryDirectory(dir=parent)


async def write(chunks: AsyncIterator[bytes], path: Path) -> None:
    """Write ``chunks`` to ``path`` as they come, never holding more than one."""
    file = await asyncio.to_thread(path.open, "wb")
    with file:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)


async def fetch(store: ObjectStore, key: str, path: Path) -> None:
    """Copy the object ``key`` of ``store`` to ``path``."""
    await write(store.read(key), path)
