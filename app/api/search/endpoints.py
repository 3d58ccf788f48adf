"""``/api/v1/search``: finding datasets, with facets and highlights."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Request, Response

from app.http.dependencies import Services
from app.http.pagination import next_url
from search.query import parse
from search.results import Hit, SearchResults

router = APIRouter(prefix="/api/v1/search", tags=["search"])


@router.get("", response_class=Response)
async def search(
    request: Request,
    parts: Services,
    q: Annotated[str, Query(description="What is looked for; empty: everything.")] = "",
) -> Response:
    """Datasets that match, with the counts of every facet under the current filters.

    Filters ``theme``, ``organization``, ``region``, ``format``, ``open_class``, ``cycle`` may be repeated;
    ``updated_after`` takes a date; ``sort`` is relevance, updated or published; ``size`` at most 100.
    """
    del q  # read with all the others by the one parser
    query = parse(request.query_params.multi_items())
    return _json(page_of(await parts.search.search(query), request))


@router.get("/suggestions", response_class=Response)
async def suggestions(parts: Services, q: Annotated[str, Query(description="What has been typed so far.")]) -> Response:
    """Titles for what is being typed."""
    found = await parts.search.suggest(q, scopes=("public",))
    return _json({"suggestions": [{"id": each.id, "title": each.title} for each in found]})


def page_of(found: SearchResults, request: Request) -> dict[str, Any]:
    """One page of results as the API gives it; marked texts are pairs of text and whether it matched."""
    return {
        "hits": [_hit(hit) for hit in found.hits],
        "total": found.total,
        "total_is_exact": found.total_is_exact,
        "facets": {
            name: [{"value": each.value, "count": each.count} for each in counts]
            for name, counts in found.facets.items()
        },
        "relaxed": found.relaxed,
        "next": next_url(request, found.next) if found.next else None,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {name: getattr(hit, name) for name in Hit.__slots__}


def _json(content: dict[str, Any]) -> Response:
    return Response(orjson.dumps(content), media_type="application/json")
