"""Reading parameters and the calendar; what was read is kept for the session, never longer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from catalog.base import ReadSession
from catalog.parameters import shipped
from catalog.parameters.models import Holiday, Parameter
from catalog.parameters.working_days import Calendar

VALUES = "minshu.parameters"
CALENDAR = "minshu.calendar"


@dataclass(frozen=True)
class Limit:
    """A limit with what it rests on, for pages that explain it; unconfirmed ones are shown as 依据待核."""

    key: str
    value: Any
    unit: str
    label: str
    source: str
    article: str
    confirmed: bool


async def integer(session: ReadSession, key: str) -> int:
    """The whole number of ``key``, in the unit of its row.

    Raises:
        KeyError: no release knows such a parameter.
        TypeError: an operator wrote something else into the row.
    """
    found = await value(session, key)
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(key, found)
    return found


async def text(session: ReadSession, key: str) -> str:
    """The text of ``key``; raises like ``integer``."""
    found = await value(session, key)
    if not isinstance(found, str):
        raise TypeError(key, found)
    return found


async def flag(session: ReadSession, key: str) -> bool:
    """The yes or no of ``key``; raises like ``integer``."""
    found = await value(session, key)
    if not isinstance(found, bool):
        raise TypeError(key, found)
    return found


async def value(session: ReadSession, key: str) -> Any:
    """The value of ``key``: the row's, or the release's where the loader has not run yet.

    Raises:
        KeyError: no release knows such a parameter.
    """
    values = session.info.get(VALUES)
    if values is None:
        rows = await session.execute(select(Parameter.key, Parameter.value))
        values = session.info[VALUES] = {row.key: row.value for row in rows}
    return values[key] if key in values else shipped.parameters()[key]["value"]


async def limits(session: ReadSession) -> list[Limit]:
    """Every parameter with what it rests on, in the order of its key."""
    rows = await session.scalars(select(Parameter).order_by(Parameter.key))
    return [
        Limit(row.key, row.value, row.unit, row.label, row.source, row.article, row.confirmed) for row in rows.all()
    ]


async def calendar(session: ReadSession) -> Calendar:
    """The working days as the rows know them; a year counts as known when it has at least one day off."""
    kept = session.info.get(CALENDAR)
    if isinstance(kept, Calendar):
        return kept
    rows = (await session.execute(select(Holiday.day, Holiday.kind))).all()
    holidays = frozenset(day for day, kind in rows if kind == "holiday")
    workdays = frozenset(day for day, kind in rows if kind == "workday")
    made = Calendar(holidays, workdays, frozenset(day.year for day in holidays))
    session.info[CALENDAR] = made
    return made


async def stored_parameters(session: ReadSession) -> dict[str, Parameter]:
    """Every row by its key, for the loader."""
    return {row.key: row for row in (await session.scalars(select(Parameter))).all()}


async def stored_days(session: ReadSession) -> dict[date, Holiday]:
    """Every row by its day, for the loader."""
    return {row.day: row for row in (await session.scalars(select(Holiday))).all()}
