"""Taking in a file: written to disk while it arrives, checked by content and checksum, then put into the store."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.adapters import sniff
from app.adapters.scratch import scratch_folder, write
from catalog.datasets.files import Upload, check_digest, clean_filename, key_of
from catalog.errors import FieldProblem, Invalid, TooLarge, Unsupported
from catalog.messages import message
from catalog.ports import ObjectStore

CSV = "text/csv"


@dataclass
class Arrived:
    """What has arrived so far: number of bytes, and their running SHA-256."""

    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


async def receive(
    chunks: AsyncIterator[bytes], store: ObjectStore, *, filename: str, folder: Path, limit: int, digest: str | None
) -> Upload:
    """Take in the file that ``chunks`` carry; what is in the store afterwards is whole and of a kind that is read.

    Args:
        chunks: the bytes as they arrive.
        store: where the file is put, under the key of its checksum.
        filename: the name its sender gave it.
        folder: where it lies meanwhile; emptied in any case.
        limit: most bytes that are taken.
        digest: the SHA-256 that the sender announced, or None.

    Raises:
        TooLarge, Unsupported, Invalid: the file is too large, not of a kind that is read, empty, or not what was
            announced. Unavailable: the store does not answer.
    """
    name = clean_filename(filename)
    arrived = Arrived()
    with scratch_folder(folder) as scratch:
        path = Path(scratch, "file")
        await write(_counted(chunks, limit, arrived), path)
        actual = arrived.digest.hexdigest()
        check_digest(digest, actual)
        await asyncio.to_thread(_check_content, path)
        await store.put_file(key_of(actual), path, CSV)
    return Upload(sha256=actual, size=arrived.size, media_type=CSV, format="CSV", filename=name)


async def _counted(chunks: AsyncIterator[bytes], limit: int, arrived: Arrived) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        arrived.size += len(chunk)
        if arrived.size > limit:
            raise TooLarge(limit)
        arrived.digest.update(chunk)
        yield chunk


def _check_content(path: Path) -> None:
    kind = sniff.kind_of_file(path)
    if kind is sniff.EMPTY:
        raise Invalid([FieldProblem("/file", message("upload.empty"), "empty")])
    if not kind.is_text:
        raise Unsupported(kind.label, sniff.EXPECTED)
