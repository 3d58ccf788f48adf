"""``PUT /api/v1/datasets/{id}/file``: one streamed upload of the dataset's file."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from app.api.datasets.schemas import WorkingCopyOut
from app.api.declared import problems
from app.http.conditional import ExpectedVersion, etag
from app.http.dependencies import CurrentAct, Services, SignedIn, UploadBody
from app.usecases.uploading import take_file
from catalog.datasets import queries
from catalog.errors import Conflict

router = APIRouter(prefix="/api/v1/datasets", tags=["datasets"])


@router.put(
    "/{dataset_id}/file",
    status_code=201,
    dependencies=[UploadBody],
    summary="上传数据文件",
    responses=problems(Conflict),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    description="以请求正文一次发送整个文件；给出 X-Content-SHA256 时与收到的内容核对。",
)
async def upload(
    dataset_id: UUID,
    filename: Annotated[str, Query(min_length=1, max_length=1000, description="文件名，供下载的人看")],
    version: ExpectedVersion,
    request: Request,
    response: Response,
    parts: Services,
    actor: SignedIn,
    act: CurrentAct,
    checksum: Annotated[str | None, Header(alias="X-Content-SHA256", description="文件的 SHA-256，十六进制")] = None,
) -> WorkingCopyOut:
    """Send the file as the body, in one piece; ``X-Content-SHA256`` is compared with what arrives."""
    await take_file(parts, act, dataset_id, request.stream(), filename, version=version, digest=checksum)
    async with parts.database.reading() as reading:
        copy = await queries.working_copy(reading, actor, dataset_id)
    response.headers["ETag"] = etag(copy.dataset.version)
    return WorkingCopyOut.of(copy, actor)
