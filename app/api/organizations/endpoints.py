"""``/api/v1/organizations``: the tree of those who own data."""

from typing import Annotated, Self

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from app.api.declared import CursorText, Size
from app.http.dependencies import CurrentAct, Reading, SignedIn, Writing
from app.http.pagination import Page, decode_cursor, page_of, page_size, read_text
from catalog.acting.permissions import Permission, demand
from catalog.organizations import queries, service
from catalog.organizations.models import Organization
from catalog.organizations.service import OrganizationDraft
from catalog.text import Code, Contact, Line100

router = APIRouter(prefix="/api/v1/organizations", tags=["organizations"])


class OrganizationIn(BaseModel):
    """A new organization; ``parent`` and ``authority`` are codes of organizations, ``department`` three digits (目)."""

    model_config = ConfigDict(extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$")]
    name: Line100
    short_name: Annotated[Line100, StringConstraints(max_length=60)]
    kind: Code
    tier: Code
    region: Code
    department: Annotated[str, StringConstraints(pattern=r"^[0-9]{3}$")]
    uscc: Annotated[str, StringConstraints(max_length=30)] | None = None
    contact: Contact = ""
    parent: Code | None = None
    authority: Code | None = None


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
    after = decode_cursor("organizations", cursor, read_text)[0] if cursor is not None else ""
    found = await queries.listing(session, after=after, size=size + 1)
    above = await queries.ancestors(session)
    return page_of(
        request,
        found,
        size,
        kind="organizations",
        place=lambda each: (each.code,),
        show=lambda each: OrganizationOut.of(each, above[each.id]),
    )


async def must_manage(caller: SignedIn) -> None:
    """Let pass only who looks after organizations, before the body is looked at."""
    demand(caller, Permission.MANAGE_ORGANIZATIONS)


@router.post(
    "",
    status_code=201,
    dependencies=[Depends(must_manage)],
    summary="登记机构",
    description="登记一个机构，只有系统管理员可以办理；上级和数据管理部门须先登记，自己管理自己的填自己的代码。",
)
async def register(payload: OrganizationIn, act: CurrentAct, session: Writing, response: Response) -> OrganizationOut:
    """Register an organization; operators only."""
    made = await service.register(session, act, OrganizationDraft(**payload.model_dump()))
    response.headers["Location"] = f"/api/v1/organizations/{made.code}"
    return OrganizationOut.of(made, (await queries.ancestors(session))[made.id])


@router.get(
    "/{code}",
    summary="查看机构",
    description="按代码取回一个机构。",
)
async def show(code: str, session: Reading) -> OrganizationOut:
    """One organization by its code."""
    found = await queries.by_code(session, code)
    return OrganizationOut.of(found, (await queries.ancestors(session))[found.id])
