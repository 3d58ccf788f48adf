"""Signing in and out, registering, setting a new password; one's own account and its tokens."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from app.http.dependencies import Reading
from app.portal.account import view
from app.portal.account.context import Account
from app.portal.kit.posted import NOTHING, Wrong, kept, local, read_form, text, texts, whole, wrong
from app.portal.kit.visit import AnyVisit, MemberVisit, Visit, go
from app.security.authentication import clear_session_cookie, session_secret, set_session_cookie
from app.usecases.signing_in import sign_in
from catalog.base import ReadSession
from catalog.errors import FieldProblem, Invalid, Missing, Throttled, Unauthenticated
from catalog.identity import api_tokens, queries, service, sessions
from catalog.identity.api_tokens import TokenRequest
from catalog.identity.models import AccountKind
from catalog.identity.service import Registration
from catalog.identity.sessions import OpenedSession
from catalog.messages import message
from catalog.organizations.queries import by_ids

router = APIRouter()
TOKENS = 100
"""Tokens shown, the newest; more of them are listed by the API."""
REGISTER_INPUTS = {"/display_name": "name"}
PASSWORD_INPUTS = {"/current_password": "current", "/new_password": "new"}
SAME = FieldProblem("/repeat", message("password.repeat"), "repeat")


@router.get("/login")
async def login_form(visit: AnyVisit, session: Reading) -> Response:
    """The login form."""
    onward = local(visit.request.query_params.get("next", "/"))
    return visit.show(view.login(await visit.chrome(session, form=True), onward))


@router.post("/login")
async def login(visit: AnyVisit) -> Response:
    """Sign in, and go on to where the visitor wanted to go, or to the form that was kept."""
    form = await read_form(visit.request)
    onward, resume = local(text(form, "next") or "/"), text(form, "resume")
    parts = visit.parts
    try:
        opened = await sign_in(parts, visit.act, text(form, "email"), text(form, "password"))
    except (Unauthenticated, Throttled, Invalid) as error:
        status = {Unauthenticated: 401, Throttled: 429}.get(type(error), 422)
        chrome = await visit.chrome(None, form=True)
        again = view.login(chrome, onward, email=text(form, "email"), resume=resume, wrong=whole(error.detail))
        return visit.show(again, status)
    answer = await _onward(visit, opened, onward, resume)
    set_session_cookie(answer, opened, parts.settings)
    return answer


async def _onward(visit: Visit, opened: OpenedSession, onward: str, resume: str) -> Response:
    if opened.must_change_password:
        return go("/account/password")
    found = kept(resume) if resume else None
    if found is None:
        return go(onward)
    visit.request.state.session_secret = opened.secret
    chrome = await visit.chrome(None, form=True)
    return visit.show(view.resume(chrome, *found))


@router.post("/logout")
async def logout(visit: AnyVisit) -> Response:
    """Sign out; who is signed out already is told the same."""
    answer = go("/")
    secret = session_secret(visit.request)
    if secret:
        async with visit.parts.database.unit_of_work() as session:
            await sessions.sign_out(session, visit.act, secret)
    clear_session_cookie(answer, visit.parts.settings)
    return answer


@router.get("/register")
async def register_form(visit: AnyVisit, session: Reading) -> Response:
    """The form of registration."""
    return visit.show(view.register(await visit.chrome(session, form=True), {}))


@router.post("/register")
async def register(visit: AnyVisit) -> Response:
    """Open an account, then sign in with it."""
    form = await read_form(visit.request)
    given = {name: text(form, name) for name in ("kind", "name", "email")}
    try:
        registration = _registration(given, form)
        async with visit.parts.database.unit_of_work() as session:
            await service.register(session, visit.act, registration)
    except Invalid as error:
        found = wrong(error.problems, REGISTER_INPUTS)
        return visit.show(view.register(await visit.chrome(None, form=True), given, found), 422)
    return go("/login", "registered")


def _registration(given: dict[str, str], form: FormData) -> Registration:
    _check_repeat(form, "password")
    if given["kind"] not in set(AccountKind):
        raise Invalid([FieldProblem("/kind", message("account.kind.required"), "required")])
    return Registration(given["email"], given["name"], AccountKind(given["kind"]), text(form, "password"))


def _check_repeat(form: FormData, name: str) -> None:
    if text(form, name) != text(form, "repeat"):
        raise Invalid([SAME])


@router.get("/account/password")
async def password_form(visit: AnyVisit) -> Response:
    """The form for a new password, also for those who must set one before anything else."""
    if not session_secret(visit.request):
        return go("/login?next=/account/password", "login")
    return await _password_page(visit, NOTHING)


@router.post("/account/password")
async def change_password(visit: AnyVisit) -> Response:
    """Change the password; every other browser is signed out."""
    form = await read_form(visit.request)
    try:
        _check_repeat(form, "new")
        async with visit.parts.database.unit_of_work() as session:
            keep = session_secret(visit.request)
            await sessions.change_password(
                session, visit.act, text(form, "current"), text(form, "new"), keep_session=keep
            )
    except Invalid as error:
        return await _password_page(visit, wrong(error.problems, PASSWORD_INPUTS), 422)
    return go("/account", "password")


async def _password_page(visit: Visit, found: Wrong, status: int = 200) -> Response:
    forced = visit.person.must_change_password
    return visit.show(view.change_password(await visit.chrome(None, "account"), forced=forced, wrong=found), status)


@router.get("/reset")
async def reset_form(visit: AnyVisit, session: Reading) -> Response:
    """The form for a new password with a one-time code."""
    return visit.show(view.reset(await visit.chrome(session, form=True)))


@router.post("/reset")
async def reset(visit: AnyVisit) -> Response:
    """Set a new password with the one-time code of an operator."""
    form = await read_form(visit.request)
    try:
        _check_repeat(form, "new")
        async with visit.parts.database.unit_of_work() as session:
            await sessions.use_reset(session, visit.act, text(form, "code").strip(), text(form, "new"))
    except Invalid as error:
        found = wrong(error.problems, PASSWORD_INPUTS)
        return visit.show(view.reset(await visit.chrome(None, form=True), found), 422)
    return go("/login", "reset")


@router.get("/account")
async def show(visit: MemberVisit, session: Reading) -> Response:
    """The account with its tokens."""
    return visit.show(await _account(visit, session))


@router.post("/account/tokens")
async def issue(visit: MemberVisit) -> Response:
    """Issue a token; its secret stands on this answer and nowhere else, so there is no redirect."""
    form = await read_form(visit.request)
    name, chosen = text(form, "name"), texts(form, "scopes")
    try:
        async with visit.parts.database.unit_of_work() as session:
            asked = TokenRequest(name, frozenset(chosen))
            issued = await api_tokens.issue_token(session, visit.act, visit.person, asked)
    except Invalid as error:
        async with visit.parts.database.reading() as reading:
            page = await _account(visit, reading, name=name, chosen=chosen, found=wrong(error.problems))
        return visit.show(page, 422)
    async with visit.parts.database.reading() as reading:
        return visit.show(await _account(visit, reading, minted=issued.secret))


@router.post("/account/tokens/{token_id}/revoke")
async def revoke(token_id: UUID, visit: MemberVisit) -> Response:
    """Revoke a token; once more changes nothing."""
    async with visit.parts.database.unit_of_work() as session:
        await api_tokens.revoke_token(session, visit.act, token_id)
    return go("/account", "revoked")


async def _account(
    visit: Visit,
    session: ReadSession,
    *,
    name: str = "",
    chosen: Sequence[str] = (),
    minted: str = "",
    found: Wrong = NOTHING,
) -> Account:
    person = visit.person
    row = await queries.account_seen(session, person, person.account_id)
    if row is None:
        raise Missing("account", str(person.account_id))
    tokens = await queries.tokens_seen(session, person, after=None, size=TOKENS)
    ids = {post.organization_id for post in person.posts if post.organization_id}
    organizations = await by_ids(session, ids) if ids else {}
    chrome = await visit.chrome(session, "account")
    return view.account(
        chrome, person, row, tokens, organizations, name=name, chosen=chosen, minted=minted, wrong=found
    )
