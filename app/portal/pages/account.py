"""``/account``: who I am here, and the tokens that act for me."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from app.http.dependencies import Reading
from app.portal.contexts.account import Account
from app.portal.kit.posted import NOTHING, Wrong, read_form, text, texts, wrong
from app.portal.kit.visit import MemberVisit, Visit, go
from app.portal.views import accounts as views
from app.security import acts
from catalog.base import ReadSession
from catalog.errors import Invalid, Missing
from catalog.identity import queries
from catalog.identity.api_tokens import TokenRequest
from catalog.organizations.queries import by_ids

router = APIRouter()
TOKENS = 100
"""Tokens shown, the newest; more of them are listed by the API."""


@router.get("/account")
async def show(visit: MemberVisit, session: Reading) -> Response:
    """The account with its tokens."""
    return visit.show(await _page(visit, session))


@router.post("/account/tokens")
async def issue(visit: MemberVisit) -> Response:
    """Issue a token; its secret stands on this answer and nowhere else, so there is no redirect."""
    form = await read_form(visit.request)
    name, chosen = text(form, "name"), texts(form, "scopes")
    try:
        async with visit.parts.database.unit_of_work() as session:
            asked = TokenRequest(name, frozenset(chosen))
            issued = await acts.issue_token(session, visit.call, visit.person, asked)
    except Invalid as error:
        async with visit.parts.database.reading() as reading:
            page = await _page(visit, reading, name=name, chosen=chosen, found=wrong(error.problems))
        return visit.show(page, 422)
    async with visit.parts.database.reading() as reading:
        return visit.show(await _page(visit, reading, minted=issued.secret))


@router.post("/account/tokens/{token_id}/revoke")
async def revoke(token_id: UUID, visit: MemberVisit) -> Response:
    """Revoke a token; once more changes nothing."""
    async with visit.parts.database.unit_of_work() as session:
        await acts.revoke_token(session, visit.call, token_id)
    return go("/account", "revoked")


async def _page(
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
    return views.account(
        chrome, person, row, tokens, organizations, name=name, chosen=chosen, minted=minted, wrong=found
    )
