"""``/api/v1/audit``: the record for those who may read it, and its public checkpoints."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict

from app.api.declared import CursorText, Size
from app.http.dependencies import CurrentAct, Reading, SignedIn
from app.http.pagination import Page, decode_cursor, decode_number, page_of, page_size, read_moment
from app.words.language import CHINESE
from catalog.acting.permissions import Permission, demand
from catalog.audit import queries
from catalog.audit.models import AuditCheckpoint, AuditEntry
from catalog.audit.queries import EntryFilter, Position
from catalog.audit.verification import verify

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])
LATEST = 2**31 - 1


class EntryQuery(BaseModel):
    """Which entries are asked for; every field that is given must match. ``grant`` is the number of a grant."""

    model_config = ConfigDict(extra="forbid")

    object_type: str | None = None
    object_id: str | None = None
    grant: str | None = None
    actor_id: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    size: int | None = None
    cursor: str | None = None

    def filter(self) -> EntryFilter:
        """As the slice takes it."""
        return EntryFilter(**self.model_dump(exclude={"size", "cursor"}))


class EntryOut(BaseModel):
    """One entry of the record."""

    id: UUID
    at: datetime
    actor_type: str
    actor_id: str
    token_id: str | None
    ip: str
    action: str
    object_type: str
    object_id: str
    object_version: str
    basis_type: str
    basis_id: str
    fields: list[str]
    rows: int | None
    bytes: int | None
    result: str
    request_id: str
    detail: dict[str, Any]

    @classmethod
    def of(cls, entry: AuditEntry) -> Self:
        """From a row."""
        return cls.model_validate(entry, from_attributes=True)


class VerificationOut(BaseModel):
    """What walking the chain found."""

    ok: bool
    checked: int
    sequence: int | None
    reason: str
    head: str


class CheckpointOut(BaseModel):
    """A signed statement of the chain's head; hash, signature and key in hexadecimal."""

    sequence: int
    hash: str
    signature: str
    public_key: str
    at: datetime

    @classmethod
    def of(cls, made: AuditCheckpoint) -> Self:
        """From a row."""
        return cls(
            sequence=made.sequence,
            hash=made.hash.hex(),
            signature=made.signature.hex(),
            public_key=made.public_key.hex(),
            at=made.at,
        )


@router.get(
    "/entries",
    summary="查询审计记录",
    description="列出调用者可见的记录，新的在前：审计员可见全部，其他人可见与自己有关的访问。",
)
async def list_entries(
    actor: SignedIn,
    session: Reading,
    request: Request,
    wanted: Annotated[EntryQuery, Query()],
) -> Page[EntryOut]:
    """Entries that the caller may see, the newest first: auditors all of them, others those of their own accesses."""
    size = page_size(wanted.size)
    before = _position(wanted.cursor)
    found = await queries.entries(session, actor, wanted.filter(), before=before, size=size + 1)
    return page_of(
        request, found, size, kind="entries", place=lambda entry: (entry.at.isoformat(), entry.id), show=EntryOut.of
    )


@router.get(
    "/verification",
    summary="核对审计链",
    description="从头核对整条审计链，供审计员使用。",
)
async def verification(act: CurrentAct, actor: SignedIn, session: Reading) -> VerificationOut:
    """Walk the whole chain, for auditors."""
    demand(actor, Permission.READ_AUDIT)
    found = await verify(session, act.at)
    return VerificationOut(
        ok=found.ok,
        checked=found.checked,
        sequence=found.sequence,
        reason=CHINESE.say(found.reason) if found.reason else "",
        head=found.head,
    )


@router.get(
    "/checkpoints",
    summary="列出校验点",
    description="列出公开的、带签名的审计链校验点，新的在前。",
)
async def checkpoints(
    session: Reading, request: Request, size: Size = None, cursor: CursorText = None
) -> Page[CheckpointOut]:
    """Signed checkpoints, for everybody, the newest first."""
    size = page_size(size)
    before = decode_number("checkpoints", cursor, LATEST)
    found = await queries.checkpoints(session, before=before, size=size + 1)
    return page_of(request, found, size, kind="checkpoints", place=lambda made: (made.sequence,), show=CheckpointOut.of)


def _position(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    at, identity = decode_cursor("entries", cursor, read_moment, UUID)
    return at, identity
