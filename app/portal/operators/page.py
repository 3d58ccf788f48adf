"""``/operators/search``: what people search for in vain, and the synonyms that help them."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.portal.kit.posted import NOTHING, Wrong, read_form, text, wrong
from app.portal.kit.visit import MemberVisit, Visit, go
from app.portal.operators import view
from app.usecases.finding import meanings
from catalog.acting.permissions import Permission, demand
from catalog.china import china_day
from catalog.discovery import learning, queries
from catalog.discovery.synonyms import SynonymCommand
from catalog.errors import Conflict, Duplicate, Invalid

router = APIRouter()
SIZE = 50
SYNONYMS = 100


@router.get(view.BASE)
async def show(visit: MemberVisit) -> Response:
    """Questions that find nothing, questions whose results nobody opens, synonyms."""
    return await _show(visit)


@router.post(view.BASE + "/synonyms")
async def propose(visit: MemberVisit) -> Response:
    """Propose a synonym."""
    form = await read_form(visit.request)
    given = {name: text(form, name) for name in ("word", "meaning")}
    try:
        async with visit.parts.database.unit_of_work() as session:
            await learning.propose(session, visit.act, given["word"], given["meaning"])
    except Invalid as error:
        return await _show(visit, given, wrong(error.problems), 422)
    except Duplicate:
        return go(view.BASE, "synonym-known")
    return go(view.BASE, "synonym-proposed")


@router.post(view.BASE + "/synonyms/{proposal_id}/commands/{command}")
async def decide(proposal_id: UUID, command: SynonymCommand, visit: MemberVisit) -> Response:
    """Accept, decline or withdraw a synonym."""
    try:
        async with visit.parts.database.unit_of_work() as session:
            await learning.decide(session, visit.act, proposal_id, command)
    except Conflict:
        return go(view.BASE, "late")
    return go(view.BASE, "synonym-decided")


async def _show(
    visit: Visit, given: Mapping[str, str] | None = None, wrong: Wrong = NOTHING, status: int = 200
) -> Response:
    demand(visit.person, Permission.MANAGE_SEARCH)
    since = china_day(visit.act.at) - timedelta(days=view.DAYS)
    async with visit.parts.database.reading() as session:
        found = {key: await queries.learned(session, key, since, SIZE) for key in view.LISTS}
        proposals = await queries.proposals(session, size=SYNONYMS)
        chrome = await visit.chrome(session, "learning")
    near = await meanings(visit.parts, [row.text for row in found[queries.Interest.EMPTY]])
    return visit.show(view.page(chrome, found, proposals, near, given or {}, wrong), status)
