"""Home, the API and its errors, the audit chain, and the assets of every page."""

import mimetypes
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from app.http.conditional import is_unchanged
from app.http.dependencies import Reading
from app.http.pagination import decode_number, encode_cursor, one_page
from app.http.problems import problem_type
from app.portal.kit.browsers import BrowserRoute
from app.portal.kit.facets import Known
from app.portal.kit.pieces import Pager
from app.portal.kit.templating import ASSETS, AssetUrls
from app.portal.kit.visit import AnyVisit, Visit
from app.portal.platform import view
from app.portal.platform.context import Home
from catalog.audit import checkpoints as signing
from catalog.audit import queries
from catalog.audit.models import AuditCheckpoint
from catalog.base import ReadSession
from catalog.datasets.queries import public_counts, recent, updated_count
from catalog.errors import Missing
from catalog.organizations import queries as organizations
from catalog.vocabularies import queries as vocabularies
from search.asking.query import SearchQuery
from search.engine import SearchUnavailable
from search.results import SearchResults

router = APIRouter()
beside_api = APIRouter(route_class=BrowserRoute)
"""Pages at addresses of the API."""
RECENT = 6
WEEK = timedelta(days=7)
COUNTED = ("theme", "organization", "open_class")
CHECKPOINTS = 20
KIND = "checkpoints-page"
FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"


@router.get("/")
async def home(visit: AnyVisit) -> Response:
    """What there is, also while search is down."""
    found = await _everything(visit)
    async with visit.parts.database.reading() as session:
        return visit.show(await _home(visit, session, found))


async def _home(visit: Visit, session: ReadSession, found: SearchResults | None) -> Home:
    latest = await recent(session, RECENT)
    counts = (*await public_counts(session), await updated_count(session, visit.act.at - WEEK))
    words = await vocabularies.words(session, "themes")
    codes = [each.value for each in found.facets["organization"]] if found else []
    known = Known(words, await organizations.owners(session, codes) if codes else {})
    chrome = await visit.chrome(session, "home")
    return view.home(chrome, counts, latest, found, known)


async def _everything(visit: Visit) -> SearchResults | None:
    try:
        return await visit.parts.questions.search(SearchQuery(size=0, facets=COUNTED))
    except SearchUnavailable:
        return None


@router.get("/docs")
async def docs(visit: AnyVisit, session: Reading) -> Response:
    """The API by resource, with a form to try what may be read."""
    document: dict[str, Any] = visit.request.app.openapi()
    chrome = await visit.chrome(session, "docs")
    return visit.show(view.console(chrome, document, visit.parts.settings.url))


@beside_api.get("/problems/{slug}")
async def problem(slug: str, visit: AnyVisit, session: Reading) -> Response:
    """What one type of problem means and what to do about it."""
    known = problem_type(slug)
    return visit.show(view.problem_page(await visit.chrome(session, "docs"), known))


@router.get("/audit/checkpoints")
async def checkpoints(visit: AnyVisit, session: Reading) -> Response:
    """The newest first, with their signatures checked at this moment."""
    cursor = visit.request.query_params.get("cursor")
    before = decode_number(KIND, cursor, 0) or None
    rows, more = one_page(await queries.checkpoints(session, before=before, size=CHECKPOINTS + 1), CHECKPOINTS)
    head = await queries.head(session)
    sealed = head.sequence if head else 0
    sound = await _sound(session, rows)
    following = f"/audit/checkpoints?cursor={encode_cursor(KIND, rows[-1].sequence)}" if more else ""
    pager = Pager(min(1, len(rows)), len(rows), None, "/audit/checkpoints" if cursor else "", following)
    chrome = await visit.chrome(session, "audit")
    page = view.checkpoints(chrome, rows, sealed, sound=sound, checked_at=visit.act.at, pager=pager)
    return visit.show(page)


async def _sound(session: ReadSession, rows: Sequence[AuditCheckpoint]) -> bool:
    """Every signature on the page is right, and the newest of them fits the seal it speaks of."""
    if not rows:
        return True
    seal = await queries.seal(session, rows[0].sequence)
    return all(signing.verify(row) for row in rows) and seal is not None and seal.hash == rows[0].hash


@router.get("/assets/{name:path}")
async def asset(name: str, request: Request) -> Response:
    """One asset; only those that are known by name, so that no path leads elsewhere."""
    assets: AssetUrls = request.app.state.assets
    digest = assets.digests.get(name)
    if digest is None:
        raise Missing("asset", name)
    tag = f'"{digest}"'
    lasting = request.query_params.get("v") == digest
    headers = {"ETag": tag, "Cache-Control": FOR_EVER if lasting else SHORTLY}
    if is_unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(ASSETS / name, headers=headers, media_type=kind)


router.include_router(beside_api)
