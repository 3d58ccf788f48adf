"""``PUT /api/v1/datasets/{id}/file``: one streamed upload of the dataset's file."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from app.adapters.uploads import receive
from app.api.datasets.schemas import WorkingCopyOut
from app.http.conditional import ExpectedVersion, etag
from app.http.dependencies import CurrentCall, Services, SignedIn, UploadBody
from catalog.datasets import queries, service

router = APIRouter(prefix="/api/v1/datasets", tags=["datasets"])


@router.put("/{dataset_id}/file", status_code=201, dependencies=[UploadBody])
async def upload(
    dataset_id: UUID,
    filename: Annotated[str, Query(min_length=1, max_length=1000)],
    version: ExpectedVersion,
    request: Request,
    response: Response,
    parts: Services,
    call: CurrentCall,
    actor: SignedIn,
    checksum: Annotated[str | None, Header(alias="X-Content-SHA256")] = None,
) -> WorkingCopyOut:
    """Send the file as the body, in one piece; ``X-Content-SHA256`` is compared with what arrives.

    Rights are looked at before the first byte is read and again when the file is recorded; in between no connection
    of the database is held.
    """
    async with parts.database.unit_of_work() as session:
        await service.require_uploader(session, actor, dataset_id, version)
    sent = await receive(
        request.stream(),
        parts.store,
        filename=filename,
        folder=parts.settings.scratch_dir,
        limit=parts.settings.upload_limit_bytes,
        digest=checksum,
    )
    async with parts.database.unit_of_work() as session:
        await service.add_file(session, actor, dataset_id, sent, version, call.now)
    async with parts.database.reading() as reading:
        copy = await queries.working_copy(reading, actor, dataset_id)
    response.headers["ETag"] = etag(copy.dataset.version)
    return WorkingCopyOut.of(copy, actor)
