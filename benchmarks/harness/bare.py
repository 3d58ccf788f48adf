"""The rival: bare FastAPI with nothing around it, on the same database session and the same index as the product."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import FastAPI, Request, Response
from search_facets import RawSearch
from sqlalchemy import text

from app.container import database_of
from app.settings import Settings

_ONE = text(
    "SELECT r.number, CAST(r.document AS TEXT) FROM revisions r"
    " JOIN datasets d ON d.id = r.dataset_id AND d.live_revision = r.number WHERE d.id = :id"
)


def make_app() -> FastAPI:
    """One indexed select with its bytes returned, and tantivy with queries made beforehand."""
    settings = Settings()
    database = database_of(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await database.close()

    app = FastAPI(lifespan=lifespan)
    raw = RawSearch(settings.index_dir)

    @app.get("/show/{dataset_id}")
    async def show(dataset_id: UUID) -> Response:
        async with database.reading() as session:
            _, document = (await session.execute(_ONE, {"id": dataset_id})).one()
        return Response(document, media_type="application/json")

    @app.get("/search")
    async def search(request: Request) -> Response:
        if request.url.query not in raw.prepared:
            raw.prepare(request.query_params.multi_items())
        return Response(raw.answer(request.url.query), media_type="application/json")

    return app
