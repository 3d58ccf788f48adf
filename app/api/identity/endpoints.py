"""``/api/v1/me``, sessions, registration and tokens: what everybody does with their own account."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.api.declared import CursorText, Size, problems
from app.api.identity.schemas import (
    AccountOut,
    CredentialsIn,
    IssuedTokenOut,
    MeOut,
    PasswordChangeIn,
    RegistrationIn,
    ResetIn,
    SessionOut,
    TokenIn,
    TokenOut,
    organization_ids,
)
from app.http.dependencies import (
    AtBrowser,
    CurrentAct,
    KnownCaller,
    Reading,
    Services,
    SignedIn,
    Writing,
)
from app.http.pagination import Page, identity_after, page_of, page_size
from app.security import csrf
from app.security.authentication import clear_session_cookie, session_secret, set_session_cookie
from app.usecases.signing_in import sign_in
from catalog.errors import Unauthenticated, Unavailable
from catalog.identity import api_tokens, queries, service, sessions
from catalog.organizations.queries import by_ids

router = APIRouter(prefix="/api/v1", tags=["identity"])
PRIVATE = {"Cache-Control": "private, no-store"}


@router.get(
    "/me",
    summary="查看本人",
    description="取回调用者的身份、角色和权限。",
)
async def show_me(caller: KnownCaller, session: Reading, response: Response) -> MeOut:
    """Who the caller is, with roles and permissions."""
    response.headers.update(PRIVATE)
    return MeOut.of(caller, await by_ids(session, organization_ids(caller)))


@router.post(
    "/accounts",
    status_code=201,
    summary="注册账号",
    description="开通账号，角色为 user；实名须由系统管理员核验后才算数。",
)
async def register(payload: RegistrationIn, act: CurrentAct, session: Writing) -> AccountOut:
    """Open an account with role ``user``; its real name counts once an operator has confirmed it."""
    account = await service.register(session, act, payload.registration())
    return AccountOut.of(account, await queries.memberships_of(session, [account.id]), {})


@router.post(
    "/session",
    status_code=201,
    summary="登录",
    description="登录浏览器：设置会话 Cookie，返回 CSRF 令牌。",
    responses=problems(Unauthenticated, Unavailable),
)
async def open_session(payload: CredentialsIn, act: CurrentAct, parts: Services, response: Response) -> SessionOut:
    """Sign a browser in: sets the session cookie."""
    opened = await sign_in(parts, act, payload.email, payload.password)
    set_session_cookie(response, opened, parts.settings)
    token = csrf.token_for(parts.settings, opened.secret)
    return SessionOut(csrf_token=token, expires_at=opened.expires_at, must_change_password=opened.must_change_password)


@router.delete(
    "/session",
    status_code=204,
    summary="退出登录",
    description="结束本次会话。",
)
async def close_session(
    _: AtBrowser, act: CurrentAct, session: Writing, parts: Services, request: Request, response: Response
) -> None:
    """Sign the browser out."""
    await sessions.sign_out(session, act, session_secret(request))
    clear_session_cookie(response, parts.settings)


@router.post(
    "/me/password",
    status_code=204,
    summary="修改密码",
    description="修改密码；其他浏览器上的会话随即结束。",
)
async def change_password(
    payload: PasswordChangeIn, _: AtBrowser, act: CurrentAct, session: Writing, request: Request
) -> None:
    """Change the password; every other browser is signed out."""
    await sessions.change_password(
        session, act, payload.current_password, payload.new_password, keep_session=session_secret(request)
    )


@router.post(
    "/password-resets",
    status_code=204,
    summary="用重置码设置密码",
    description="凭系统管理员签发的重置码设置新密码。",
)
async def use_reset(payload: ResetIn, act: CurrentAct, session: Writing) -> None:
    """Set a new password with the one-time code of an operator."""
    await sessions.use_reset(session, act, payload.code, payload.new_password)


@router.get(
    "/me/tokens",
    summary="列出我的令牌",
    description="列出调用者的令牌，新的在前，不含密文。",
)
async def list_tokens(
    caller: SignedIn,
    session: Reading,
    request: Request,
    size: Size = None,
    cursor: CursorText = None,
) -> Page[TokenOut]:
    """The caller's tokens, newest first, without their secrets."""
    size = page_size(size)
    after = identity_after("tokens", cursor)
    found = await queries.tokens_seen(session, caller, after=after, size=size + 1)
    return page_of(request, found, size, kind="tokens", place=lambda token: (token.id,), show=TokenOut.of)


@router.post(
    "/me/tokens",
    status_code=201,
    summary="签发令牌",
    description="签发令牌，须在登录的浏览器中办理；令牌只在这次回答中出现。",
)
async def issue_token(
    payload: TokenIn, person: AtBrowser, _: SignedIn, act: CurrentAct, session: Writing, response: Response
) -> IssuedTokenOut:
    """Issue a token; its secret is in this answer and nowhere else."""
    issued = await api_tokens.issue_token(session, act, person, payload.request())
    response.headers.update(PRIVATE)
    return IssuedTokenOut(secret=issued.secret, token=TokenOut.of(issued.token))


@router.delete(
    "/me/tokens/{token_id}",
    status_code=204,
    summary="撤销令牌",
    description="撤销令牌，下一次调用即失效。",
)
async def revoke_token(token_id: UUID, _: AtBrowser, act: CurrentAct, session: Writing) -> None:
    """Revoke a token: it stops working with the next call."""
    await api_tokens.revoke_token(session, act, token_id)
