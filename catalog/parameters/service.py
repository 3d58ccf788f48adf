"""Bringing parameters and holidays up to the release.

``load`` runs at every start after the migrations, under their lock; a second run writes nothing, and what an operator
changed is left alone (see ``following``).
"""

from catalog.base import WriteSession
from catalog.parameters import queries, shipped
from catalog.parameters.following import follow
from catalog.parameters.models import Holiday, Parameter


async def load(session: WriteSession) -> int:
    """Load parameters and holidays; answers the number of rows written."""
    stored = await queries.stored_parameters(session)
    written = follow(session, stored, shipped.parameters(), lambda key: Parameter(key=key))
    days = await queries.stored_days(session)
    written += follow(session, days, shipped.days(), lambda day: Holiday(day=day))
    await session.flush()
    # Both were perhaps read on this session before the rows changed.
    session.info.pop(queries.VALUES, None)
    session.info.pop(queries.CALENDAR, None)
    return written
