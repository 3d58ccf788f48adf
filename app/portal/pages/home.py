"""``/``: search first, then numbers, themes, organizations, the latest datasets."""

from datetime import timedelta

from fastapi import APIRouter
from starlette.responses import Response

from app.portal.contexts.public import Home
from app.portal.kit.facets import Known
from app.portal.kit.visit import AnyVisit, Visit
from app.portal.views import platform as views
from catalog.base import ReadSession
from catalog.datasets.queries import public_counts, recent, updated_count
from catalog.organizations import queries as organizations
from catalog.vocabularies import queries as vocabularies
from search.engine import SearchUnavailable
from search.query import SearchQuery
from search.results import SearchResults

router = APIRouter()
RECENT = 6
WEEK = timedelta(days=7)
COUNTED = ("theme", "organization", "open_class")


@router.get("/")
async def home(visit: AnyVisit) -> Response:
    """What there is, also while search is down."""
    found = await _everything(visit)
    async with visit.parts.database.reading() as session:
        return visit.show(await _home(visit, session, found))


async def _home(visit: Visit, session: ReadSession, found: SearchResults | None) -> Home:
    latest = await recent(session, RECENT)
    counts = (*await public_counts(session), await updated_count(session, visit.call.now - WEEK))
    words = await vocabularies.words(session, "themes")
    codes = [each.value for each in found.facets["organization"]] if found else []
    known = Known(words, await organizations.owners(session, codes) if codes else {})
    chrome = await visit.chrome(session, "home")
    return views.home(chrome, counts, latest, found, known)


async def _everything(visit: Visit) -> SearchResults | None:
    try:
        return await visit.parts.breaker.ask(lambda: visit.parts.search.search(SearchQuery(size=0, facets=COUNTED)))
    except SearchUnavailable:
        return None
