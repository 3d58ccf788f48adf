"""``/work``: the cataloguer's list, the form of a dataset, its file, its submission."""

from contextlib import suppress
from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from app.http.dependencies import Reading
from app.http.pagination import encode_cursor, identity_after, one_page
from app.portal.cataloguing import view
from app.portal.cataloguing.context import DatasetForm
from app.portal.cataloguing.typed import Typed, of_columns
from app.portal.cataloguing.view import Standing
from app.portal.kit.pieces import Pager
from app.portal.kit.posted import NOTHING, Wrong, number, read_form, refused, text, whole, wrong
from app.portal.kit.visit import MemberVisit, Visit, go
from app.usecases.reviewing import command_dataset, offered
from catalog.acting.actor import Role
from catalog.base import ReadSession
from catalog.datasets import queries, service
from catalog.datasets.drafts import KEYWORD_LIMIT, DatasetDraft
from catalog.datasets.elements import SCHEMES
from catalog.datasets.lifecycle import DatasetCommand, DatasetRelation, DatasetState
from catalog.datasets.policies import relations
from catalog.datasets.queries import WorkingCopy
from catalog.errors import BadQuery, Conflict, FieldProblem, Forbidden, Invalid, Stale
from catalog.messages import message
from catalog.organizations.queries import by_ids
from catalog.tables.queries import of_file
from catalog.tables.schema import TableSchema
from catalog.vocabularies import queries as vocabularies

router = APIRouter()
SIZE = 20
EVENTS = 30
BLANK_ROWS = 20
NO_OWNER = FieldProblem("/organization", message("dataset.organization.required"), "required")
WORKERS = (Role.CATALOGUER, Role.AGENCY_REVIEWER, Role.DATA_ADMIN, Role.SECURITY_OFFICER)


async def wide_form(request: Request) -> FormData:
    """The form of a dataset has many inputs: read it before the CSRF check reads it with the usual limits."""
    return await read_form(request)


Sent = Annotated[FormData, Depends(wide_form)]


@router.get("/work")
async def worklist(visit: MemberVisit, session: Reading, state: Annotated[str, Query()] = "") -> Response:
    """The datasets of the viewer by state."""
    person, cursor = visit.person, visit.request.query_params.get("cursor")
    if not person.organizations(*WORKERS):
        raise Forbidden(action=message("act.catalogue"), needs=(Role.CATALOGUER.label,))
    if state and state not in set(DatasetState):
        raise BadQuery("state", message("dataset.state.unknown"), tuple(DatasetState))
    after = identity_after("worklist", cursor)
    states = (state,) if state else ()
    rows, more = one_page(await queries.worklist(session, person, after=after, size=SIZE + 1, states=states), SIZE)
    ids = [dataset.id for dataset, _ in rows]
    counts = await queries.counts_by_state(session, person)
    extra = await queries.filled(session, ids), await queries.last_reasons(session, ids)
    here = f"/work?state={state}" if state else "/work"
    following = f"/work?state={state}&cursor={encode_cursor('worklist', ids[-1])}" if more else ""
    total = None if cursor else counts.get(state, 0) if state else sum(counts.values())
    pager = Pager(min(1, len(rows)), len(rows), total, here if cursor else "", following)
    may_create = bool(person.organizations(Role.CATALOGUER))
    chrome = await visit.chrome(session, "work")
    return visit.show(view.worklist(chrome, counts, state, rows, extra, pager, may_create=may_create))


@router.get("/work/datasets/new")
async def new_form(visit: MemberVisit, session: Reading) -> Response:
    """An empty form."""
    standing = await _blank(visit, session)
    return visit.show(view.form(await visit.chrome(session, "work"), Typed(), standing))


@router.post("/work/datasets/new")
async def create(form: Sent, visit: MemberVisit) -> Response:
    """Register a draft."""
    async with visit.parts.database.reading() as session:
        standing = await _blank(visit, session)
        chrome = await visit.chrome(session, "work")
    typed = Typed.of_form(form, standing.words, Typed())
    try:
        async with visit.parts.database.unit_of_work() as writing:
            if typed.organization:
                await service.require_cataloguer(writing, visit.person, typed.organization)
            draft = _draft(typed, new=True)
            made = await service.create(writing, visit.act, typed.organization, draft)
    except Invalid as error:
        return visit.show(view.form(chrome, typed, standing, _wrong(error)), 422)
    return go(f"/work/datasets/{made.id}", "created")


@router.get("/work/datasets/{dataset_id}")
async def edit_form(dataset_id: UUID, visit: MemberVisit, session: Reading) -> Response:
    """The form of a dataset; who does not compile it sees the page of its review."""
    copy = await queries.working_copy(session, visit.person, dataset_id)
    if DatasetRelation.CATALOGUER not in relations(visit.person, copy.organization):
        return go(f"/review/datasets/{dataset_id}")
    standing = await _standing(visit, session, copy)
    typed = Typed.of_copy(copy.dataset, copy.organization)
    if not typed.items and copy.files and copy.files[0].state == "ready":
        table = await of_file(session, copy.files[0].id)
        rows = of_columns(TableSchema.from_json(table.schema)) if table else ()
        typed = replace(typed, items=rows)
    return visit.show(view.form(await visit.chrome(session, "work"), typed, standing))


@router.post("/work/datasets/{dataset_id}")
async def edit(dataset_id: UUID, form: Sent, visit: MemberVisit) -> Response:
    """Save what the form has shown; where somebody else saved in between, both are shown beside each other."""
    async with visit.parts.database.reading() as session:
        words = await vocabularies.words(session, *SCHEMES)
        copy = await queries.working_copy(session, visit.person, dataset_id)
    typed = Typed.of_form(form, words, Typed.of_copy(copy.dataset, copy.organization))
    try:
        async with visit.parts.database.unit_of_work() as writing:
            with suppress(Conflict):  # told below, behind the two versions where there are two
                await service.require(writing, visit.person, dataset_id, DatasetCommand.EDIT)
            changes = _draft(typed).model_dump(include=set(typed.shown))
            await service.edit(writing, visit.act, dataset_id, changes, number(form, "version"))
    except Invalid as error:
        return await _again(visit, dataset_id, typed, _wrong(error), 422)
    except Stale:
        return await _again(visit, dataset_id, typed, NOTHING, 412, compare=True)
    except Conflict as error:
        return await _again(visit, dataset_id, typed, whole(error.detail), 409)
    more = "?rows=1" if text(form, "action") == "add-item" else ""
    return go(f"/work/datasets/{dataset_id}{more}", "saved")


@router.post("/work/datasets/{dataset_id}/commands/{command}")
async def give(dataset_id: UUID, command: DatasetCommand, visit: MemberVisit) -> Response:
    """Submit the dataset for review."""
    form = await read_form(visit.request)
    here = f"/work/datasets/{dataset_id}"
    try:
        reason, version = text(form, "reason"), number(form, "version")
        await command_dataset(visit.parts, visit.act, dataset_id, command, reason=reason, version=version)
    except Invalid as error:
        return await _again(visit, dataset_id, None, _wrong(error), 422)
    except (Conflict, Stale):
        return go(here, "late")
    return go(here, command)


def _draft(typed: Typed, *, new: bool = False) -> DatasetDraft:
    """What was typed as a draft.

    Raises:
        Invalid: an entry is wrong, or a new dataset names no owner.
    """
    try:
        draft = DatasetDraft.model_validate(typed.draft())
    except ValidationError as error:
        found = refused(error, view.LABELS)
        raise Invalid([*found.problems, *([NO_OWNER] if new and not typed.organization else [])]) from error
    if new and not typed.organization:
        raise Invalid([NO_OWNER])
    return draft


def _wrong(error: Invalid) -> Wrong:
    """Problems by input; those of one keyword stand at the keywords."""
    return wrong(error.problems, {f"/keywords/{place}": "keywords" for place in range(KEYWORD_LIMIT + 1)})


async def _blank(visit: Visit, session: ReadSession) -> Standing:
    """What stands around an empty form.

    Raises:
        Forbidden: the viewer compiles for no organization.
    """
    service.require_registrar(visit.person)
    found = await by_ids(session, visit.person.organizations(Role.CATALOGUER))
    owners = sorted(found.values(), key=lambda each: each.code)
    words = await vocabularies.words(session, *SCHEMES)
    return Standing(words, owners, visit.parts.settings.upload_limit_bytes)


async def _standing(visit: Visit, session: ReadSession, copy: WorkingCopy) -> Standing:
    dataset = copy.dataset
    rows = visit.request.query_params.get("rows", "")
    return Standing(
        words=await vocabularies.words(session, *SCHEMES),
        organizations=[copy.organization],
        max_bytes=visit.parts.settings.upload_limit_bytes,
        dataset=dataset,
        file=copy.files[0] if copy.files else None,
        events=await queries.last_events(session, dataset.id, EVENTS),
        commands=offered(visit.person, copy),
        rows=min(int(rows), BLANK_ROWS) if rows.isascii() and rows.isdigit() and len(rows) < len("100") else 0,
        facts=service.facts(copy),
    )


async def _again(
    visit: Visit, dataset_id: UUID, typed: Typed | None, found: Wrong, status: int, *, compare: bool = False
) -> Response:
    return visit.show(await form_again(visit, dataset_id, typed, found, compare=compare), status)


async def form_again(
    visit: Visit, dataset_id: UUID, typed: Typed | None, found: Wrong, *, compare: bool = False
) -> DatasetForm:
    """The form after a refusal, with what was typed; ``compare``: beside what somebody else has saved meanwhile."""
    async with visit.parts.database.reading() as session:
        copy = await queries.working_copy(session, visit.person, dataset_id)
        standing = await _standing(visit, session, copy)
        chrome = await visit.chrome(session, "work")
    given = typed or Typed.of_copy(copy.dataset, copy.organization)
    beside = view.conflict(given, standing, visit.act.at) if compare else None
    return view.form(chrome, given, standing, found, beside)
