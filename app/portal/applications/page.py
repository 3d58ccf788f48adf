"""``/datasets/{id}/apply`` and ``/applications``: applying for data, and following it to the grant."""

from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from app.http.dependencies import Reading
from app.http.pagination import encode_cursor, identity_after, one_page
from app.portal.applications import view
from app.portal.applications.context import ApplyForm
from app.portal.applications.view import Answers, Named, Terms
from app.portal.kit.pieces import Pager
from app.portal.kit.posted import NOTHING, Wrong, day, number, payload, read_form, text, texts, whole, wrong
from app.portal.kit.visit import MemberVisit, Visit, go
from app.usecases.deciding import case_of, command_application
from app.words.sources import Text, _
from catalog.access import queries, service
from catalog.access.models import Application
from catalog.access.service import Outcome
from catalog.access.workflow import ApplicationCommand, ApplicationState, Cancel, Resubmit, Sign, Submit, name_of
from catalog.acting.actor import Person
from catalog.base import ReadSession
from catalog.errors import AccessRequired, Conflict, Duplicate, FieldProblem, Forbidden, Invalid, Missing, Stale
from catalog.identity.api_tokens import IssuedToken
from catalog.messages import message
from catalog.parameters import queries as parameters
from catalog.vocabularies import queries as vocabularies
from catalog.workflow.commands import Payload

router = APIRouter()
SIZE = 20
INPUTS = {f"/answers/{view.SAFEGUARDS}": "safeguards", "/digest": "agreed"}
LABELS = {"purpose": "用途说明", "mode": "使用方式", view.SAFEGUARDS: "安全保护措施", "digest": "利用协议的校验值"}
"""What may be typed on these pages."""


@router.get("/datasets/{dataset_id}/apply")
async def apply_form(dataset_id: UUID, visit: MemberVisit, session: Reading) -> Response:
    """The form; one that was returned comes with what stood in it, one that is under way leads to it."""
    underway = await queries.open_application(session, visit.person.account_id, dataset_id)
    if underway is not None and underway.state != ApplicationState.RETURNED:
        return go(f"/applications/{underway.id}", "open")
    given = Answers.of(underway) if underway else Answers()
    return visit.show(await _apply_page(visit, session, dataset_id, given))


@router.post("/datasets/{dataset_id}/apply")
async def apply(dataset_id: UUID, visit: MemberVisit) -> Response:
    """Hand the application in, or hand in again the one that was returned."""
    form = await read_form(visit.request)
    given = _answers(form)
    try:
        outcome = await _submit(visit, dataset_id, given, form)
    except Duplicate:
        return await _to_underway(visit, dataset_id)
    except Invalid as error:
        return await _again(visit, dataset_id, given, wrong(error.problems, INPUTS), 422)
    except Forbidden as error:
        return await _again(visit, dataset_id, given, whole(error.detail), 403)
    return go(f"/applications/{outcome.application.id}", "applied")


def _answers(form: FormData) -> Answers:
    return Answers(
        text(form, "purpose"),
        texts(form, "fields"),
        text(form, "mode"),
        text(form, "use_until"),
        text(form, "safeguards"),
        promised=text(form, "promise") == "yes",
    )


async def _submit(visit: Visit, dataset_id: UUID, given: Answers, form: FormData) -> Outcome:
    until = day(form, "use_until")
    problems = [] if given.promised else [FieldProblem("/promise", message("application.promise"), "required")]
    if until is None:
        problems.append(FieldProblem("/use_until", message("application.until.required"), "date"))
    if until is None or problems:
        raise Invalid(problems)
    typed = {
        "purpose": given.purpose,
        "fields": given.fields,
        "use_until": until,
        "mode": given.mode,
        "answers": {view.SAFEGUARDS: given.safeguards},
    }
    async with visit.parts.database.unit_of_work() as session:
        underway = await queries.open_application(session, visit.person.account_id, dataset_id)
        if underway is not None and underway.state == ApplicationState.RETURNED:
            again = payload(Resubmit, typed, LABELS)
            return await service.handle(session, visit.act, underway.id, again, platform=visit.platform)
        service.require_applicant(visit.person)
        return await service.submit(session, visit.act, dataset_id, payload(Submit, typed, LABELS))


async def _to_underway(visit: Visit, dataset_id: UUID) -> Response:
    async with visit.parts.database.reading() as session:
        found = await queries.open_application(session, visit.person.account_id, dataset_id)
    return go(f"/applications/{found.id}" if found else "/applications", "open")


async def _again(visit: Visit, dataset_id: UUID, given: Answers, found: Wrong, status: int) -> Response:
    async with visit.parts.database.reading() as session:
        return visit.show(await _apply_page(visit, session, dataset_id, given, found), status)


async def _apply_page(
    visit: Visit, session: ReadSession, dataset_id: UUID, given: Answers, found: Wrong = NOTHING
) -> ApplyForm:
    offered = await queries.offered(session, dataset_id)
    if offered is None:
        raise Missing("dataset", str(dataset_id))
    if not offered.offer.on_request:
        raise Conflict(note=message("application.not-needed"))
    words = await vocabularies.words(session, "item-types")
    applicant = _applicant(visit.person)
    chrome = await visit.chrome(session, "applications")
    return view.apply_form(chrome, offered.revision, words, applicant, given, await _terms(session), found)


def _applicant(person: Person) -> Text:
    if person.real_name:
        return _("%(name)s（已实名）", name=person.name)
    return _("%(name)s（待实名核验，核验后才能提交）", name=person.name)


async def _terms(session: ReadSession) -> Terms:
    read = parameters.integer
    return Terms(
        await read(session, "access.purpose_min_length"),
        await read(session, "access.grant_days_max"),
        await read(session, "access.formal_check_days"),
        await read(session, "access.agency_review_days"),
        await read(session, "access.sign_days"),
        await parameters.calendar(session),
    )


@router.get("/applications")
async def mine(visit: MemberVisit, session: Reading) -> Response:
    """The viewer's own applications, the newest first."""
    cursor = visit.request.query_params.get("cursor")
    before = identity_after("my-applications", cursor)
    rows, more = one_page(await queries.mine(session, visit.person, before=before, size=SIZE + 1), SIZE)
    total = await queries.application_total(session, visit.person)
    following = f"/applications?cursor={encode_cursor('my-applications', rows[-1].application.id)}" if more else ""
    pager = Pager(min(1, len(rows)), len(rows), None if cursor else total, "/applications" if cursor else "", following)
    calendar = await parameters.calendar(session)
    return visit.show(view.mine(await visit.chrome(session, "applications"), rows, calendar, pager))


@router.get("/applications/{application_id}")
async def show(application_id: UUID, visit: MemberVisit, session: Reading) -> Response:
    """Where it stands, what to do next, what was said, what came of it."""
    return await _show(visit, session, application_id)


@router.post("/applications/{application_id}/commands/resubmit")
async def resubmit(application_id: UUID, visit: MemberVisit, session: Reading) -> Response:
    """On to the form, filled in as it was handed in."""
    found = await queries.detail(session, visit.person, application_id)
    return go(f"/datasets/{found.application.dataset_id}/apply")


@router.post("/applications/{application_id}/commands/sign")
async def sign(application_id: UUID, visit: MemberVisit) -> Response:
    """Sign the agreement; the token stands on this answer and nowhere else, so there is no redirect."""
    form = await read_form(visit.request)
    try:
        outcome = await _give(visit, application_id, _signature(form), number(form, "version"))
    except (Conflict, Stale):
        return go(f"/applications/{application_id}", "late")
    except Invalid as error:
        return await _reading(visit, application_id, found=wrong(error.problems, INPUTS), status=422)
    return await _reading(visit, application_id, minted=outcome.token)


def _signature(form: FormData) -> Sign:
    if text(form, "agreed") != "yes":
        raise Invalid([FieldProblem("/digest", message("agreement.unread"), "required")])
    return payload(Sign, {"digest": text(form, "digest")}, LABELS)


@router.post("/applications/{application_id}/commands/cancel")
async def cancel(application_id: UUID, visit: MemberVisit) -> Response:
    """Withdraw the application."""
    form = await read_form(visit.request)
    try:
        await _give(visit, application_id, Cancel(), number(form, "version"))
    except (Conflict, Stale):
        return go(f"/applications/{application_id}", "late")
    return go(f"/applications/{application_id}", ApplicationCommand.CANCEL)


@router.post("/applications/{application_id}/tokens")
async def issue(application_id: UUID, visit: MemberVisit) -> Response:
    """Issue another token of the grant, shown once."""
    try:
        async with visit.parts.database.unit_of_work() as session:
            found = await queries.detail(session, visit.person, application_id)
            if found.grant is None:
                raise Missing("grant", str(application_id))
            issued = await service.issue_grant_token(session, visit.act, found.grant.id)
    except AccessRequired as error:
        return await _reading(visit, application_id, found=whole(error.detail), status=403)
    return await _reading(visit, application_id, minted=issued)


async def _give(visit: Visit, application_id: UUID, command: Payload, version: int) -> Outcome:
    return await command_application(visit.parts, visit.act, application_id, name_of(command), lambda: command, version)


async def _reading(
    visit: Visit, application_id: UUID, minted: IssuedToken | None = None, found: Wrong = NOTHING, status: int = 200
) -> Response:
    async with visit.parts.database.reading() as session:
        return await _show(visit, session, application_id, minted, found, status)


async def _show(
    visit: Visit,
    session: ReadSession,
    application_id: UUID,
    minted: IssuedToken | None = None,
    found: Wrong = NOTHING,
    status: int = 200,
) -> Response:
    case = await case_of(session, visit.person, application_id)
    named = await _named(session, case.application)
    chrome = await visit.chrome(session, "applications" if case.own else "review")
    return visit.show(view.page(chrome, case, named, visit.parts.settings.url, minted, found), status)


async def _named(session: ReadSession, application: Application) -> Named:
    """Titles of the fields, and the distribution to read, as the dataset is public now."""
    offered = await queries.offered(session, application.dataset_id)
    if offered is None:
        return Named({})
    document = offered.revision.document
    file = document.file
    return Named({item.name: item.title for item in document.items}, str(file.id) if file else "")
