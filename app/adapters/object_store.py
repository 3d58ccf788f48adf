"""Files in an S3 store, through the MinIO client: SeaweedFS embedded, MinIO or any other S3 in production."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minio import Minio
from minio.error import MinioException, S3Error
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from catalog.errors import Missing, Unavailable
from catalog.ports import ObjectInfo

CHUNK = 1024 * 1024
PART = 16 * 1024 * 1024
_ABSENT = frozenset({"NoSuchKey", "NoSuchObject"})
_FAULTS = (MinioException, HTTPError, OSError)


@dataclass(frozen=True)
class S3ObjectStore:
    """One bucket of an S3 server. Every call of the blocking client runs in a thread, chunk by chunk."""

    client: Minio
    bucket: str

    @classmethod
    def connect(
        cls, endpoint: str, access_key: str, secret_key: str, bucket: str, *, secure: bool, region: str
    ) -> "S3ObjectStore":
        """A store at ``endpoint``; nothing is sent before the first use."""
        pool = PoolManager(
            maxsize=32,
            timeout=Timeout(connect=5, read=60),
            retries=Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
        )
        client = Minio(
            endpoint, access_key=access_key, secret_key=secret_key, secure=secure, region=region, http_client=pool
        )
        return cls(client, bucket)

    async def put_file(self, key: str, path: Path, media_type: str) -> None:
        """See ``catalog.ports.ObjectStore``."""
        try:
            await asyncio.to_thread(
                self.client.fput_object, self.bucket, key, str(path), content_type=media_type, part_size=PART
            )
        except _FAULTS as fault:
            raise Unavailable("store") from fault

    async def read(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """See ``catalog.ports.ObjectStore``.

        Raises:
            Missing: there is no such object. Unavailable: the store does not answer, or stops in the middle.
        """
        response = await self._open(key, start, length)
        try:
            while chunk := await asyncio.to_thread(response.read, CHUNK):
                yield chunk
        except _FAULTS as fault:
            raise Unavailable("store") from fault
        finally:
            response.close()
            response.release_conn()

    async def _open(self, key: str, start: int, length: int | None) -> Any:
        try:
            return await asyncio.to_thread(self.client.get_object, self.bucket, key, offset=start, length=length or 0)
        except S3Error as fault:
            raise (Missing("file", key) if fault.code in _ABSENT else Unavailable("store")) from fault
        except _FAULTS as fault:
            raise Unavailable("store") from fault

    async def stat(self, key: str) -> ObjectInfo | None:
        """See ``catalog.ports.ObjectStore``."""
        try:
            found = await asyncio.to_thread(self.client.stat_object, self.bucket, key)
        except S3Error as fault:
            if fault.code in _ABSENT:
                return None
            raise Unavailable("store") from fault
        except _FAULTS as fault:
            raise Unavailable("store") from fault
        return _info(key, found)

    async def remove(self, key: str) -> None:
        """See ``catalog.ports.ObjectStore``."""
        try:
            await asyncio.to_thread(self.client.remove_object, self.bucket, key)
        except _FAULTS as fault:
            raise Unavailable("store") from fault

    async def list(self, prefix: str) -> AsyncIterator[ObjectInfo]:
        """See ``catalog.ports.ObjectStore``."""
        found: Iterator[Any] = iter(self.client.list_objects(self.bucket, prefix=prefix, recursive=True))
        try:
            while (entry := await asyncio.to_thread(next, found, None)) is not None:
                yield _info(entry.object_name, entry)
        except _FAULTS as fault:
            raise Unavailable("store") from fault

    async def answers(self) -> bool:
        """Whether the bucket can be reached now."""
        try:
            return await asyncio.to_thread(self.client.bucket_exists, self.bucket)
        except _FAULTS:
            return False


def _info(key: str, found: Any) -> ObjectInfo:
    return ObjectInfo(key, int(found.size), found.last_modified)
