"""What the domain asks of the world: small protocols that adapters in ``app/adapters`` fulfil.

The table engine's protocol stands in ``catalog/tables/engine.py``, because it speaks the types of that slice.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """The only source of the present time in the project."""

    def now(self) -> datetime:
        """The present moment, with zone UTC."""
        ...


@dataclass(frozen=True)
class ObjectInfo:
    """What the store says of one object: key, size in bytes, time of the last change."""

    key: str
    size: int
    modified_at: datetime


class ObjectStore(Protocol):
    """Bytes by key. Keys are clean paths (``aa/bb/<sha256>``), as every S3 server understands them alike."""

    async def put_file(self, key: str, path: Path, media_type: str) -> None:
        """Store the file at ``path`` under ``key``, part by part; a repeated put of the same bytes is harmless.

        Raises:
            catalog.errors.Unavailable: the store does not answer.
        """
        ...

    def read(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes of ``key`` from ``start``, ``length`` of them or to the end, in chunks of at most 1 MiB."""
        ...

    async def stat(self, key: str) -> ObjectInfo | None:
        """Size and time of ``key``, or None where there is no such object."""
        ...

    async def remove(self, key: str) -> None:
        """Remove ``key``; it is no error where it is already gone."""
        ...

    def list(self, prefix: str) -> AsyncIterator[ObjectInfo]:
        """Every object under ``prefix``, in no particular order."""
        ...
