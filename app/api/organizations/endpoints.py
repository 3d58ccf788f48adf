"""``/api/v1/organizations``: the tree of those who own data."""

from typing import Self

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.api.declared import CursorText, Size
from app.http.dependencies import Reading
from app.http.pagination import Page, decode_cursor, encode_cursor, next_url, one_page, page_size
from catalog.organizations import queries
from catalog.organizations.models import Organization

router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])


class OrganizationOut(BaseModel):
    """An organization; ``parent`` is the code of the one above it."""

    code: str
    uscc: str | None
    name: str
    short_name: str
    kind: str
    tier: str
    region: str
    contact: str
    parent: str | None

    @classmethod
    def of(cls, organization: Organization, above: tuple[str, ...]) -> Self:
        """From a row and the codes of those above it."""
        return cls(
            code=organization.code,
            uscc=organization.uscc,
            name=organization.name,
            short_name=organization.short_name,
            kind=organization.kind,
            tier=organization.tier,
            region=organization.region,
            contact=organization.contact,
            parent=above[-1] if above else None,
        )


@router.get(
    "",
    summary="列出机构",
    description="列出全部机构，按代码排列。",
)
async def list_organizations(
    session: Reading,
    request: Request,
    size: Size = None,
    cursor: CursorText = None,
) -> Page[OrganizationOut]:
    """All organizations, in the order of their codes."""
    size = page_size(size)
    after = str(decode_cursor("organizations", cursor, 1)[0]) if cursor is not None else ""
    shown, more = one_page(await queries.listing(session, after=after, size=size + 1), size)
    above = await queries.ancestors(session)
    following = next_url(request, encode_cursor("organizations", shown[-1].code)) if more else None
    return Page(items=[OrganizationOut.of(found, above[found.id]) for found in shown], next=following)


@router.get(
    "/{code}",
    summary="查看机构",
    description="按代码取回一个机构。",
)
async def show(code: str, session: Reading) -> OrganizationOut:
    """One organization by its code."""
    found = await queries.by_code(session, code)
    return OrganizationOut.of(found, (await queries.ancestors(session))[found.id])
