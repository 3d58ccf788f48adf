"""``/api/v1/access``: applications and grants."""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.api.access.schemas import (
    ApplicationIn,
    ApplicationOut,
    ApplicationRow,
    GrantOut,
    OutcomeOut,
    TokenOut,
    UsageOut,
)
from app.api.commands import Endpoint, add_commands
from app.api.declared import CursorText, Size, problems
from app.http.conditional import etag
from app.http.dependencies import CurrentAct, Reading, Services, SignedIn, Writing
from app.http.pagination import Page, identity_after, page_of, page_size
from catalog.access import queries, service
from catalog.access.workflow import WORKFLOW, ApplicationCommand
from catalog.delivery import terms
from catalog.errors import Duplicate, Missing
from catalog.workflow.commands import Payload

router = APIRouter(prefix="/api/v1/access", tags=["access"])
PRIVATE = {"Cache-Control": "private, no-store"}


@router.get(
    "/applications",
    summary="列出我的申请",
    description="列出调用者自己的申请，新的在前。",
)
async def list_applications(
    actor: SignedIn, session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[ApplicationRow]:
    """The caller's own applications, the newest first."""
    size = page_size(size)
    found = await queries.mine(session, actor, before=identity_after("applications", cursor), size=size + 1)
    return page_of(
        request, found, size, kind="applications", place=lambda each: (each.application.id,), show=ApplicationRow.of
    )


@router.get(
    "/applications/queue",
    summary="列出待办申请",
    description="列出等待调用者办理的申请，期限近的在前。",
)
async def review_queue(actor: SignedIn, session: Reading, size: Size = None) -> list[ApplicationRow]:
    """The applications that wait for the caller, the next deadline first."""
    return [ApplicationRow.of(each) for each in await queries.review_queue(session, actor, size=page_size(size))]


async def may_apply(actor: SignedIn) -> None:
    """Let pass only who may apply for data, before the form is looked at."""
    service.require_applicant(actor)


@router.post(
    "/applications",
    status_code=201,
    dependencies=[Depends(may_apply)],
    summary="提交使用申请",
    description="申请一个依申请开放的数据集；调用者须已通过实名核验。",
    responses=problems(Missing, Duplicate),
)
async def apply(
    payload: ApplicationIn, _: SignedIn, act: CurrentAct, session: Writing, response: Response
) -> OutcomeOut:
    """Apply for a dataset that is open on request."""
    outcome = await service.submit(session, act, payload.dataset, payload.form())
    response.headers["Location"] = f"/api/v1/access/applications/{outcome.application.id}"
    response.headers["ETag"] = etag(outcome.application.version)
    return OutcomeOut.of(outcome)


@router.get(
    "/applications/{application_id}",
    summary="查看申请",
    description="取回一份申请及其利用协议、授权和办理过程；申请人和办理人可见。",
)
async def show(application_id: UUID, actor: SignedIn, session: Reading, response: Response) -> ApplicationOut:
    """One application, for the applicant and for those who decide on it."""
    found = await queries.detail(session, actor, application_id)
    response.headers.update({**PRIVATE, "ETag": etag(found.application.version)})
    return ApplicationOut.of_detail(found, await queries.timeline(session, actor, application_id))


def _rights(name: ApplicationCommand) -> Endpoint:
    async def ask(application_id: UUID, actor: SignedIn, session: Writing) -> None:
        await service.require(session, actor, application_id, name)

    return ask


def _give(name: ApplicationCommand) -> Endpoint:
    del name  # what is carried tells which command it is

    async def give(
        application_id: UUID,
        payload: Payload,
        _: SignedIn,
        act: CurrentAct,
        session: Writing,
        parts: Services,
        response: Response,
    ) -> OutcomeOut:
        outcome = await terms.handle(session, act, application_id, payload, platform=parts.settings.platform_name)
        response.headers.update({**PRIVATE, "ETag": etag(outcome.application.version)})
        return OutcomeOut.of(outcome)

    return give


add_commands(router, "/applications/{application_id}", WORKFLOW, noun="command", rights=_rights, give=_give)


@router.get(
    "/grants",
    summary="列出我的授权",
    description="列出调用者持有的授权，新的在前。",
)
async def list_grants(
    actor: SignedIn, session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[GrantOut]:
    """The grants that the caller holds, the newest first."""
    size = page_size(size)
    found = await queries.grants(session, actor, before=identity_after("grants", cursor), size=size + 1)
    return page_of(request, found, size, kind="grants", place=lambda grant: (grant.id,), show=GrantOut.of)


@router.get(
    "/grants/{grant_id}",
    summary="查看授权",
    description="取回一份授权：可读的信息项、期限、每日次数。",
)
async def show_grant(grant_id: UUID, actor: SignedIn, session: Reading) -> GrantOut:
    """One grant."""
    return GrantOut.of(await queries.grant(session, actor, grant_id))


@router.post(
    "/grants/{grant_id}/tokens",
    status_code=201,
    summary="签发授权令牌",
    description="为有效的授权再签发一个令牌；令牌只在这次回答中出现。",
)
async def issue_token(grant_id: UUID, _: SignedIn, act: CurrentAct, session: Writing, response: Response) -> TokenOut:
    """Issue another token of a live grant; its secret is in this answer and nowhere else."""
    response.headers.update(PRIVATE)
    return TokenOut.of(await service.issue_grant_token(session, act, grant_id))


@router.get(
    "/grants/{grant_id}/usage",
    summary="查看授权使用情况",
    description="统计授权下读取的次数、行数和字节数。",
)
async def usage(grant_id: UUID, actor: SignedIn, session: Reading) -> UsageOut:
    """What was read under a grant."""
    return UsageOut(**asdict(await queries.grant_usage(session, actor, grant_id)))
