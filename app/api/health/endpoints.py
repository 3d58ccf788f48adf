"""``/health/live`` and ``/health/ready`` for every probe, without detail; detail and ``/metrics`` for the operator."""

from contextlib import suppress
from typing import Annotated

import psycopg
from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response

from app.api.declared import content
from app.api.health.checks import readiness
from app.http.dependencies import Services
from app.http.middleware import is_local
from app.security.authentication import authenticate
from app.usecases.index_figures import index_figures
from catalog.acting.permissions import Permission, demand

router = APIRouter(tags=["health"])


class HealthOut(BaseModel):
    """The state of the parts, for the operator."""

    ready: bool
    database: bool
    audit: bool
    store: bool
    unsealed_seconds: float | None


async def operator_only(request: Request, parts: Services) -> None:
    """Let only peers on this machine pass, or a caller with the right to see the health of the system.

    Raises:
        Unauthenticated: a token that is no good.
        Forbidden: anybody else.
    """
    if not is_local(request.scope):
        demand(await authenticate(request, parts), Permission.READ_HEALTH)


OperatorOnly = Annotated[None, Depends(operator_only)]


@router.get(
    "/health/live",
    response_class=Response,
    status_code=200,
    summary="进程是否在运行",
    description="进程能回答即为 200。",
)
async def live() -> Response:
    """The process answers."""
    return Response(status_code=200)


@router.get(
    "/health/ready",
    response_class=Response,
    responses={503: {"description": "不能提供服务，没有正文"}},
    summary="是否可以提供服务",
    description="数据库、审计封存和文件存储都正常时为 200，否则为 503；没有正文。",
)
async def ready(parts: Services) -> Response:
    """200 where requests can be served rightly, 503 where not."""
    return Response(status_code=200 if (await readiness(parts)).ready else 503)


@router.get(
    "/health/detail",
    summary="各部件的状态",
    description="给出各部件的状态；只回答本机和系统管理员的令牌。",
)
async def detail(parts: Services, _: OperatorOnly) -> HealthOut:
    """The state of each part."""
    found = await readiness(parts)
    return HealthOut(
        ready=found.ready,
        database=found.database,
        audit=found.audit,
        store=found.store,
        unsealed_seconds=found.unsealed_seconds,
    )


@router.get(
    "/metrics",
    summary="监测指标",
    responses={200: content(CONTENT_TYPE_LATEST, "指标")},
    response_class=Response,
    description="Prometheus 文本格式的指标；只回答本机和系统管理员的令牌。",
)
async def metrics(request: Request, parts: Services, _: OperatorOnly) -> Response:
    """Measures in the text format of Prometheus; while the database is down those of the index are the last ones."""
    with suppress(SQLAlchemyError, psycopg.Error, OSError):
        request.app.state.metrics.index.set(await index_figures(parts))
    return Response(request.app.state.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
