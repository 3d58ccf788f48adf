"""``/api/v1/search``: finding datasets, with facets and highlights."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.api.declared import problems
from app.api.declared import query as parameter
from app.api.search.schemas import SearchOut, SuggestionsOut
from app.http.asking import next_cursor, query_of
from app.http.dependencies import Services, current_actor
from app.http.pagination import next_url
from app.projections.element_words import label
from app.security.authentication import client_address
from app.usecases.explaining import parts_of_scores, require_explainer
from app.usecases.finding import Found, find, suggest
from app.usecases.learning import learn_asked
from catalog.acting.actor import person_of
from catalog.datasets.elements import METADATA
from catalog.errors import BadQuery, Forbidden, Unavailable
from search.asking.parameters import MAX_VALUES, RANGES, typed
from search.asking.query import DEFAULT_SIZE, MAX_OFFSET, MAX_SIZE, MAX_TEXT_LENGTH, Sort
from search.document import FACETS
from search.hit import Hit

router = APIRouter(prefix="/api/v1/search", tags=["search"])

_MEANINGS = {
    **{element.name: f"{label(element.key)}代码" for element in METADATA if element.facet},
    "organization": "机构代码",
    "region": "行政区划代码",
    "format": "文件格式，如 csv",
    "freshness": "更新状况：current 按期更新、overdue 已逾期、outdated 长期未更新、unscheduled 一次性数据",
    "carrier": "提供方式：file 文件下载、api 接口调用",
}
_ENDS = {
    "updated_after": "只要这时或以后更新的",
    "updated_before": "只要这时或以前更新的",
    "published_after": "只要这时或以后首次发布的",
    "published_before": "只要这时或以前首次发布的",
    "size_min": "文件合计至少这么多字节",
    "size_max": "文件合计至多这么多字节",
}
_MOMENT = "；日期（含当天）或时间，不写时区按北京时间，如 2026-01-31 或 2026-01-31T08:00:00+08:00"
FILTERS = [
    *(
        parameter(
            name,
            f"{_MEANINGS[name]}；可以重复，符合其一即可，最多 {MAX_VALUES} 个",
            type="array",
            items={"type": "string"},
            maxItems=MAX_VALUES,
        )
        for name in FACETS
    ),
    *(
        parameter(name, meaning + _MOMENT)
        if RANGES[name].moment
        else parameter(name, meaning, type="integer", minimum=0)
        for name, meaning in _ENDS.items()
    ),
    parameter(
        "sort",
        "排序：relevance 相关度（默认）、updated 更新时间、published 发布时间、downloads 下载次数",
        type="string",
        enum=[each.value for each in Sort],
    ),
    parameter(
        "size",
        f"每页条数，0 至 {MAX_SIZE}，默认 {DEFAULT_SIZE}；0 只要总数和分面",
        type="integer",
        minimum=0,
        maximum=MAX_SIZE,
    ),
    parameter("explain", "true 时每条命中附得分构成（parts），仅限系统管理员", type="boolean", default=False),
    parameter("cursor", f"下一页的位置，请直接使用 next；按相关度最多翻到第 {MAX_OFFSET} 条"),
]
"""What the one parser reads beside ``q``, for the description."""


@router.get(
    "",
    response_class=Response,
    responses={200: {"model": SearchOut}, **problems(BadQuery, Forbidden, Unavailable)},
    openapi_extra={"parameters": FILTERS},
    summary="检索数据集",
    description="按文字和条件检索已发布的数据集，返回命中、各分面的数量和高亮。"
    "搜索引擎停机时只按名称和信息资源代码查找，reduced 为 true，没有分面，未起作用的参数列在 not_applied。",
)
async def search(
    request: Request,
    parts: Services,
    q: Annotated[str, Query(description=f"检索文字，最多 {MAX_TEXT_LENGTH} 个字符；不填为全部")] = "",
) -> Response:
    """Datasets that match, with the counts of every facet under the current filters.

    The filters are the facets and may be repeated; the two ends of a range belong to it; ``size`` is at most 100.
    """
    del q  # read with all the others by the one parser
    query = query_of(request.query_params.multi_items())
    if query.explain:
        require_explainer(query, person_of(await current_actor(request)))
    answer = await find(parts, query)
    learn_asked(parts, client_address(request), query, answer, on_page=False)
    page = page_of(answer, request)
    if query.explain and not answer.reduced:
        made = await parts_of_scores(parts, query, answer)
        page["hits"] = [hit | {"parts": made.get(hit["id"], ())} for hit in page["hits"]]
    return _json(page)


@router.get(
    "/suggestions",
    response_class=Response,
    responses={200: {"model": SuggestionsOut}, **problems(BadQuery, Unavailable)},
    summary="检索建议",
    description="按已输入的文字给出数据集名称、提供单位、主题和常用检索词；也可以输入拼音或拼音首字母。",
)
async def suggestions(
    request: Request, parts: Services, q: Annotated[str, Query(description="已输入的文字")]
) -> Response:
    """Titles, organizations, themes and questions for what is being typed."""
    q = typed(request.query_params.multi_items())
    found = await suggest(parts, q)
    beside = await parts.completer.complete(parts.database, q)
    return _json(
        {
            "suggestions": [{"id": each.id, "title": each.title} for each in found],
            "organizations": [{"code": each.code, "name": each.name} for each in beside.organizations],
            "themes": [{"code": each.code, "name": each.name} for each in beside.themes],
            "queries": beside.queries,
        }
    )


def page_of(answer: Found, request: Request) -> dict[str, Any]:
    """One page of results as the API gives it; marked texts are pairs of text and whether it matched."""
    found = answer.results
    return {
        "hits": [hit_content(hit) for hit in found.hits],
        "total": found.total,
        "total_is_exact": found.total_is_exact,
        "exact": found.exact,
        "facets": {
            name: [{"value": each.value, "count": each.count} for each in counts]
            for name, counts in found.facets.items()
        },
        "truncated": found.truncated,
        "relaxed": found.relaxed,
        "did_you_mean": found.did_you_mean,
        "next": next_url(request, next_cursor(found)) if found.next else None,
        "reduced": answer.reduced,
        "not_applied": answer.not_applied,
    }


def hit_content(hit: Hit) -> dict[str, Any]:
    """A hit as the API gives it."""
    return {name: getattr(hit, name) for name in Hit.__slots__}


def _json(content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")
