"""Every SELECT of discovery: titles for the time the engine is down, how the index was kept, what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    literal_column,
    select,
    true,
    tuple_,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.base import ReadSession
from catalog.datasets.models import Dataset, Revision
from catalog.datasets.policies import live, public
from catalog.datasets.stored import TITLE, TITLE_GRAMS
from catalog.discovery.models import IndexRun, QueryDay, QueryTrace, SynonymProposal
from catalog.errors import Missing
from catalog.organizations.models import Organization

MATCHES = 1_000
"""Matches that are looked at, the datasets registered last; further ones are not reached while search is down."""
# As it stands in the index: with the separator as a parameter the planner might not know it again.
_PARTS = literal_column("string_to_array(upper(datasets.code), '/')", ARRAY(Text))
_FOLDED = func.lower(func.normalize(TITLE, literal_column("NFKC")))

PublicRow = tuple[Dataset, Organization, Revision]


@dataclass(frozen=True)
class Titles:
    """A page of matches: the rows, how many there are, and whether they were counted to the end."""

    rows: list[PublicRow]
    total: int
    total_is_exact: bool


async def titles(
    session: ReadSession, text: str, words: Sequence[str], without: Sequence[str] = (), *, offset: int, size: int
) -> Titles:
    """Public datasets whose title holds every one of ``words`` or whose code, or part of it, is ``text``.

    The closest come first.

    Args:
        session: where to ask.
        text: what was asked as a whole, in lower case; empty asks for everything, the latest first.
        words: its words, in lower case.
        without: words the title must not hold.
        offset: how many matches come before the page.
        size: how many the page shows.
    """
    found = _matches(text, words, without)
    count = select(func.count()).select_from(found)
    page = (
        select(Dataset, Organization, Revision, count.scalar_subquery())
        .join(found, found.c.id == Dataset.id)
        .join(Organization, Organization.id == Dataset.organization_id)
        .join(Revision, live())
        .order_by(*(_closeness(text) if text else ()), Dataset.id.desc())
        .offset(offset)
        .limit(size)
    )
    rows = (await session.execute(page)).all()
    total = rows[0][3] if rows else (await session.execute(count)).scalar_one()
    return Titles([(row[0], row[1], row[2]) for row in rows], min(total, MATCHES), total <= MATCHES)


def _matches(text: str, words: Sequence[str], without: Sequence[str]) -> CTE:
    """Identities of what matches, one more than is looked at where there are as many; two ways, each by its index."""
    titled = and_(true(), *(_holds(word) for word in words), *(~_contains(word) for word in without))
    by_title = (
        select(Dataset.id)
        .join(Revision, live())
        .where(public(), titled)
        .order_by(Dataset.id.desc())
        .limit(MATCHES + 1)
        .subquery()
    )
    parts = text.upper().replace("/", " ").split()
    coded = _PARTS.op("@>")(cast(parts, ARRAY(Text))) if parts else false()
    by_code = select(Dataset.id).where(public(), coded).limit(MATCHES + 1).subquery()
    return union(select(by_title.c.id), select(by_code.c.id)).cte("found")


def _is_code(text: str) -> ColumnElement[bool]:
    return Dataset.code.in_((text, text.upper()))


def _holds(word: str) -> ColumnElement[bool]:
    """The index knows titles by each character and each pair; what it gives is then looked at as a whole."""
    grams = {word[at : at + 2] for at in range(len(word) - 1)} or {word}
    return and_(TITLE_GRAMS.op("@>")(cast(sorted(grams), ARRAY(Text))), _contains(word))


def _contains(word: str) -> ColumnElement[bool]:
    return _FOLDED.contains(word, autoescape=True)


def _closeness(text: str) -> tuple[ColumnElement[Any], ...]:
    """The code, the title itself, then what begins with the text, then the shorter one."""
    whole = literal(text)
    first = (_is_code(text), whole == _FOLDED, func.starts_with(_FOLDED, whole))
    return (*(each.desc() for each in first), func.length(_FOLDED).asc())


async def changed_among(session: ReadSession, dataset_ids: Sequence[UUID], since: datetime) -> set[UUID]:
    """Which of these datasets were changed at or after ``since``."""
    query = select(Dataset.id).where(Dataset.id.in_(dataset_ids), Dataset.updated_at >= since)
    return set(await session.scalars(query))


async def last_run(session: ReadSession, act: str) -> IndexRun | None:
    """The last check, rebuild or roll-back of the index."""
    query = select(IndexRun).where(IndexRun.act == act).order_by(IndexRun.at.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


@dataclass(frozen=True)
class AskedByMany:
    """What was asked on a day by how many clients, by how many of them on a page, and how many opened a dataset.

    ``asked`` and ``empty``: how often, and how often for nothing.
    """

    day: date
    query_key: str
    clients: int
    viewers: int
    asked: int
    empty: int
    openers: int


async def asked_by_many(session: ReadSession, asked: Sequence[tuple[date, str]], clients: int) -> list[AskedByMany]:
    """Counts of those of these questions, by day and key, that at least so many clients asked."""
    trace = QueryTrace
    viewers = func.count().filter(trace.viewed > 0)
    openers = func.count().filter(trace.viewed > 0, trace.opened > 0)
    counts = (func.count(), viewers, func.sum(trace.asked), func.sum(trace.empty), openers)
    query = (
        select(trace.day, trace.query_key, *counts)
        .where(tuple_(trace.day, trace.query_key).in_(asked), trace.asked > 0)
        .group_by(trace.day, trace.query_key)
        .having(func.count() >= clients)
    )
    return [AskedByMany(*row) for row in await session.execute(query)]


@dataclass(frozen=True)
class Learned:
    """A question that enough clients asked, summed over the days on which they did."""

    text: str
    clients: int
    viewers: int
    asked: int
    empty: int
    openers: int


class Interest(StrEnum):
    """Which questions: those that find nothing, those whose results nobody on the pages opens, or those asked most."""

    EMPTY = "empty"
    UNOPENED = "unopened"
    POPULAR = "popular"


LOW = 10
"""Of so many clients on the pages, fewer than one in as many opened a dataset: what was found was not looked for. Who
asks through the API opens no page, and says nothing about it."""
POPULAR_DAYS = timedelta(days=30)
POPULAR_MOST = 1_000


async def learned(session: ReadSession, interest: Interest, since: date, size: int) -> list[Learned]:
    """Questions of an interest that were asked at or after ``since``, those of most clients (that count) first."""
    day = QueryDay
    clients, viewers, asked, empty, openers = (
        func.sum(each) for each in (day.clients, day.viewers, day.asked, day.empty, day.openers)
    )
    mostly_empty = empty * 2 >= asked
    wanted = {
        Interest.EMPTY: mostly_empty,
        Interest.UNOPENED: and_(~mostly_empty, viewers >= LOW, openers * LOW < viewers),
        Interest.POPULAR: ~mostly_empty,
    }
    people = viewers if interest is Interest.UNOPENED else clients
    query = (
        select(day.text, clients, viewers, asked, empty, openers)
        .where(day.day >= since)
        .group_by(day.text)
        .having(wanted[interest])
        .order_by(people.desc(), day.text)
        .limit(size)
    )
    return [Learned(*row) for row in await session.execute(query)]


async def popular(session: ReadSession) -> list[str]:
    """Questions that find something, asked most in the last `POPULAR_DAYS` days of which anything is known."""
    last: date | None = (await session.execute(select(func.max(QueryDay.day)))).scalar_one()
    if last is None:
        return []
    return [each.text for each in await learned(session, Interest.POPULAR, last - POPULAR_DAYS, POPULAR_MOST)]


async def proposal(session: ReadSession, proposal_id: UUID) -> SynonymProposal:
    """A proposal, its row locked.

    Raises:
        Missing: there is none.
    """
    query = select(SynonymProposal).where(SynonymProposal.id == proposal_id).with_for_update()
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise Missing("synonym", str(proposal_id))
    return found


async def proposal_of(session: ReadSession, word: str, meaning: str) -> SynonymProposal | None:
    """The proposal of these two words."""
    query = select(SynonymProposal).where(SynonymProposal.word == word, SynonymProposal.meaning == meaning)
    return (await session.scalars(query)).one_or_none()


async def proposals(
    session: ReadSession, *, state: str = "", after: UUID | None = None, size: int
) -> list[SynonymProposal]:
    """Proposals in ``state`` (empty: in any), the newest first, before ``after``."""
    query = select(SynonymProposal).order_by(SynonymProposal.id.desc()).limit(size)
    if state:
        query = query.where(SynonymProposal.state == state)
    if after is not None:
        query = query.where(SynonymProposal.id < after)
    return list(await session.scalars(query))
