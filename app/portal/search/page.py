"""``/search``: finding datasets, with ways on where nothing is found, also while search is down."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.http.asking import query_of
from app.portal.kit.facets import SCHEMES, Known
from app.portal.kit.visit import AnyVisit, Visit
from app.portal.search import view
from app.portal.search.context import Results
from app.portal.search.narrowing import Asked, Looser, Misread, looser, misread
from app.usecases.explaining import may_explain, parts_of_scores, require_explainer
from app.usecases.finding import Found, find
from app.usecases.learning import learn_asked
from catalog.acting.actor import Person
from catalog.base import ReadSession
from catalog.datasets.queries import row_counts
from catalog.organizations.queries import desks, owners
from catalog.vocabularies import queries as vocabularies
from search.asking.parameters import PARAMETERS, parse
from search.asking.query import InvalidQuery, SearchQuery
from search.engine import SearchUnavailable
from search.ranking.explaining import ScorePart
from search.results import FacetCount, SearchResults

router = APIRouter()
DIGITS = 9
"""Longest number of a hit that is read from an address."""
MOST_WAYS = 6
"""How many looser questions are tried where nothing was found."""
Parts = Mapping[str, tuple[ScorePart, ...]]


@router.get("/search")
async def search(visit: AnyVisit) -> Response:
    """What was found; with nothing found, ways on; while search is down, titles and codes only.

    What others append to an address (``utm_source``, ``isappinstalled``) is none of the question, and is left out.
    The engine is asked before names are read: no request holds a connection while it waits for the engine, or two.
    """
    pairs = [pair for pair in visit.request.query_params.multi_items() if pair[0] in PARAMETERS]
    try:
        asked = Asked(query_of(pairs), pairs)
        found = await find(visit.parts, asked.query)
        learn_asked(visit.parts, visit.act.address, asked.query, found, on_page=True)
        ways = None if found.results.total or found.reduced else await _ways(visit, asked)
        require_explainer(asked.query, _viewer(visit))
        parts = await parts_of_scores(visit.parts, asked.query, found)
    except InvalidQuery as wrong:
        return _show(visit, await _refused(visit, misread(pairs, wrong)), 400)
    except SearchUnavailable:
        async with visit.parts.database.reading() as session:
            return _show(visit, view.unavailable(await visit.chrome(session, "search"), pairs), 503)
    async with visit.parts.database.reading() as session:
        return _show(visit, await _results(visit, session, asked, found, ways, parts))


@dataclass(frozen=True)
class Ways:
    """Looser questions with what each finds, and the themes of the whole catalogue."""

    looser: list[tuple[Looser, int]]
    themes: tuple[FacetCount, ...]


async def _ways(visit: Visit, asked: Asked) -> Ways:
    ways = looser(asked)[:MOST_WAYS]
    questions = [replace(parse(way.pairs), size=0, facets=()) for way in ways]
    everything = SearchQuery(size=0, facets=("theme",))
    *counted, whole = await asyncio.gather(*(find(visit.parts, each) for each in (*questions, everything)))
    totals = (found.results.total for found in counted)
    return Ways(list(zip(ways, totals, strict=True)), whole.results.facets.get("theme", ()))


def _viewer(visit: Visit) -> Person | None:
    """Who is signed in at the browser; None for everybody else."""
    actor = visit.act.actor
    return actor if isinstance(actor, Person) else None


async def _results(
    visit: Visit, session: ReadSession, asked: Asked, answer: Found, ways: Ways | None, parts: Parts
) -> Results:
    found = answer.results
    known = await _known(session, found)
    rows = await row_counts(session, [UUID(hit.id) for hit in found.hits]) if found.hits else {}
    chrome = await visit.chrome(session, "search")
    beside = view.Beside(rows, _first(visit, asked.query), parts, may_explain(_viewer(visit)))
    if answer.reduced:
        return view.reduced(chrome, asked, found, known, beside, answer.not_applied)
    helped = view.help_with(asked, ways.looser, ways.themes, await desks(session), known) if ways else None
    return view.page(chrome, asked, found, known, beside, helped)


async def _known(session: ReadSession, found: SearchResults) -> Known:
    words = await vocabularies.words(session, *SCHEMES.values())
    codes = [each.value for each in found.facets.get("organization", ())]
    return Known(words, await owners(session, codes) if codes else {})


async def _refused(visit: Visit, read: Misread) -> Results:
    """What is wrong, with the form as it was: the facets are those of what could be read.

    Raises:
        SearchUnavailable: the database is down as well.
    """
    found = await find(visit.parts, replace(read.asked.query, size=0))
    async with visit.parts.database.reading() as session:
        known, chrome = await _known(session, found.results), await visit.chrome(session, "search")
    return view.refused(chrome, read, found.results, known)


def _first(visit: Visit, query: SearchQuery) -> int:
    """Number of the first hit: counted along the pages, and only shown."""
    given = visit.request.query_params.get("from", "")
    counted = query.position and given.isascii() and given.isdigit() and len(given) <= DIGITS
    return int(given) if counted else 1


def _show(visit: Visit, page: Results, status: int = 200) -> Response:
    """The page, or only its content where htmx swaps it in."""
    headers = visit.request.headers
    fragment = "hx-request" in headers and "hx-history-restore-request" not in headers
    answer = visit.show(replace(page, chrome=replace(page.chrome, fragment=fragment)), status)
    answer.headers["Vary"] = "HX-Request, HX-History-Restore-Request, Cookie"
    return answer
