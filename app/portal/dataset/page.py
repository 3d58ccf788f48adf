"""``/datasets/{id}``: the public page of one dataset."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from app.http.referer import asked_before
from app.portal.dataset import view
from app.portal.dataset.view import Seen, Shown, Standing
from app.portal.kit.cards import Rows
from app.portal.kit.document import PREVIEW_ROWS, Preview, preview_of
from app.portal.kit.visit import AnyVisit, Visit
from app.usecases.finding import similar
from app.usecases.learning import learn_opened
from app.words.language import CHINESE
from app.words.sources import _
from catalog.access import grants
from catalog.access.queries import held, open_application
from catalog.acting.actor import Person
from catalog.base import ReadSession
from catalog.datasets import queries as datasets
from catalog.datasets.elements import SCHEMES
from catalog.datasets.grading import GENERAL, ON_REQUEST
from catalog.delivery import service as delivery
from catalog.errors import CatalogError
from catalog.parameters import queries as parameters
from catalog.vocabularies import queries as vocabularies
from search.engine import SearchUnavailable
from search.hit import Hit

router = APIRouter()
REVISIONS = 50
NO_NUMBER = 2**31 - 1
FIXED_CYCLES = frozenset("1234567")
"""Cycles with a limit in the parameters; the others have no date by which they are late."""


@router.get("/datasets/{dataset_id}")
async def show(
    dataset_id: UUID, visit: AnyVisit, revision: Annotated[int | None, Query(ge=1, le=NO_NUMBER)] = None
) -> Response:
    """What it is, how fresh, may I use it, how do I get it; or one of its earlier revisions.

    The preview is recorded, so it has a transaction of its own; no request holds two connections.
    """
    async with visit.parts.database.reading() as session:
        shown = await _shown(visit, session, dataset_id, revision)
        standing = await _standing(visit, session, dataset_id)
        words = await vocabularies.words(session, *SCHEMES)
        chrome = await visit.chrome(session, "search")
    learn_opened(visit.parts, visit.act.address, asked_before(visit.request))
    seen = Seen(*await _preview(visit, shown), *await _similar(visit, shown))
    return visit.show(view.page(chrome, shown, words, standing, seen))


async def _similar(visit: Visit, shown: Shown) -> tuple[Sequence[Hit], Rows]:
    """Datasets like the one that is public, and how their owners are called; while search is down there are none."""
    try:
        found = await similar(visit.parts, shown.revision) if shown.current else ()
    except SearchUnavailable:
        found = ()
    if not found:
        return (), {}
    async with visit.parts.database.reading() as session:
        return found, await datasets.row_counts(session, [UUID(hit.id) for hit in found])


async def _shown(visit: Visit, session: ReadSession, dataset_id: UUID, number: int | None) -> Shown:
    actor = visit.act.actor
    earlier = await datasets.revisions(session, actor, dataset_id, before=NO_NUMBER, size=REVISIONS)
    live = await datasets.live_revision(session, dataset_id)
    found = live if number is None else await datasets.revision(session, actor, dataset_id, number)
    age = await _max_age(session, found.document.cycle)
    return Shown(found, live.number, earlier, age, visit.parts.settings.url)


async def _max_age(session: ReadSession, cycle: str) -> timedelta | None:
    if cycle not in FIXED_CYCLES:
        return None
    return timedelta(hours=await parameters.integer(session, f"cycles.max_age_hours_{cycle}"))


async def _standing(visit: Visit, session: ReadSession, dataset_id: UUID) -> Standing:
    person = visit.act.actor
    if not isinstance(person, Person):
        return Standing(signed_in=False)
    grant = await held(session, person.account_id, dataset_id, visit.act.at)
    if grant is not None and grants.refusal(grant, visit.act.at) is None:
        return Standing(signed_in=True, grant=grant)
    return Standing(signed_in=True, open_application=await open_application(session, person.account_id, dataset_id))


async def _preview(visit: Visit, shown: Shown) -> tuple[Preview | None, str]:
    """The first rows of what is open to everybody; they leave through the gate, which records it."""
    file = shown.file
    if not shown.current:
        return None, _("以前的版本不提供预览。")
    if shown.document.open_class == ON_REQUEST:
        return None, _("这个数据集依申请开放，获批后可以读取所批准的信息项。信息项说明见下。")
    if shown.document.open_class != GENERAL:
        return None, _("这个数据集只公布目录，没有预览。")
    if file is None or file.rows is None:
        return None, _("这个数据集没有可预览的表格。")
    try:
        async with visit.parts.database.unit_of_work() as session:
            size = [("size", str(PREVIEW_ROWS))]
            plan = await delivery.read_rows(session, visit.parts.tables, visit.act, file.id, size)
    except CatalogError as error:
        return None, _("预览暂时不可用：%(reason)s", reason=CHINESE.say(error.detail))
    return preview_of(plan.columns, plan.page.rows, file.rows, shown.document.items), ""
