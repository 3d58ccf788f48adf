"""“Did you mean”: where nothing holds every word of a question, a better-known one that something does hold."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from app.adapters.questions import Questions
from search.asking.corrections import corrections, vocabulary_of
from search.asking.query import InvalidQuery, SearchQuery
from search.engine import SearchUnavailable
from search.hit import Hit
from search.results import SearchResults


async def with_meaning(questions: Questions, results: SearchResults) -> SearchResults:
    """The first page with what may have been meant; every other page, and one on which something fits, as it is.

    Words that are known are those of the dictionary and of the titles that were found by being much alike.
    """
    query = results.query
    if not query.text or not query.size or query.position or results.exact:
        return results
    for text in await asyncio.to_thread(_proposed, query.text, results.hits):
        if await _exact(questions, replace(query, text=text, size=0, facets=())):
            return replace(results, did_you_mean=text)
    return results


async def _exact(questions: Questions, query: SearchQuery) -> int:
    """How many hold every word; none where the engine fails, for the page itself is already found."""
    try:
        return (await questions.search(query)).exact
    except (InvalidQuery, SearchUnavailable):
        return 0


def _proposed(text: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    titles = ("".join(piece for piece, _ in hit.title) for hit in hits)
    return corrections(text, vocabulary_of(titles))
