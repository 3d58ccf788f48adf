"""``/assets/{path}``: styles, scripts and marks, addressed by their content and so cached for ever."""

import mimetypes

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from app.http.conditional import is_unchanged
from app.portal.kit.templating import ASSETS, AssetUrls
from catalog.errors import Missing

router = APIRouter()
FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=300"


@router.get("/assets/{name:path}")
async def asset(name: str, request: Request) -> Response:
    """One asset; only those that are known by name, so that no path leads elsewhere."""
    assets: AssetUrls = request.app.state.assets
    digest = assets.digests.get(name)
    if digest is None:
        raise Missing("asset", name)
    tag = f'"{digest}"'
    lasting = request.query_params.get("v") == digest
    headers = {"ETag": tag, "Cache-Control": FOR_EVER if lasting else SHORTLY}
    if is_unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(ASSETS / name, headers=headers, media_type=kind)
