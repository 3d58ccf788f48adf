"""The web application: every face of HTTP on one set of parts."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.api.description import DescribedApi
from app.api.router import outer_routers, routers
from app.container import running
from app.http.middleware import install_edge
from app.portal.application import install_portal
from app.settings import Settings
from app.usecases.learning import learning_from_queries

TITLE = "Minshu 闽数 开放接口"
DESCRIPTION = """{platform}的接口。

- 公开的目录、检索和普遍开放的数据不需要登录。
- 机器调用使用 `Authorization: Bearer <令牌>`；浏览器使用会话 Cookie 和 `X-CSRF-Token`。
- 出错时返回 `application/problem+json`（RFC 9457），`type` 可以打开查看说明。
- 修改内容须带 `If-Match`；列表用 `next` 翻页；超出上限会明确拒绝，不会悄悄截断。
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; its parts start and stop with it.

    Args:
        settings: what to run with; read from the environment where none are given.
    """
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(chosen) as services, learning_from_queries(services):
            app.state.services = services
            yield

    app = DescribedApi(
        title=TITLE,
        description=DESCRIPTION.format(platform=chosen.platform_name),
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    install_edge(app, chosen)
    for router in routers():
        app.include_router(router)
    install_portal(app)
    for router in outer_routers():
        app.include_router(router)
    return app


def alone() -> FastAPI:
    """The application in a process that serves nothing else.

    What was imported, dictionaries above all, stays to the end: no collection of garbage looks at it again.
    """
    made = create_app()
    gc.collect()
    gc.freeze()
    return made
