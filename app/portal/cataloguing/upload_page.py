"""``POST /work/datasets/{id}/file``: the dataset's file, taken in as it arrives."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.container import Services as Parts
from app.http.dependencies import Services, UploadBody, act_of
from app.portal.cataloguing.page import form_again
from app.portal.kit.multipart import FileForm
from app.portal.kit.posted import Wrong, whole, wrong
from app.portal.kit.visit import Visit, go, signed_in_visit
from app.security.authentication import authenticate
from app.security.csrf import FIELD, HEADER
from app.usecases.uploading import take_file
from catalog.errors import Conflict, Invalid, TooLarge, Unauthenticated, Unsupported

router = APIRouter()


@router.post("/work/datasets/{dataset_id}/file", dependencies=[UploadBody])
async def upload(dataset_id: UUID, request: Request, parts: Services) -> Response:
    """Take the file in; rights are looked at before its first byte is taken."""
    form = FileForm(request.stream(), request.headers.get("content-type", ""))
    refusal: Invalid | None = None
    try:
        await form.head()
    except Invalid as none_chosen:
        refusal = none_chosen
    visit = await _visit(request, parts, form)
    try:
        if refusal is not None:
            raise refusal
        await take_file(parts, visit.act, dataset_id, form.chunks(), form.filename)
    except (Invalid, TooLarge, Unsupported) as error:
        page = await form_again(visit, dataset_id, None, _wrong(error))
        return visit.show(page, {Invalid: 422, TooLarge: 413}.get(type(error), 415))
    except Conflict:
        return go(f"/work/datasets/{dataset_id}", "late")
    return go(f"/work/datasets/{dataset_id}", "file")


async def _visit(request: Request, parts: Parts, form: FileForm) -> Visit:
    """The caller, known by cookie and by the CSRF token that stands before the file.

    The token goes on as the header in which scripts send it, because the body must not be read for it a second time.

    Raises:
        Unauthenticated: nobody is signed in, or the token is missing or of another session.
    """
    token = form.inputs.get(FIELD, "")
    if not token.isascii() or not token:
        raise Unauthenticated("csrf")
    request.scope["headers"] = [*request.scope["headers"], (HEADER.encode(), token.encode())]
    known = Request(request.scope)
    actor = await authenticate(known, parts)
    return await signed_in_visit(Visit(known, parts, act_of(known, parts, actor)))


def _wrong(error: Invalid | TooLarge | Unsupported) -> Wrong:
    if isinstance(error, Invalid):
        return wrong(error.problems, {"/filename": "file"})
    found = whole(error.detail)
    return Wrong({"file": found.lines[0].message}, found.lines)
