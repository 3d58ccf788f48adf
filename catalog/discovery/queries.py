"""Every SELECT of discovery: titles and codes for the time the engine is down, and how the index was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Text, and_, cast, func, literal, literal_column, select, true, union
from sqlalchemy.dialects.postgresql import ARRAY

from catalog.base import ReadSession
from catalog.datasets.models import Dataset, Revision
from catalog.datasets.policies import public
from catalog.discovery.models import IndexRun
from catalog.organizations.models import Organization

MATCHES = 1_000
"""Matches that are looked at, the datasets registered last; further ones are not reached while search is down."""
# As it stands in the index: with the name of the key as a parameter the planner might not know it again.
_TITLE = literal_column("revisions.document ->> 'title'", Text)
_GRAMS = literal_column("minshu_grams(revisions.document ->> 'title')", ARRAY(Text))
_FOLDED = func.lower(func.normalize(_TITLE, literal_column("NFKC")))

Row = tuple[Dataset, Organization, Revision]


@dataclass(frozen=True)
class Titles:
    """A page of matches: the rows, how many there are, and whether they were counted to the end."""

    rows: list[Row]
    total: int
    total_is_exact: bool


async def titles(
    session: ReadSession, text: str, words: Sequence[str], without: Sequence[str] = (), *, offset: int, size: int
) -> Titles:
    """Public datasets whose title holds every one of ``words`` or whose code is ``text``, the closest first.

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
        .join(Revision, _live())
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
        .join(Revision, _live())
        .where(public(), titled)
        .order_by(Dataset.id.desc())
        .limit(MATCHES + 1)
        .subquery()
    )
    by_code = select(Dataset.id).where(public(), _is_code(text))
    return union(select(by_title.c.id), by_code).cte("found")


def _is_code(text: str) -> ColumnElement[bool]:
    return Dataset.code.in_((text, text.upper()))


def _live() -> ColumnElement[bool]:
    return and_(Revision.dataset_id == Dataset.id, Revision.number == Dataset.live_revision)


def _holds(word: str) -> ColumnElement[bool]:
    """The index knows titles by each character and each pair; what it gives is then looked at as a whole."""
    grams = {word[at : at + 2] for at in range(len(word) - 1)} or {word}
    return and_(_GRAMS.op("@>")(cast(sorted(grams), ARRAY(Text))), _contains(word))


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
