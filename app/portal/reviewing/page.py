"""``/review``: the queue of decisions, and the submissions of datasets."""

from datetime import date, datetime
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.http.dependencies import Reading
from app.http.pagination import decode_cursor, encode_cursor, one_page, read_moment, read_number, read_pair
from app.portal.kit.document import PREVIEW_ROWS, preview_of
from app.portal.kit.pieces import Pager
from app.portal.kit.posted import NOTHING, Wrong, number, read_form, text, wrong
from app.portal.kit.visit import MemberVisit, Visit, go
from app.portal.reviewing import view
from app.portal.reviewing.view import Days
from app.usecases.reviewing import command_dataset, first_rows, submission_of
from catalog.access.queries import review_queue, waiting_count
from catalog.acting.actor import Role
from catalog.base import ReadSession
from catalog.datasets import queries
from catalog.datasets.elements import SCHEMES
from catalog.datasets.lifecycle import LIFECYCLE, DatasetCommand, DatasetState
from catalog.datasets.revisions import item_shown
from catalog.errors import Conflict, Forbidden, Invalid, Stale
from catalog.messages import message
from catalog.parameters import queries as parameters
from catalog.vocabularies import queries as vocabularies

router = APIRouter()
SIZE = 20
REVIEWERS = (Role.AGENCY_REVIEWER, Role.DATA_ADMIN)
_CURSOR = "review"


@router.get("/review")
async def queue(visit: MemberVisit, session: Reading) -> Response:
    """What waits for the viewer: applications and datasets, a page of each."""
    if not visit.person.organizations(*REVIEWERS):
        raise Forbidden(action=message("act.review"), needs=(Role.AGENCY_REVIEWER.label, Role.DATA_ADMIN.label))
    seen, after, since = _place(visit.request.query_params.get("cursor"))
    found = await review_queue(session, visit.person, after=after, size=SIZE + 1)
    asked, more_asked = one_page(found, SIZE)
    waiting = await queries.datasets_waiting(session, visit.person, after=since, size=SIZE + 1)
    submitted, more = one_page(waiting, SIZE)
    following = ""
    shown = len(asked) + len(submitted)
    if more_asked or more:
        last = asked[-1].application if asked else None
        a = (last.deadline, last.id) if last else after
        d = (submitted[-1][0].submitted_at, submitted[-1][0].id) if submitted else since
        following = "/review?cursor=" + encode_cursor(_CURSOR, seen + shown, a, d)
    total = await waiting_count(session, visit.person) + await queries.datasets_waiting_count(session, visit.person)
    pager = Pager(min(seen + 1, seen + shown), seen + shown, total, "/review" if seen else "", following)
    chrome = await visit.chrome(session, "review")
    return visit.show(view.queue(chrome, asked, submitted, await _days(session), pager))


def _place(cursor: str | None) -> tuple[int, tuple[date, UUID] | None, tuple[datetime, UUID] | None]:
    """How many rows came before, and after which application and which dataset the page goes on.

    Raises:
        BadQuery: the cursor is none of this list.
    """
    if cursor is None:
        return 0, None, None
    places = read_pair(date.fromisoformat, UUID), read_pair(read_moment, UUID)
    return decode_cursor(_CURSOR, cursor, read_number, *places)


async def _days(session: ReadSession) -> Days:
    return Days(
        await parameters.integer(session, LIFECYCLE.deadline(DatasetState.SUBMITTED)),
        await parameters.integer(session, LIFECYCLE.deadline(DatasetState.APPROVED)),
        await parameters.calendar(session),
    )


@router.get("/review/datasets/{dataset_id}")
async def show(dataset_id: UUID, visit: MemberVisit) -> Response:
    """A submission with its differences, and what may be decided."""
    return await _show(visit, dataset_id)


@router.post("/review/datasets/{dataset_id}/commands/{command}")
async def decide(dataset_id: UUID, command: DatasetCommand, visit: MemberVisit) -> Response:
    """Approve, return, publish or withdraw."""
    form = await read_form(visit.request)
    reason, here = text(form, "reason"), f"/review/datasets/{dataset_id}"
    try:
        await command_dataset(
            visit.parts, visit.act, dataset_id, command, reason=reason, version=number(form, "version")
        )
    except Invalid as error:
        return await _show(visit, dataset_id, reason, wrong(error.problems), 422)
    except (Conflict, Stale):
        return go(here, "late")
    return go(here, command)


async def _show(
    visit: Visit, dataset_id: UUID, reason: str = "", found: Wrong = NOTHING, status: int = 200
) -> Response:
    async with visit.parts.database.reading() as session:
        copy = await queries.working_copy(session, visit.person, dataset_id)
        submission = await submission_of(session, visit.person, copy, visit.act.at)
        words = await vocabularies.words(session, *SCHEMES)
        chrome = await visit.chrome(session, "review")
    seen = await first_rows(visit.parts, visit.act, dataset_id, PREVIEW_ROWS)
    items = [item_shown(item) for item in copy.dataset.items]
    preview = preview_of(seen.columns, seen.rows, seen.total, items) if seen else None
    page = view.review_dataset(chrome, submission, words, preview, reason=reason, wrong=found)
    return visit.show(page, status)
