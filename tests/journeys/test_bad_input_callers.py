"""Callers without the right: wrong, ended and narrow tokens, wrong roles, own submissions, other agencies' drafts."""

from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from catalog.acting.actor import Role
from catalog.acting.permissions import TOKEN_SCOPES
from catalog.identity import service
from catalog.identity.models import AccountKind
from catalog.identity.service import Registration
from tests.factories.acting import by_platform
from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import AGENCY, AUTHORITY, PASSWORD
from tests.journeys.conftest import Platform, register
from tests.journeys.problems import problem

DATASETS = "/api/v1/datasets"
ME = "/api/v1/datasets/drafts"


async def newcomer(stage: Platform, name: str, *posts: tuple[Role, str]) -> None:
    """An account of its own, with a role in each of some organizations."""
    people, now = stage.people, stage.now()
    async with people.services.database.unit_of_work() as session:
        registration = Registration(f"{name}@test.invalid", "兼任人员", AccountKind.PERSON, PASSWORD)
        people.accounts[name] = (await service.register(session, by_platform(now), registration)).id
        for role, organization in posts:
            await service.grant_membership(
                session, by_platform(now), people.accounts[name], role, people.organizations[organization]
            )


@pytest.fixture(scope="module")
async def submission(stage: Platform) -> str:
    """A dataset of the agency that waits for its review."""
    identity = await register(stage, open_metadata(), CSV)
    caller = await stage.by_token("cataloguer")
    assert (await caller.post(f"{DATASETS}/{identity}/commands/submit", json={})).status_code == 200
    return identity


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("Bearer minshu_garbage", "invalid"),
        ("Bearer ", "invalid"),
        ("Bearer", "invalid"),
        ("Bearer " + "x" * 8000, "invalid"),
        ("Basic dXNlcjpwYXNz", "invalid"),
        ("Token abc", "invalid"),
        ("", "invalid"),
        ("Bearer \x01\x02", "invalid"),
        ("Bearer null", "invalid"),
        ("Bearer a b c", "invalid"),
    ],
)
async def test_a_header_that_is_no_token_is_refused_everywhere(stage: Platform, header: str, reason: str) -> None:
    caller = stage.client(Authorization=header)
    for path in (DATASETS, ME, f"{DATASETS}/{uuid4()}", "/api/v1/organizations"):
        answer = await caller.get(path)
        assert problem(answer, 401)["reason"] == reason
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert problem(await caller.post(DATASETS, json={}), 401)["reason"] == reason


async def test_a_token_in_another_scheme_or_cut_short_is_none(stage: Platform) -> None:
    secret = await stage.people.token("cataloguer")
    assert (await stage.client(Authorization=f"bearer {secret}").get(ME)).status_code == 200
    for header in (secret, f"Token {secret}", f"Bearer {secret[:-1]}", f"Bearer {secret}x", f"Bearer {secret.upper()}"):
        problem(await stage.client(Authorization=header).get(ME), 401)
    problem(await stage.client().get(ME, params={"access_token": secret, "token": secret}), 401)


async def test_a_token_ends_with_its_time(stage: Platform) -> None:
    caller = await stage.by_token("cataloguer")
    stage.clock.ahead = timedelta(days=89, hours=23)
    try:
        assert (await caller.get(ME)).status_code == 200
        stage.clock.ahead = timedelta(days=90, seconds=1)
        assert problem(await caller.get(ME), 401)["reason"] == "expired"
        assert problem(await caller.get(DATASETS), 401)["reason"] == "expired"
    finally:
        stage.clock.ahead = timedelta()
    assert (await caller.get(ME)).status_code == 200


async def test_an_account_that_is_closed_takes_its_tokens_along(stage: Platform) -> None:
    await newcomer(stage, "leaver", (Role.CATALOGUER, AGENCY))
    caller, operator = await stage.by_token("leaver"), await stage.by_token("operator")
    assert (await caller.get(ME)).status_code == 200
    address = f"/api/v1/accounts/{stage.people.accounts['leaver']}/commands/deactivate"
    assert (await operator.post(address)).is_success
    assert problem(await caller.get(ME), 401)["reason"] == "inactive"


async def test_a_token_without_the_scope_is_told_which(stage: Platform, submission: str) -> None:
    narrow = await stage.people.token("reviewer", "organization:datasets:read")
    caller = stage.client(Authorization=f"Bearer {narrow}")
    assert (await caller.get(f"{DATASETS}/{submission}/draft")).status_code == 200
    refused = problem(await caller.post(f"{DATASETS}/{submission}/commands/approve", json={}), 403)
    assert refused["needs"] == "organization:datasets:approve"
    foreign = stage.client(Authorization=f"Bearer {await stage.people.token('reviewer', 'own:applications:submit')}")
    problem(await foreign.get(f"{DATASETS}/{submission}/draft"), 404)
    writer = stage.client(Authorization=f"Bearer {await stage.people.token('cataloguer', 'own:data:read')}")
    problem(await writer.post(DATASETS, json={"organization": AGENCY, **open_metadata()}), 403)


async def test_no_token_makes_tokens_or_changes_the_account(stage: Platform) -> None:
    for name in ("operator", "cataloguer"):
        caller = await stage.by_token(name)
        answer = await caller.post("/api/v1/me/tokens", json={"name": "x", "scopes": [str(s) for s in TOKEN_SCOPES]})
        problem(answer, 403)


@pytest.mark.parametrize("name", ["cataloguer", "data-admin", "second-data-admin"])
async def test_a_wrong_role_does_not_approve(stage: Platform, submission: str, name: str) -> None:
    caller = await stage.by_token(name)
    refused = problem(await caller.post(f"{DATASETS}/{submission}/commands/approve", json={}), 403)
    assert refused["needs"]


@pytest.mark.parametrize("name", ["cataloguer", "reviewer"])
async def test_a_wrong_role_does_not_publish(stage: Platform, submission: str, name: str) -> None:
    caller = await stage.by_token(name)
    problem(await caller.post(f"{DATASETS}/{submission}/commands/publish", json={}), 403)
    problem(await caller.post(f"{DATASETS}/{submission}/commands/withdraw", json={"reason": "试一试"}), 403)


async def test_nobody_reviews_or_publishes_their_own_submission(stage: Platform) -> None:
    await newcomer(
        stage, "everything", (Role.CATALOGUER, AGENCY), (Role.AGENCY_REVIEWER, AGENCY), (Role.DATA_ADMIN, AUTHORITY)
    )
    identity = await register(stage, open_metadata(), CSV)
    caller = await stage.by_token("everything")
    address = f"{DATASETS}/{identity}/commands"
    assert (await caller.post(f"{address}/submit", json={})).status_code == 200
    problem(await caller.post(f"{address}/approve", json={}), 403)
    problem(await caller.post(f"{address}/return", json={"reason": "自己退回"}), 403)
    assert (await (await stage.by_token("reviewer")).post(f"{address}/approve", json={})).status_code == 200
    problem(await caller.post(f"{address}/publish", json={}), 403)
    shown = (await caller.get(f"{DATASETS}/{identity}/draft")).json()
    assert shown["state"] == "approved"


@pytest.mark.parametrize("name", ["other-cataloguer", "other-reviewer", "user", "auditor", "operator", "visitor"])
async def test_another_organizations_draft_does_not_exist_on_any_path(
    stage: Platform, submission: str, name: str
) -> None:
    caller = stage.client() if name == "visitor" else await stage.by_token(name)
    unknown = 404 if name != "visitor" else 401
    base, version = f"{DATASETS}/{submission}", {"If-Match": '"v1"'}
    problem(await caller.get(base), 404)
    problem(await caller.get(f"{base}/distributions"), 404)
    problem(await caller.get(f"{base}/revisions/1"), 404)
    problem(await caller.get(f"{base}/revisions/1/diff/1"), 404)
    assert (await caller.get(f"{base}/revisions")).json()["items"] == []
    for answer in (
        await caller.get(f"{base}/draft"),
        await caller.get(f"{base}/history"),
        await caller.patch(base, json={"title": "x"}, headers=version),
        await caller.put(base, json=open_metadata(), headers=version),
        await caller.put(f"{base}/file?filename=a.csv", content=CSV, headers=version),
        *[
            await caller.post(f"{base}/commands/{command}", json={"reason": "试一试"})
            for command in ("submit", "approve", "return", "publish", "withdraw")
        ],
    ):
        # a token of a role that may never do it is told so before anything is looked up, whatever the address
        problem(answer, unknown, 403) if name in {"user", "auditor", "operator"} else problem(answer, unknown)
        assert open_metadata()["title"] not in answer.text


async def test_a_draft_stands_in_no_list_and_no_search(stage: Platform, submission: str) -> None:
    for caller in (stage.client(), await stage.by_token("user"), await stage.by_token("other-cataloguer")):
        assert submission not in (await caller.get(DATASETS)).text
        assert submission not in (await caller.get("/api/v1/search", params={"q": "各地区年度统计"})).text
    assert submission not in (await (await stage.by_token("other-cataloguer")).get(ME)).text
    file = (await (await stage.by_token("cataloguer")).get(f"{DATASETS}/{submission}/draft")).json()["files"][0]
    for name in ("cataloguer", "reviewer", "data-admin"):
        caller = await stage.by_token(name)
        problem(await caller.get(f"/api/v1/distributions/{file['distribution']}/file"), 404)
        problem(await caller.get(f"/api/v1/data/{file['distribution']}/rows"), 404)


async def test_a_browser_without_the_form_token_changes_nothing(stage: Platform) -> None:
    browser = await signed_in(stage, "cataloguer")
    assert (await browser.get(ME)).status_code == 200
    body = {"organization": AGENCY, "title": "跨站"}
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "0" * 64}, {"X-CSRF-Token": "é"}):
        sent = [(name.encode(), value.encode()) for name, value in headers.items()]
        assert problem(await browser.post(DATASETS, json=body, headers=sent), 401)["reason"] == "csrf"
    other = await signed_in(stage, "reviewer")
    theirs = str(other.headers["X-Test-Token"])
    assert problem(await browser.post(DATASETS, json=body, headers={"X-CSRF-Token": theirs}), 401)["reason"] == "csrf"
    own = {"X-CSRF-Token": str(browser.headers["X-Test-Token"])}
    cross = {**own, "Sec-Fetch-Site": "cross-site"}
    assert problem(await browser.post(DATASETS, json=body, headers=cross), 401)["reason"] == "csrf"
    assert (await browser.post(DATASETS, json=body, headers=own)).status_code == 201


async def signed_in(stage: Platform, name: str) -> httpx.AsyncClient:
    """A browser with the session of an account; its form token is kept in a header that nothing reads."""
    browser = stage.client()
    answer = await browser.post("/api/v1/session", json={"email": f"{name}@test.invalid", "password": PASSWORD})
    assert answer.is_success, answer.text
    browser.headers["X-Test-Token"] = answer.json()["csrf_token"]
    return browser
