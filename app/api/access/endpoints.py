"""``/api/v1/access``: applications and grants."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from app.api.access.schemas import (
    ApplicationIn,
    ApplicationOut,
    ApplicationRow,
    CommandIn,
    GrantOut,
    OutcomeOut,
    TokenOut,
    UsageOut,
)
from app.http.conditional import etag
from app.http.dependencies import CurrentCall, Reading, SignedIn, Writing
from app.http.pagination import Page, encode_cursor, identity_after, next_url, one_page, page_size
from catalog.access import commands, queries, service
from catalog.access.workflow import Name
from catalog.delivery.terms import check_terms
from catalog.errors import FieldProblem, Invalid

router = APIRouter(prefix="/api/v1/access", tags=["access"])
PRIVATE = {"Cache-Control": "private, no-store"}
Size = Annotated[int | None, Query()]
CursorText = Annotated[str | None, Query()]


@router.get("/applications")
async def list_applications(
    actor: SignedIn, session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[ApplicationRow]:
    """The caller's own applications, the newest first."""
    size = page_size(size)
    found = await queries.mine(session, actor, before=identity_after("applications", cursor), size=size + 1)
    shown, more = one_page(found, size)
    following = next_url(request, encode_cursor("applications", shown[-1].application.id)) if more else None
    return Page(items=[ApplicationRow.of(each) for each in shown], next=following)


@router.get("/applications/queue")
async def review_queue(actor: SignedIn, session: Reading, size: Size = None) -> list[ApplicationRow]:
    """The applications that wait for the caller, the next deadline first."""
    return [ApplicationRow.of(each) for each in await queries.review_queue(session, actor, size=page_size(size))]


@router.post("/applications", status_code=201)
async def apply(
    payload: ApplicationIn, call: CurrentCall, actor: SignedIn, session: Writing, response: Response
) -> OutcomeOut:
    """Apply for a dataset that is open on request."""
    form = commands.Submit(**payload.content())
    outcome = await service.submit(session, actor, payload.dataset, form, call.now, request_id=call.request_id)
    response.headers["Location"] = f"/api/v1/access/applications/{outcome.application.id}"
    response.headers["ETag"] = etag(outcome.application.version)
    return OutcomeOut.of(outcome)


@router.get("/applications/{application_id}")
async def show(application_id: UUID, actor: SignedIn, session: Reading, response: Response) -> ApplicationOut:
    """One application, for the applicant and for those who decide on it."""
    found = await queries.detail(session, actor, application_id)
    response.headers.update({**PRIVATE, "ETag": etag(found.application.version)})
    return ApplicationOut.of_detail(found, await queries.timeline(session, actor, application_id))


@router.post("/applications/{application_id}/commands/{name}")
async def command(
    application_id: UUID,
    name: Name,
    payload: CommandIn,
    call: CurrentCall,
    actor: SignedIn,
    session: Writing,
    response: Response,
) -> OutcomeOut:
    """Check the form, return, approve, reject, sign, revoke, cancel, hand in again."""
    given = payload.command(name)
    if given is None:
        raise Invalid(
            [
                FieldProblem(
                    "/form", "请在 form 中重新填写申请内容；新的申请请提交到 /api/v1/access/applications", "required"
                )
            ]
        )
    if isinstance(given, commands.Approve):
        found = await queries.detail(session, actor, application_id)
        await check_terms(session, found.application.dataset_id, given)
    outcome = await service.handle(session, actor, application_id, given, call.now, request_id=call.request_id)
    response.headers.update({**PRIVATE, "ETag": etag(outcome.application.version)})
    return OutcomeOut.of(outcome)


@router.get("/grants")
async def list_grants(
    actor: SignedIn, session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[GrantOut]:
    """The grants that the caller holds, the newest first."""
    size = page_size(size)
    found = await queries.grants(session, actor, before=identity_after("grants", cursor), size=size + 1)
    shown, more = one_page(found, size)
    following = next_url(request, encode_cursor("grants", shown[-1].id)) if more else None
    return Page(items=[GrantOut.of(grant) for grant in shown], next=following)


@router.get("/grants/{grant_id}")
async def show_grant(grant_id: UUID, actor: SignedIn, session: Reading) -> GrantOut:
    """One grant."""
    return GrantOut.of(await queries.grant(session, actor, grant_id))


@router.post("/grants/{grant_id}/tokens", status_code=201)
async def issue_token(
    grant_id: UUID, call: CurrentCall, actor: SignedIn, session: Writing, response: Response
) -> TokenOut:
    """Issue another token of a live grant; its secret is in this answer and nowhere else."""
    response.headers.update(PRIVATE)
    return TokenOut.of(await service.issue_grant_token(session, actor, grant_id, call.now, request_id=call.request_id))


@router.get("/grants/{grant_id}/usage")
async def usage(grant_id: UUID, actor: SignedIn, session: Reading) -> UsageOut:
    """What was read under a grant."""
    return UsageOut(**asdict(await queries.grant_usage(session, actor, grant_id)))
