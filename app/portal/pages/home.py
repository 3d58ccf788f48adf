"""``/`` and ``/search``: finding datasets, also while search is down."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.http.dependencies import Reading
from app.portal import queries
from app.portal.contexts.public import Results
from app.portal.views import finding
from app.portal.visit import AnyVisit, Visit
from catalog.base import ReadSession
from catalog.datasets.queries import public_counts, recent
from catalog.organizations.queries import names
from search.engine import InvalidQuery, SearchUnavailable
from search.query import PARAMETERS, SearchQuery, clean_text, parse
from search.results import SearchResults

router = APIRouter()
RECENT = 6
REDUCED = 20
WEEK = timedelta(days=7)
DIGITS = 9
"""Longest number of a hit that is read from an address."""


@router.get("/")
async def home(visit: AnyVisit, session: Reading) -> Response:
    """Search first, then numbers, themes, organizations, the latest datasets."""
    found = await _everything(visit)
    latest = await recent(session, RECENT)
    counts = (*await public_counts(session), await queries.updated_count(session, visit.call.now - WEEK))
    words = await queries.words(session, "themes")
    owners = await names(session, _codes(found, "organization")) if found else {}
    chrome = await visit.chrome(session, "home")
    return visit.show(finding.home(chrome, counts, latest, found, words, owners))


async def _everything(visit: Visit) -> SearchResults | None:
    try:
        return await visit.parts.search.search(parse([("size", "0")]))
    except SearchUnavailable:
        return None


@router.get("/search")
async def search(visit: AnyVisit, session: Reading) -> Response:
    """What was found; with nothing found, ways out; while search is down, titles only (503)."""
    pairs = [pair for pair in visit.request.query_params.multi_items() if pair[0] != "done"]
    asked = [pair for pair in pairs if pair[0] != "from"]
    try:
        query = parse(asked)
        found = await visit.parts.search.search(query)
    except InvalidQuery as wrong:
        return _show(visit, await _refused(visit, session, asked, wrong), 400)
    except SearchUnavailable:
        return _show(visit, await _reduced(visit, session, query), 503)
    return _show(visit, await _results(visit, session, query, pairs, found))


async def _results(
    visit: Visit, session: ReadSession, query: SearchQuery, pairs: Sequence[tuple[str, str]], found: SearchResults
) -> Results:
    words = await queries.words(session, *finding.SCHEMES.values())
    codes = {*_codes(found, "organization"), *query.filters.get("organization", ())}
    owners = await names(session, codes)
    rows = await queries.row_counts(session, [UUID(hit.id) for hit in found.hits])
    chrome = await visit.chrome(session, "search")
    return finding.results(chrome, query, pairs, found, words, owners, rows, _first(visit, query))


async def _reduced(visit: Visit, session: ReadSession, query: SearchQuery) -> Results:
    total, found = await queries.titles_like(session, query.text, REDUCED)
    words = await queries.words(session, "themes")
    return finding.reduced(await visit.chrome(session, "search"), query, total, found, words)


async def _refused(
    visit: Visit, session: ReadSession, asked: Iterable[tuple[str, str]], wrong: InvalidQuery
) -> Results:
    known = f"可用：{'、'.join(wrong.known)}。" if wrong.known and wrong.known != PARAMETERS else ""
    chrome = await visit.chrome(session, "search")
    return finding.refused(chrome, _typed(asked), f"“{wrong.parameter}”：{wrong.message}{known}")


def _typed(asked: Iterable[tuple[str, str]]) -> str:
    """What was typed, where it can be shown again."""
    try:
        return clean_text(next((value for name, value in asked if name == "q"), ""))
    except InvalidQuery:
        return ""


def _first(visit: Visit, query: SearchQuery) -> int:
    """Number of the first hit: counted along the pages, and only shown."""
    given = visit.request.query_params.get("from", "")
    counted = query.cursor and given.isascii() and given.isdigit() and len(given) <= DIGITS
    return int(given) if counted else 1


def _codes(found: SearchResults, facet: str) -> list[str]:
    return [each.value for each in found.facets.get(facet, ())]


def _show(visit: Visit, page: Results, status: int = 200) -> Response:
    """The page, or only its content where htmx swaps it in."""
    headers = visit.request.headers
    fragment = "hx-request" in headers and "hx-history-restore-request" not in headers
    answer = visit.show(replace(page, chrome=replace(page.chrome, fragment=fragment)), status)
    answer.headers["Vary"] = "HX-Request, HX-History-Restore-Request, Cookie"
    return answer
