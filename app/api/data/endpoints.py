"""``/api/v1/data``: rows of published tables, limited to what the caller may have and recorded before they leave."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.declared import content, header_declarations, problems, query
from app.http.dependencies import CurrentAct, Reading, Services, Writing
from app.http.pagination import cursor_values, encode_cursor, next_url
from app.http.streaming import attachment
from app.words.language import CHINESE
from catalog.delivery import service
from catalog.errors import AccessRequired, BadQuery, TooLarge
from catalog.tables import values
from catalog.tables.export import csv_chunks, json_chunks
from catalog.tables.operators import OPERATORS
from catalog.tables.query import DEFAULT_SIZE, MAX_SIZE, RESERVED

router = APIRouter(prefix="/api/v1/data", tags=["data"])
PRIVATE = {"Cache-Control": "private, no-store"}
ROWS = "rows"
"""What the cursors of this list are called."""


_COUNTED = {"X_Row_Count": "行数", "Content_Disposition": "作为附件保存的文件名"}
CONDITIONS = [
    query("select", CHINESE.say(RESERVED["select"])),
    query("sort", CHINESE.say(RESERVED["sort"])),
    {
        **query("conditions", "条件：参数名为“列名”或“列名__比较方式”，可以有多个，须全部符合", type="object"),
        "style": "form",
        "explode": True,
    },
]
PAGING = [
    query("size", CHINESE.say(RESERVED["size"]), type="integer", minimum=1, maximum=MAX_SIZE, default=DEFAULT_SIZE),
    query("cursor", CHINESE.say(RESERVED["cursor"])),
    query("count", CHINESE.say(RESERVED["count"]), type="string", enum=["exact", "estimate", "none"], default="none"),
]
EXPORT_PROBLEMS = problems(BadQuery, AccessRequired, TooLarge)
LANGUAGE = "条件写作“列名=值”或“列名__比较方式=值”，名称不存在时会被拒绝并列出可用的名称。比较方式：" + "；".join(
    f"`{operator.key}` {CHINESE.say(operator.label)}，如 `{CHINESE.say(operator.example)}`"
    for operator in OPERATORS.values()
)
"""The language of conditions in words, from its one table."""


class ColumnOut(BaseModel):
    """A column: ``name`` stands in queries, ``operators`` are those it can be filtered with."""

    name: str
    type: str
    title: str
    readable: bool
    operators: list[str]


class TableOut(BaseModel):
    """What everybody may know of a table; ``readable`` columns are those this caller may read."""

    open_class: str
    rows: int
    columns: list[ColumnOut]


class ShownColumn(BaseModel):
    """A column of an answer."""

    name: str
    type: str
    title: str


class RowsOut(BaseModel):
    """One page of rows; ``next`` is null on the last page, ``count`` null where none was asked for."""

    model_config = ConfigDict(json_schema_extra={"description": "一页数据行"})

    columns: Annotated[list[ShownColumn], Field(alias="schema")]
    rows: list[dict[str, Any]]
    next: str | None
    truncated: bool
    count: int | None


@router.get(
    "/{distribution_id}/schema",
    summary="查看表结构",
    description="列出表的列、类型、可用的比较方式和行数；readable 为调用者可读的列。",
)
async def schema(distribution_id: UUID, act: CurrentAct, session: Reading) -> TableOut:
    """Columns, their types and operators, and the number of rows."""
    facts = await service.describe_table(session, act, distribution_id)
    columns = [
        ColumnOut(
            name=column.name,
            type=column.type,
            title=column.title,
            readable=column.name in facts.readable,
            operators=[key for key, operator in OPERATORS.items() if column.type in operator.types],
        )
        for column in facts.schema.columns
    ]
    return TableOut(open_class=facts.open_class, rows=facts.rows, columns=columns)


@router.get(
    "/{distribution_id}/rows",
    response_class=Response,
    responses={200: {"model": RowsOut}, **problems(BadQuery, AccessRequired)},
    openapi_extra={"parameters": [*PAGING, *CONDITIONS]},
    summary="查询数据行",
    description="取回一页数据行。\n\n" + LANGUAGE,
)
async def rows(distribution_id: UUID, act: CurrentAct, session: Writing, request: Request, parts: Services) -> Response:
    """One page of rows.

    ``?select=a,b&city=福州&year__gte=2020&sort=-year&size=100&cursor=…&count=exact|estimate|none``. A condition is
    ``column=value`` or ``column__operator=value``; a name that does not exist is refused with those that do.
    """
    pairs = request.query_params.multi_items()
    unpack = partial(cursor_values, ROWS)
    plan = await service.read_rows(session, parts.tables, act, distribution_id, pairs, unpack)
    names = [column.name for column in plan.columns]
    content = {
        "schema": plan.columns,
        "rows": [dict(zip(names, map(values.to_json, row), strict=True)) for row in plan.page.rows],
        "next": next_url(request, encode_cursor(ROWS, *plan.page.next)) if plan.page.next else None,
        "truncated": plan.page.truncated,
        "count": plan.page.count,
    }
    return Response(orjson.dumps(content), media_type="application/json", headers=PRIVATE)


@router.get(
    "/{distribution_id}/export.csv",
    response_class=Response,
    summary="导出为 CSV",
    responses={200: content("text/csv", "全部行", **_COUNTED), **EXPORT_PROBLEMS},
    openapi_extra={"parameters": CONDITIONS},
    description="导出查询的全部行，UTF-8 带 BOM，可直接用表格软件打开。条件与 rows 相同，但不能分页。",
)
async def export_csv(
    distribution_id: UUID, act: CurrentAct, session: Writing, request: Request, parts: Services
) -> Response:
    """All rows of a query as CSV (UTF-8 with a byte order mark, so that spreadsheets read it rightly)."""
    parameters = request.query_params.multi_items()
    plan = await service.prepare_export(session, parts.tables, act, distribution_id, parameters, "csv")
    chunks = csv_chunks(plan.columns, plan.batches(parts.tables))
    return attachment(chunks, f"{plan.title}.csv", "text/csv; charset=utf-8", _counted(plan))


@router.get(
    "/{distribution_id}/export.json",
    response_class=Response,
    summary="导出为 JSON",
    responses={200: {"model": list[dict[str, Any]], "headers": header_declarations(_COUNTED)}, **EXPORT_PROBLEMS},
    openapi_extra={"parameters": CONDITIONS},
    description="导出查询的全部行，是一个 JSON 数组。条件与 rows 相同，但不能分页。",
)
async def export_json(
    distribution_id: UUID, act: CurrentAct, session: Writing, request: Request, parts: Services
) -> Response:
    """All rows of a query as one JSON array."""
    parameters = request.query_params.multi_items()
    plan = await service.prepare_export(session, parts.tables, act, distribution_id, parameters, "json")
    chunks = json_chunks(plan.columns, plan.batches(parts.tables))
    return attachment(chunks, f"{plan.title}.json", "application/json", _counted(plan))


def _counted(plan: service.ExportPlan) -> dict[str, str]:
    return {**PRIVATE, "X-Row-Count": str(plan.rows)}
