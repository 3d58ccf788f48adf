"""Learning from questions: off the hot path, without cookies, beacons or marked links.

A question is noted when its first page is answered; that it was of use is noted when a dataset is opened from a page of
its results. Nothing of who is signed in is looked at.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import Error as DriverError
from sqlalchemy.exc import SQLAlchemyError

from app.container import Services
from app.logging import get_logger
from app.usecases.finding import Found
from catalog.discovery import learning, queries
from catalog.discovery.synonyms import SynonymState
from search.asking.query import SearchQuery
from search.asking.synonyms import MAX_RULES, InvalidRule, Rule, parse_rule, with_synonyms

FLUSH_SECONDS = 10.0

log = get_logger(__name__)


def learn_asked(parts: Services, address: str, query: SearchQuery, found: Found, *, on_page: bool) -> None:
    """Note what the client at ``address`` asked; further pages and answers of the reduced mode say nothing about it.

    It was for nothing where no dataset holds every word, and not because the results were narrowed. Only who asks on
    a page can open what was found.
    """
    if query.text and query.position is None and query.size and not found.reduced:
        narrowed = any(query.filters.values()) or bool(query.ranges)
        empty = not found.results.exact and not narrowed
        secret, now = parts.settings.secret_key.get_secret_value(), parts.clock.now()
        parts.query_log.asked(secret, now, address, query.text, empty=empty, viewed=on_page)


def learn_opened(parts: Services, address: str, text: str) -> None:
    """Note that the client at ``address`` opened a dataset from the results of ``text``, where it did."""
    if text:
        secret, now = parts.settings.secret_key.get_secret_value(), parts.clock.now()
        parts.query_log.opened(secret, now, address, text)


@asynccontextmanager
async def learning_from_queries(parts: Services) -> AsyncIterator[None]:
    """Keep what is noted and follow the accepted synonyms, until the end."""
    task = asyncio.create_task(_keep_on(parts))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await flush(parts)


async def _keep_on(parts: Services) -> None:
    while True:
        await follow(parts)
        await asyncio.sleep(FLUSH_SECONDS)
        await flush(parts)


async def flush(parts: Services) -> None:
    """Write what was noted in one transaction; what cannot be written is lost."""
    traces = parts.query_log.take()
    if not traces:
        return
    try:
        async with parts.database.unit_of_work() as session:
            await learning.keep_traces(session, traces)
    except (SQLAlchemyError, DriverError, OSError) as problem:
        log.warning("queries_lost", count=len(traces), error=type(problem).__name__)


async def follow(parts: Services) -> None:
    """Take over the synonyms that operators have accepted; while the database is down the old ones stay."""
    try:
        async with parts.database.reading() as session:
            accepted = await queries.proposals(session, state=SynonymState.ACCEPTED, size=MAX_RULES)
    except (SQLAlchemyError, DriverError, OSError) as problem:
        log.warning("synonyms_unread", error=type(problem).__name__)
        return
    rules = [rule for line in learning.rules(accepted) if (rule := _rule(line))]
    parts.questions.synonyms = with_synonyms(rules) if rules else None


def _rule(line: str) -> Rule | None:
    """A rule; None where the words are no synonyms once they are folded, or were accepted before that was refused."""
    try:
        return parse_rule(line)
    except InvalidRule:
        return None
