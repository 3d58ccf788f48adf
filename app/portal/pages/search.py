"""``/search``: finding datasets, with ways on where nothing is found, also while search is down."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.http.dependencies import Reading
from app.portal import queries
from app.portal.contexts.results import Help, Results
from app.portal.views import results as views
from app.portal.views.narrowing import SCHEMES, Asked, Known, Pairs, loosened
from app.portal.visit import AnyVisit, Visit
from catalog.base import ReadSession
from search.engine import InvalidQuery, SearchUnavailable
from search.query import PARAMETERS, SearchQuery, clean_text, parse
from search.results import SearchResults

router = APIRouter()
REDUCED = 20
DIGITS = 9
"""Longest number of a hit that is read from an address."""
MOST_WAYS = 6
"""How many looser questions are tried where nothing was found."""


@router.get("/search")
async def search(visit: AnyVisit, session: Reading) -> Response:
    """What was found; with nothing found, ways on; while search is down, titles only (503)."""
    pairs = [pair for pair in visit.request.query_params.multi_items() if pair[0] not in {"done", "from"}]
    try:
        query = parse(pairs)
        found = await visit.parts.search.search(query)
    except InvalidQuery as wrong:
        return _show(visit, await _refused(visit, session, pairs, wrong), 400)
    except SearchUnavailable:
        return _show(visit, await _reduced(visit, session, query), 503)
    return _show(visit, await _results(visit, session, Asked(query, pairs), found))


async def _results(visit: Visit, session: ReadSession, asked: Asked, found: SearchResults) -> Results:
    words = await queries.words(session, *SCHEMES.values())
    codes = [each.value for each in found.facets["organization"]]
    known = Known(words, await queries.owners(session, codes) if codes else {})
    rows = await queries.row_counts(session, [UUID(hit.id) for hit in found.hits]) if found.hits else {}
    ways = None if found.total else await _help(visit, session, asked, known)
    chrome = await visit.chrome(session, "search")
    return views.page(chrome, asked, found, known, rows, _first(visit, asked.query), ways)


async def _help(visit: Visit, session: ReadSession, asked: Asked, known: Known) -> Help:
    """Ways on, each counted; themes are those of the whole catalogue."""
    looser = loosened(asked, known)[:MOST_WAYS]
    questions = [replace(parse(pairs), size=0, facets=()) for _, pairs in looser]
    everything = SearchQuery(size=0, facets=("theme",))
    *counted, whole = await asyncio.gather(*(visit.parts.search.search(each) for each in (*questions, everything)))
    ways = [(label, pairs, found.total) for (label, pairs), found in zip(looser, counted, strict=True)]
    return views.help_with(ways, whole.facets["theme"], await queries.desks(session), known)


async def _reduced(visit: Visit, session: ReadSession, query: SearchQuery) -> Results:
    total, found = await queries.titles_like(session, query.text, REDUCED)
    words = await queries.words(session, "themes")
    return views.reduced(await visit.chrome(session, "search"), query, total, found, Known(words, {}))


async def _refused(visit: Visit, session: ReadSession, pairs: Pairs, wrong: InvalidQuery) -> Results:
    known = f"可用：{'、'.join(wrong.known)}。" if wrong.known and wrong.known != PARAMETERS else ""
    chrome = await visit.chrome(session, "search")
    return views.refused(chrome, _typed(pairs), f"“{wrong.parameter}”：{wrong.message}{known}")


def _typed(pairs: Sequence[tuple[str, str]]) -> str:
    """What was typed, where it can be shown again."""
    try:
        return clean_text(next((value for name, value in pairs if name == "q"), ""))
    except InvalidQuery:
        return ""


def _first(visit: Visit, query: SearchQuery) -> int:
    """Number of the first hit: counted along the pages, and only shown."""
    given = visit.request.query_params.get("from", "")
    counted = query.cursor and given.isascii() and given.isdigit() and len(given) <= DIGITS
    return int(given) if counted else 1


def _show(visit: Visit, page: Results, status: int = 200) -> Response:
    """The page, or only its content where htmx swaps it in."""
    headers = visit.request.headers
    fragment = "hx-request" in headers and "hx-history-restore-request" not in headers
    answer = visit.show(replace(page, chrome=replace(page.chrome, fragment=fragment)), status)
    answer.headers["Vary"] = "HX-Request, HX-History-Restore-Request, Cookie"
    return answer
