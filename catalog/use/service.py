"""Counting use and weighing datasets, every night. What search is to show anew gets a higher index version.

The version rises in the transaction that writes the new figures (design decision 4), by a statement that waits for the
row like every command does. So a publication in the same moment and the weighing each raise it by one, and whichever is
put last carries the higher version and what is true then.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import update

from catalog.base import ReadSession, WriteSession
from catalog.china import china_day, end_of_day, start_of_day
from catalog.datasets.models import Dataset, Revision
from catalog.use import queries
from catalog.use.freshness import level
from catalog.use.models import Standing
from catalog.use.queries import Use
from catalog.use.weighing import RECENT_DAYS, completeness_of, prior_of

SETTLED = timedelta(minutes=5)
"""A day is counted when it has been over for so long: no transaction that began on it is still open then."""
TELLING = 10
"""Thousandths by which a prior must have moved to be told to search."""


async def uncounted_days(session: ReadSession, now: datetime) -> list[date]:
    """The days that are over and have no count, oldest first: at most ``RECENT_DAYS``."""
    over = china_day(now - SETTLED)
    last = await queries.last_counted_day(session)
    first = over - timedelta(days=RECENT_DAYS)
    begin = first if last is None else max(first, last + timedelta(days=1))
    return [begin + timedelta(days=n) for n in range((over - begin).days)]


async def count_day(session: WriteSession, day: date) -> None:
    """Count the use of one day from the record."""
    await queries.take_turn(session)
    await queries.count_day(session, day, start_of_day(day), end_of_day(day))


async def weigh(session: WriteSession, after: UUID | None, size: int, now: datetime) -> tuple[list[UUID], UUID | None]:
    """Weigh a page of the public datasets behind ``after``.

    Answers the datasets whose index version rose because search is to be told, and the last one of the page, None where
    there is no further page.
    """
    await queries.take_turn(session)
    page = await queries.public_page(session, after, size)
    ids = [revision.dataset_id for revision in page]
    since = china_day(now) - timedelta(days=RECENT_DAYS)
    used = await queries.use(session, ids, since)
    held = await queries.standings(session, ids)
    allowed = await queries.freshness_limits(session)
    changed = []
    for revision in page:
        fresh = level(revision.document.cycle, revision.published_at, now, allowed)
        use = used.get(revision.dataset_id, Use())
        made = Standing(
            dataset_id=revision.dataset_id,
            downloads=use.downloads,
            recent=use.recent,
            prior=prior_of(use.recent, fresh, completeness_of(revision.document)),
            freshness=fresh or "",
            weighed_at=now,
        )
        if _is_news(made, held.get(revision.dataset_id)):
            _keep(session, made, held.get(revision.dataset_id))
            changed.append(revision)
    await _raise_versions(session, changed)
    return [revision.dataset_id for revision in changed], ids[-1] if len(page) == size else None


def _keep(session: WriteSession, made: Standing, held: Standing | None) -> None:
    if held is None:
        session.add(made)
        return
    held.downloads, held.recent, held.weighed_at = made.downloads, made.recent, made.weighed_at
    held.prior, held.freshness = made.prior, made.freshness


def _is_news(made: Standing, held: Standing | None) -> bool:
    """Whether search is to be told: it shows downloads and freshness, and the prior only decides near ties."""
    if held is None:
        return True
    told = (made.downloads, made.freshness) == (held.downloads, held.freshness)
    return not told or abs(made.prior - held.prior) >= TELLING


async def _raise_versions(session: WriteSession, changed: Sequence[Revision]) -> None:
    if changed:
        raised = update(Dataset).where(Dataset.id.in_([revision.dataset_id for revision in changed]))
        await session.execute(
            raised.values(index_version=Dataset.index_version + 1), execution_options={"synchronize_session": False}
        )
