"""``/api/v1/datasets/{id}/similar``: what is like a dataset."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response

from app.api.declared import problems
from app.api.search.endpoints import hit_content
from app.api.search.schemas import SimilarOut
from app.http.dependencies import Reading, Services
from app.usecases.finding import SIMILAR, similar
from catalog.datasets.queries import live_revision
from catalog.errors import BadQuery, Unavailable
from catalog.messages import message

router = APIRouter(prefix="/api/v1/datasets", tags=["search"])
MAX_SIMILAR = 20
_SIZE = f"最多给出几个，1 至 {MAX_SIMILAR}，默认 {SIMILAR}"


@router.get(
    "/{dataset_id}/similar",
    response_class=Response,
    responses={200: {"model": SimilarOut}, **problems(BadQuery, Unavailable)},
    summary="相似的数据集",
    description="按名称、关键词和信息项的共同用词列出相似的公开数据集，主题和地区相同的在前。",
)
async def show_similar(
    dataset_id: UUID,
    parts: Services,
    session: Reading,
    size: Annotated[int, Query(description=_SIZE, json_schema_extra={"minimum": 1, "maximum": MAX_SIMILAR})] = SIMILAR,
) -> Response:
    """Public datasets like this one, the most alike first."""
    if not 1 <= size <= MAX_SIMILAR:
        raise BadQuery("size", message("search.similar.size", most=MAX_SIMILAR))
    found = await similar(parts, await live_revision(session, dataset_id), size=size)
    return Response(orjson.dumps({"hits": [hit_content(hit) for hit in found]}), media_type="application/json")
