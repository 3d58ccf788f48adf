"""``/api/v1/distributions``: the files of published datasets, whole or in part."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.api.declared import content, problems
from app.api.distributions.schemas import DistributionOut
from app.http.conditional import digest_etag, is_unchanged, range_applies
from app.http.dependencies import CurrentAct, Reading, Services, Writing
from app.http.head import is_head
from app.http.streaming import attachment
from catalog.datasets.queries import live_revision
from catalog.delivery import service
from catalog.delivery.queries import source
from catalog.delivery.ranges import parse_range
from catalog.delivery.service import FilePlan
from catalog.errors import AccessRequired, RangeUnsatisfiable

_SENT = {
    "ETag": "文件字节的校验值",
    "X_Content_SHA256": "整个文件的 SHA-256，十六进制",
    "Content_Disposition": "作为附件保存的文件名",
}
RANGE = {
    "name": "Range",
    "in": "header",
    "required": False,
    "description": "只要其中一段，如 bytes=0-1023；只支持一段",
    "schema": {"type": "string"},
}

router = APIRouter(prefix="/api/v1", tags=["distributions"])


@router.get(
    "/datasets/{dataset_id}/distributions",
    summary="列出数据文件",
    description="列出已发布数据集的文件。",
)
async def list_distributions(dataset_id: UUID, session: Reading) -> list[DistributionOut]:
    """The files of a published dataset."""
    revision = await live_revision(session, dataset_id)
    return [DistributionOut.of(revision.document, file) for file in revision.document.distributions]


@router.get(
    "/distributions/{distribution_id}",
    summary="查看数据文件",
    description="取回一个文件的说明：名称、格式、大小、校验值和列。",
)
async def show(distribution_id: UUID, session: Reading) -> DistributionOut:
    """One file of a published dataset: what it is, not its bytes."""
    found = await source(session, distribution_id)
    return DistributionOut.of(found.document, found.file)


@router.get(
    "/distributions/{distribution_id}/file",
    response_class=Response,
    summary="下载数据文件",
    responses={
        200: content("application/octet-stream", "文件的字节；Content-Type 为文件的类型", **_SENT),
        206: content("application/octet-stream", "所求的一段", Content_Range="这一段在文件中的位置", **_SENT),
        304: {"description": "与 If-None-Match 所列的相同，没有正文"},
        **problems(AccessRequired, RangeUnsatisfiable),
    },
    openapi_extra={"parameters": [RANGE]},
    description="下载文件原样的字节；支持 Range 续传和 If-None-Match。",
)
async def download(
    distribution_id: UUID, act: CurrentAct, session: Writing, request: Request, parts: Services
) -> Response:
    """The bytes of the file: ``Range`` is understood, ``ETag`` and ``Repr-Digest`` carry the SHA-256."""
    found = await service.find_file(session, act, distribution_id)
    tag = digest_etag(found.sha256)
    if is_unchanged(request, tag):
        return Response(status_code=304, headers=_headers(found))
    if is_head(request):
        return Response(headers={**_headers(found), "Content-Length": str(found.size)}, media_type=found.media_type)
    wanted = parse_range(request.headers.get("range")) if range_applies(request, tag) else None
    plan = await service.open_file(session, act, distribution_id, wanted)
    headers = {**_headers(plan), "Content-Length": str(plan.length)}
    if wanted is not None:
        headers["Content-Range"] = f"bytes {plan.start}-{plan.start + plan.length - 1}/{plan.size}"
    return attachment(plan.stream(parts.store), plan.filename, plan.media_type, headers, 206 if wanted else 200)


def _headers(plan: FilePlan) -> dict[str, str]:
    return {
        "ETag": digest_etag(plan.sha256),
        "Accept-Ranges": "bytes",
        "X-Content-SHA256": plan.sha256,
        "Cache-Control": "no-cache",
    }
