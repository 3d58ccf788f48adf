"""``/api/v1/accounts``: what an operator does with the accounts of others."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.api.declared import CursorText, Size, problems
from app.api.identity.endpoints import PRIVATE
from app.api.identity.schemas import AccountOut, MembershipIn, MembershipOut, ResetOut, membership_out
from app.http.dependencies import CurrentAct, Reading, SignedIn, Writing
from app.http.pagination import Page, encode_cursor, identity_after, next_url, one_page, page_size
from app.usecases.roles import give_role
from catalog.acting.permissions import Permission, demand
from catalog.base import ReadSession
from catalog.errors import Duplicate, Missing
from catalog.identity import queries, service
from catalog.identity.models import Account
from catalog.organizations.queries import by_ids

router = APIRouter(prefix="/api/v1", tags=["operators"])


@router.get(
    "/accounts",
    summary="列出账号",
    description="列出可见的账号：系统管理员可见全部，其他人只见自己。",
)
async def list_accounts(
    caller: SignedIn,
    session: Reading,
    request: Request,
    size: Size = None,
    cursor: CursorText = None,
) -> Page[AccountOut]:
    """The accounts the caller may see: an operator all of them, everybody else their own."""
    size = page_size(size)
    after = identity_after("accounts", cursor)
    shown, more = one_page(await queries.accounts_seen(session, caller, after=after, size=size + 1), size)
    following = next_url(request, encode_cursor("accounts", shown[-1].id)) if more else None
    return Page(items=await _out(session, *shown), next=following)


@router.get(
    "/accounts/{account_id}",
    summary="查看账号",
    description="取回一个账号及其角色。",
)
async def show_account(account_id: UUID, caller: SignedIn, session: Reading) -> AccountOut:
    """One account, with its roles."""
    account = await queries.account_seen(session, caller, account_id)
    if account is None:
        raise Missing("account", str(account_id))
    return (await _out(session, account))[0]


@router.post(
    "/accounts/{account_id}/commands/confirm-real-name",
    summary="核验实名",
    description="确认账号属于它所称的个人或企业。",
)
async def confirm_real_name(account_id: UUID, _: SignedIn, act: CurrentAct, session: Writing) -> AccountOut:
    """Confirm that the account belongs to the person or enterprise it names."""
    return (await _out(session, await service.confirm_real_name(session, act, account_id)))[0]


@router.post(
    "/accounts/{account_id}/commands/deactivate",
    summary="停用账号",
    description="停用账号：会话随即结束，令牌随即撤销。",
)
async def deactivate(account_id: UUID, _: SignedIn, act: CurrentAct, session: Writing) -> AccountOut:
    """Close the account: its sessions end and its tokens are revoked at once."""
    return (await _out(session, await service.deactivate(session, act, account_id)))[0]


@router.post(
    "/accounts/{account_id}/commands/issue-reset",
    summary="签发重置码",
    description="签发重置码，持有人用它设置新密码；请当面交付。",
)
async def issue_reset(account_id: UUID, _: SignedIn, act: CurrentAct, session: Writing, response: Response) -> ResetOut:
    """Issue a one-time code with which the holder sets a new password."""
    response.headers.update(PRIVATE)
    return ResetOut(code=await service.issue_reset(session, act, account_id))


async def must_give_roles(caller: SignedIn) -> None:
    """Let pass only who gives roles, before the body is looked at."""
    demand(caller, Permission.MANAGE_MEMBERSHIPS)


@router.post(
    "/accounts/{account_id}/memberships",
    status_code=201,
    dependencies=[Depends(must_give_roles)],
    summary="授予角色",
    description="授予账号一个角色；在机构内担任的角色须给出机构代码。",
    responses=problems(Duplicate),
)
async def grant_membership(account_id: UUID, payload: MembershipIn, act: CurrentAct, session: Writing) -> MembershipOut:
    """Give the account a role, in an organization where the role is held for one."""
    membership, organization = await give_role(session, act, account_id, payload.role, payload.organization)
    return membership_out(membership, {organization.id: organization} if organization else {})


@router.delete(
    "/memberships/{membership_id}",
    status_code=204,
    summary="收回角色",
    description="收回一个角色，持有人的下一次请求即失效。",
)
async def end_membership(membership_id: UUID, _: SignedIn, act: CurrentAct, session: Writing) -> None:
    """Take a role back; it ends with the next request of its holder."""
    await service.end_membership(session, act, membership_id)


async def _out(session: ReadSession, *accounts: Account) -> list[AccountOut]:
    memberships = await queries.memberships_of(session, [account.id for account in accounts])
    organizations = await by_ids(session, {held.organization_id for held in memberships if held.organization_id})
    return [AccountOut.of(account, memberships, organizations) for account in accounts]
