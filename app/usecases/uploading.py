"""Taking in the file of a dataset, the same from wherever it comes: rights, then the bytes, then the record."""

from collections.abc import AsyncIterator
from uuid import UUID

from app.adapters.uploads import receive
from app.container import Services
from catalog.acting.act import Act
from catalog.datasets import service


async def take_file(
    parts: Services,
    act: Act,
    dataset_id: UUID,
    chunks: AsyncIterator[bytes],
    filename: str,
    *,
    version: int | None = None,
    digest: str | None = None,
) -> None:
    """Take in the file that ``chunks`` carry as the latest of the dataset; its check follows as a job.

    Rights are looked at before the first byte is read and again when the file is recorded; in between no connection of
    the database is held, so the act has two transactions of its own.

    Args:
        parts: the store, and where the file lies meanwhile.
        act: of whoever sends the file.
        dataset_id: whose file it is.
        chunks: the bytes as they arrive.
        filename: the name its sender gave it.
        version: the version of the working copy on which it is based, where the sender named one.
        digest: the SHA-256 that the sender announced, in hexadecimal.

    Raises:
        Missing, Forbidden, Conflict, Stale: as ``catalog.datasets.service.add_file``.
        TooLarge, Unsupported, Invalid, Unavailable: as ``app.adapters.uploads.receive``.
    """
    async with parts.database.unit_of_work() as session:
        await service.require_uploader(session, act, dataset_id, version)
    sent = await receive(
        chunks,
        parts.store,
        filename=filename,
        folder=parts.settings.scratch_dir,
        limit=parts.settings.upload_limit_bytes,
        digest=digest,
    )
    async with parts.database.unit_of_work() as session:
        await service.add_file(session, act, dataset_id, sent, version)
