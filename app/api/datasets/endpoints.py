"""``/api/v1/datasets``: registering, editing, the lifecycle, and the revisions that the public reads."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.api.commands import Endpoint, add_commands
from app.api.datasets.published import DatasetDocument
from app.api.datasets.schemas import (
    Change,
    DatasetIn,
    DatasetPatch,
    DatasetRow,
    EventOut,
    RevisionNumber,
    RevisionOut,
    RevisionRow,
    WorkingCopyOut,
)
from app.api.declared import CursorText, Size, problems
from app.http.conditional import ExpectedVersion, etag, is_unchanged, revision_etag
from app.http.dependencies import CurrentAct, CurrentActor, Reading, Services, SignedIn, Writing, services
from app.http.pagination import Page, decode_number, identity_after, page_of, page_size
from catalog.datasets import queries, service
from catalog.datasets.document import difference
from catalog.datasets.drafts import DatasetDraft
from catalog.datasets.lifecycle import LIFECYCLE, DatasetCommand
from catalog.errors import Missing
from catalog.workflow.commands import Noted

router = APIRouter(prefix="/api/v1/datasets", tags=["datasets"])
NO_NUMBER = 2**31 - 1


def rights(name: DatasetCommand) -> Endpoint:
    """A dependency that lets pass only who may give the command ``name`` to the dataset."""

    async def ask(dataset_id: UUID, actor: SignedIn, session: Writing) -> None:
        await service.require(session, actor, dataset_id, name)

    return ask


EDITING = [Depends(rights(DatasetCommand.EDIT))]


@router.get(
    "",
    summary="列出已发布的数据集",
    description="列出公众可见的数据集，新登记的在前。",
)
async def list_datasets(
    session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[DatasetRow]:
    """Datasets that are public, the newest first."""
    size = page_size(size)
    found = await queries.public_listing(session, after=identity_after("datasets", cursor), size=size + 1)
    return page_of(
        request,
        found,
        size,
        kind="datasets",
        place=lambda revision: (revision.dataset_id,),
        show=DatasetRow.of_revision,
    )


@router.get(
    "/drafts",
    summary="列出可见的工作稿",
    description="列出调用者可以看到工作稿的数据集，新登记的在前。",
)
async def list_drafts(
    actor: SignedIn, session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[DatasetRow]:
    """Datasets whose working copy the caller may see, the newest first."""
    size = page_size(size)
    found = await queries.worklist(session, actor, after=identity_after("drafts", cursor), size=size + 1)
    return page_of(
        request,
        found,
        size,
        kind="drafts",
        place=lambda work: (work[0].id,),
        show=lambda work: DatasetRow.of_work(*work),
    )


async def may_register(actor: SignedIn) -> None:
    """Let pass only who compiles for some organization, before the body is looked at."""
    service.require_registrar(actor)


@router.post(
    "",
    status_code=201,
    dependencies=[Depends(may_register)],
    summary="登记数据集",
    description="登记一份草稿；调用者须是提供单位的部门编目员。只有名称必填，其余在提交前补齐。",
    responses=problems(Missing),
)
async def create(
    payload: DatasetIn, actor: SignedIn, act: CurrentAct, session: Writing, response: Response
) -> WorkingCopyOut:
    """Register a draft; the caller must be a cataloguer of the organization."""
    dataset = await service.create(session, act, payload.organization, payload.draft())
    copy = await queries.working_copy(session, actor, dataset.id)
    response.headers["Location"] = f"/api/v1/datasets/{dataset.id}"
    response.headers["ETag"] = etag(dataset.version)
    return WorkingCopyOut.of(copy, actor)


@router.get(
    "/{dataset_id}",
    responses={200: {"model": DatasetDocument}},
    response_class=Response,
    summary="查看已发布的数据集",
    description="取回公众读到的版本：元数据、信息项和文件清单是一份不会改变的文档，另附代码的名称和相关地址。",
)
async def show(dataset_id: UUID, session: Reading, request: Request) -> Response:
    """The revision that the public reads: one immutable document, with labels and links."""
    document = await queries.live_document(session, dataset_id)
    labels = await (await services(request)).code_names.of(session, document)
    body = DatasetDocument.of(document, labels, live=True).model_dump_json().encode()
    headers = {
        "ETag": revision_etag(document.revision, body),
        "Cache-Control": "no-cache",
        "X-Revision": str(document.revision),
    }
    if is_unchanged(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


@router.get(
    "/{dataset_id}/draft",
    summary="查看工作稿",
    description="取回工作稿，以及还缺什么、调用者现在可以做什么；ETag 用于随后的修改。",
)
async def show_draft(dataset_id: UUID, actor: SignedIn, session: Reading, response: Response) -> WorkingCopyOut:
    """The working copy, with what is missing and what the caller may do with it."""
    copy = await queries.working_copy(session, actor, dataset_id)
    response.headers["ETag"] = etag(copy.dataset.version)
    return WorkingCopyOut.of(copy, actor)


@router.put(
    "/{dataset_id}",
    dependencies=EDITING,
    summary="整体修改工作稿",
    description="用新内容替换工作稿；If-Match 指明所依据的版本，过期的版本会被拒绝。",
)
async def replace(
    dataset_id: UUID,
    payload: DatasetDraft,
    version: ExpectedVersion,
    actor: SignedIn,
    act: CurrentAct,
    session: Writing,
    response: Response,
) -> WorkingCopyOut:
    """Replace the working copy; ``If-Match`` names the version that was edited."""
    copy = await service.edit(session, act, dataset_id, payload.model_dump(), version)
    response.headers["ETag"] = etag(copy.dataset.version)
    return WorkingCopyOut.of(copy, actor)


@router.patch(
    "/{dataset_id}",
    dependencies=EDITING,
    summary="部分修改工作稿",
    description="只修改给出的内容；If-Match 指明所依据的版本，过期的版本会被拒绝。",
)
async def change(
    dataset_id: UUID,
    payload: DatasetPatch,
    version: ExpectedVersion,
    actor: SignedIn,
    act: CurrentAct,
    session: Writing,
    response: Response,
) -> WorkingCopyOut:
    """Change some fields of the working copy; ``If-Match`` names the version that was edited."""
    copy = await service.edit(session, act, dataset_id, payload.changes(), version)
    response.headers["ETag"] = etag(copy.dataset.version)
    return WorkingCopyOut.of(copy, actor)


def _give(name: DatasetCommand) -> Endpoint:
    async def give(
        dataset_id: UUID, payload: Noted, actor: SignedIn, act: CurrentAct, session: Writing
    ) -> WorkingCopyOut:
        copy = await service.command(session, act, dataset_id, name, reason=payload.reason)
        return WorkingCopyOut.of(copy, actor)

    return give


add_commands(router, "/{dataset_id}", LIFECYCLE, noun="command", rights=rights, give=_give)


@router.get(
    "/{dataset_id}/revisions",
    summary="列出历史版本",
    description="列出数据集的各个发布版本，新的在前。",
)
async def list_revisions(
    dataset_id: UUID,
    actor: CurrentActor,
    session: Reading,
    request: Request,
    size: Size = None,
    cursor: CursorText = None,
) -> Page[RevisionRow]:
    """The revisions of a dataset, the newest first."""
    size = page_size(size)
    before = decode_number("revisions", cursor, NO_NUMBER)
    found = await queries.revisions(session, actor, dataset_id, before=before, size=size + 1)
    return page_of(
        request,
        found,
        size,
        kind="revisions",
        place=lambda row: (row.number,),
        show=lambda row: RevisionRow.model_validate(row, from_attributes=True),
    )


@router.get(
    "/{dataset_id}/revisions/{number}",
    summary="查看一个历史版本",
    description="取回一个发布版本；版本一经发布不再改变。",
)
async def show_revision(
    dataset_id: UUID, number: RevisionNumber, actor: CurrentActor, session: Reading, parts: Services
) -> RevisionOut:
    """One revision; it never changes."""
    found = await queries.revision(session, actor, dataset_id, number)
    labels = await parts.code_names.of(session, found.document)
    return RevisionOut.of(found, labels, live=await queries.is_live(session, found))


@router.get(
    "/{dataset_id}/revisions/{number}/diff/{other}",
    summary="比较两个版本",
    description="列出从一个版本到另一个版本改变了什么。",
)
async def compare(
    dataset_id: UUID, number: RevisionNumber, other: RevisionNumber, actor: CurrentActor, session: Reading
) -> list[Change]:
    """What changed from revision ``number`` to revision ``other``."""
    before = await queries.revision(session, actor, dataset_id, number)
    after = await queries.revision(session, actor, dataset_id, other)
    return [Change.of(found) for found in difference(before.document, after.document)]


@router.get(
    "/{dataset_id}/history",
    summary="查看办理记录",
    description="列出数据集办理过的每一步，先办的在前；供本单位和数据管理部门查看。",
)
async def history(
    dataset_id: UUID, actor: SignedIn, session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[EventOut]:
    """What was done with the dataset, oldest first, for those who work on it."""
    size = page_size(size)
    await queries.working_copy(session, actor, dataset_id)
    after = decode_number("history", cursor, 0)
    found = await queries.history(session, actor, dataset_id, after=after, size=size + 1)
    return page_of(request, found, size, kind="history", place=lambda event: (event.order,), show=EventOut.of)
