"""``/review/applications/{id}``: the request on one side, the dataset and the applicant's history on the other."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.portal.kit.labels import ACCOUNT_KINDS, open_badge
from app.portal.kit.pieces import Fact
from app.portal.kit.posted import NOTHING, Wrong, number, payload, read_form, text, wrong
from app.portal.kit.visit import MemberVisit, Visit, go
from app.portal.reviewing import view
from app.projections.element_words import label
from app.usecases.deciding import case_of, command_application
from app.words.sources import _
from catalog.access import queries
from catalog.access.queries import Detail
from catalog.access.workflow import WORKFLOW, ApplicationCommand, ApplicationRelation
from catalog.base import ReadSession
from catalog.datasets.document import RevisionDocument
from catalog.errors import Conflict, Invalid, Missing, Stale
from catalog.identity.models import AccountKind

router = APIRouter()
DONE = {ApplicationCommand.APPROVE: "approved"}
LABELS = {"reason": "理由", "basis": "法律依据"}
"""What may be typed on this page."""


@router.get("/review/applications/{application_id}")
async def show(application_id: UUID, visit: MemberVisit) -> Response:
    """The request with all that is needed to decide it."""
    return await _show(visit, application_id)


@router.post("/review/applications/{application_id}/commands/{name}")
async def decide(application_id: UUID, name: ApplicationCommand, visit: MemberVisit) -> Response:
    """Check the form, return, approve, reject or revoke: every command of office, with what was typed."""
    form = await read_form(visit.request)
    given = {key: text(form, key) for key in LABELS}
    here, version = f"/review/applications/{application_id}", number(form, "version")
    command = WORKFLOW.command(name)
    if command.own:
        raise Missing("page")
    try:
        typed = {key: value for key, value in given.items() if key in command.payload.model_fields}
        carry = partial(payload, command.payload, typed, LABELS)
        await command_application(visit.parts, visit.act, application_id, name, carry, version)
    except Invalid as error:
        return await _show(visit, application_id, given, wrong(error.problems), 422)
    except (Conflict, Stale):
        return go(here, "late")
    return go(here, DONE.get(name, name))


async def _show(
    visit: Visit,
    application_id: UUID,
    given: Mapping[str, str] | None = None,
    found: Wrong = NOTHING,
    status: int = 200,
) -> Response:
    async with visit.parts.database.reading() as session:
        case = await case_of(session, visit.person, application_id)
        if case.party.relations == {ApplicationRelation.APPLICANT}:
            return go(f"/applications/{application_id}")
        detail = case.detail
        offered = await queries.offered(session, detail.application.dataset_id)
        document = offered.revision.document if offered else None
        earlier = await queries.earlier_applications(session, visit.person, detail.application)
        facts = await _applicant(session, detail), _dataset(detail, document)
        chrome = await visit.chrome(session, "review")
    page = view.review_application(chrome, case, document, earlier, facts, given or {}, found)
    return visit.show(page, status)


async def _applicant(session: ReadSession, detail: Detail) -> list[Fact]:
    """Who applies: the reviewers must know, so here a name stands."""
    account = await queries.applicant(session, detail.application)
    kind, _tip = ACCOUNT_KINDS[AccountKind(account.kind)]
    real = _("已核验") if account.real_name_confirmed_at else _("未核验")
    return [Fact(_("名称"), detail.applicant), Fact(_("类型"), kind), Fact(_("实名"), real)]


def _dataset(detail: Detail, document: RevisionDocument | None) -> list[Fact]:
    facts = [Fact(label("organization"), detail.organization.name)]
    if document is None:
        return [*facts, Fact(_("状态"), _("现在没有公开"))]
    facts.append(Fact(label("open_class"), open_badge(document.open_class).label))
    if document.open_condition:
        facts.append(Fact(_("开放条件"), document.open_condition))
    return facts
