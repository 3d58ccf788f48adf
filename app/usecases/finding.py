"""Searching as API and portal do it: the engine, or, while it is down, titles and codes from the database."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from app.container import Services
from app.projections.search_document import likeness_document, search_document
from app.usecases.meaning import with_meaning
from catalog.datasets.models import Revision
from catalog.discovery.queries import MATCHES, Titles, titles
from search.analysis.marking import Marker
from search.asking.parameters import RANGES
from search.asking.query import InvalidQuery, PagePosition, SearchQuery, Sort, clean_text
from search.asking.question import Question, understand
from search.document import PUBLIC_SCOPE
from search.engine import SearchUnavailable
from search.hit import Hit, hit_of
from search.indexing.record import shown_of
from search.ranking.likeness import similar_clause
from search.results import SearchResults, Suggestion

REDUCED = "reduced"
"""Stands in positions of the reduced mode where those of an engine name the index."""
SIMILAR = 5
"""Similar datasets that a page shows."""
PROPOSED_FOR = 20
"""Questions that find nothing for which a better-known one is looked up."""
REDUCED_SECONDS = 2.0
"""Longest time the database may take, waiting for a turn included."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer; ``reduced`` where the engine was down, with the names of the parameters that were ``not_applied``."""

    results: SearchResults
    reduced: bool = False
    not_applied: tuple[str, ...] = ()


async def find(parts: Services, query: SearchQuery) -> Found:
    """Answer one page of ``query``, also while the engine is down.

    Raises:
        InvalidQuery: the page begins in an index that was replaced, or in the other mode.
        SearchUnavailable: the database is down as well, or too slow.
    """
    try:
        results = await parts.questions.search(query)
    except SearchUnavailable:
        return await _reduced(parts, query)
    if query.position and query.position.generation == REDUCED:
        raise InvalidQuery("cursor", "cursor.recovered")
    return Found(await with_meaning(parts.questions, results))


async def similar(parts: Services, revision: Revision, *, size: int = SIMILAR) -> tuple[Hit, ...]:
    """Public datasets like the one of ``revision``, the most alike first, at most ``size`` (1 to 100).

    Raises:
        SearchUnavailable: the engine is down.
    """
    wanted = similar_clause(likeness_document(revision))
    return await parts.questions.find(wanted, scopes=(PUBLIC_SCOPE,), size=size)


async def suggest(parts: Services, text: str, *, size: int = 8) -> tuple[Suggestion, ...]:
    """Titles for what is being typed, also while the engine is down.

    Raises:
        InvalidQuery: the text is too long or the size out of bounds.
        SearchUnavailable: as ``find``.
    """
    try:
        return await parts.questions.suggest(text, scopes=(PUBLIC_SCOPE,), size=size)
    except SearchUnavailable:
        question = understand(clean_text(text))
        if not question.words:
            return ()
        found, marker = await _titles(parts, question, 0, size), _marker(question)
        return tuple(Suggestion(str(d.id), marker.mark(r.document.title)) for d, _, r in found.rows)


async def meanings(parts: Services, texts: Sequence[str]) -> dict[str, str]:
    """Better-known questions that find something, by the questions near them; only for the first ``PROPOSED_FOR``.

    One after the other, for nobody is in a hurry. While search is down there are none.
    """
    try:
        answers = [(text, await find(parts, SearchQuery(text, facets=()))) for text in texts[:PROPOSED_FOR]]
    except SearchUnavailable:
        return {}
    return {text: found.results.did_you_mean for text, found in answers if found.results.did_you_mean}


async def _reduced(parts: Services, query: SearchQuery) -> Found:
    """The page from the database: only what everybody may see, with what could not be asked there named."""
    question, offset = understand(query.text), _offset(query)
    found = await _titles(parts, question, offset, query.size)
    beyond = offset + query.size
    results = SearchResults(
        query=query,
        hits=tuple(_hit(row, _marker(question)) for row in found.rows),
        total=found.total,
        total_is_exact=found.total_is_exact,
        facets={},
        next=_place(query, beyond) if query.size and beyond < found.total else None,
        relaxed=False,
        took=0.0,
        exact=found.total,
    )
    return Found(results, reduced=True, not_applied=not_applied(query, question))


def not_applied(query: SearchQuery, question: Question) -> tuple[str, ...]:
    """The parameters of ``query`` that the reduced mode cannot honour; words that stand behind a field are ``q``."""
    bounds = {name: query.ranges.get(side.field, (None, None))[1 if side.high else 0] for name, side in RANGES.items()}
    named = [name for name, values in query.filters.items() if values]
    named += [name for name, bound in bounds.items() if bound is not None]
    named += ["sort"] if query.sort is not Sort.RELEVANCE else []
    return (*(["q"] if question.fields else []), *named)


async def _titles(parts: Services, question: Question, offset: int, size: int) -> Titles:
    """A page of titles within the time it may take; none for what says nothing that a title could hold.

    A question of nothing but excluded words asks for everything else, one of nothing but fields for nothing here.

    Raises:
        SearchUnavailable: it takes longer.
    """
    text = normalize("NFKC", question.text).lower()
    words = [word.term.text for word in question.words]
    if not words and (question.text or question.fields):
        return Titles([], 0, total_is_exact=True)
    if not all(word in text for word in words):  # the analysis wrote them otherwise than titles are written
        words = text.split()
    without = [normalize("NFKC", word).lower() for word in question.excluded]
    try:
        async with asyncio.timeout(REDUCED_SECONDS), parts.questions.turns, parts.database.reading() as session:
            return await titles(session, text, words, without, offset=offset, size=size)
    except TimeoutError as late:
        raise SearchUnavailable("the reduced search took too long") from late


def _offset(query: SearchQuery) -> int:
    if query.position is None:
        return 0
    if query.position.generation != REDUCED:
        raise InvalidQuery("cursor", "cursor.reduced")
    given = query.position.after[0] if query.position.after else query.position.offset
    return min(max(given, 0), MATCHES)


def _place(query: SearchQuery, offset: int) -> PagePosition:
    """The place ``offset`` in the form that a query takes for the order that was asked for."""
    if query.order is Sort.RELEVANCE:
        return PagePosition(query.digest, offset, REDUCED)
    return PagePosition(query.digest, 0, REDUCED, (offset, REDUCED))


def _marker(question: Question) -> Marker:
    return Marker.of(word.term for word in question.words)


def _hit(row: Any, marker: Marker) -> Hit:
    """A row as a hit: what an engine stores for showing, without the columns, which were not looked at."""
    dataset, organization, revision = row
    body = shown_of(search_document(dataset, organization, revision))
    return hit_of(body | {"items": ()}, marker)
