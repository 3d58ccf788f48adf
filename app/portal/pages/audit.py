"""``/audit/checkpoints``: the signed heads of the audit chain, for anyone to keep and compare."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.responses import Response

from app.http.dependencies import Reading
from app.http.pagination import decode_number, encode_cursor, one_page
from app.portal.kit.pieces import Pager
from app.portal.kit.visit import AnyVisit
from app.portal.views import platform as views
from catalog.audit import checkpoints as signing
from catalog.audit import queries
from catalog.audit.models import AuditCheckpoint
from catalog.base import ReadSession

router = APIRouter()
SIZE = 20
KIND = "checkpoints-page"


@router.get("/audit/checkpoints")
async def checkpoints(visit: AnyVisit, session: Reading) -> Response:
    """The newest first, with their signatures checked at this moment."""
    cursor = visit.request.query_params.get("cursor")
    before = decode_number(KIND, cursor, 0) or None
    rows, more = one_page(await queries.checkpoints(session, before=before, size=SIZE + 1), SIZE)
    head = await queries.head(session)
    sealed = head.sequence if head else 0
    sound = await _sound(session, rows)
    following = f"/audit/checkpoints?cursor={encode_cursor(KIND, rows[-1].sequence)}" if more else ""
    pager = Pager(min(1, len(rows)), len(rows), None, "/audit/checkpoints" if cursor else "", following)
    chrome = await visit.chrome(session, "audit")
    page = views.checkpoints(chrome, rows, sealed, sound=sound, checked_at=visit.call.now, pager=pager)
    return visit.show(page)


async def _sound(session: ReadSession, rows: Sequence[AuditCheckpoint]) -> bool:
    """Every signature on the page is right, and the newest of them fits the seal it speaks of."""
    if not rows:
        return True
    seal = await queries.seal(session, rows[0].sequence)
    return all(signing.verify(row) for row in rows) and seal is not None and seal.hash == rows[0].hash
