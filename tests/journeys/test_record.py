"""A whole life of the platform through HTTP: every act stands in the record, under the request that did it."""

from dataclasses import dataclass, field, replace

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from catalog.audit.actions import Action
from tests.app.cli.support import query
from tests.factories.acting import BY_HAND
from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import AGENCY, AUTHORITY, PASSWORD
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.restricted import restricted

OUTSIDE = {
    Action.AUDIT_EXPORT,
    Action.INDEX_REBUILD,
    Action.INDEX_REPAIR,
    Action.INDEX_ROLL_BACK,
    Action.SCHEMA_UPGRADE,
}
"""What only the command line does."""


@dataclass
class Listening:
    """The application, with the identity of every request it answered, and whether it was an unsafe one."""

    app: ASGIApp
    seen: set[str] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def heard(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.seen.update(value.decode() for name, value in message["headers"] if name == b"x-request-id")
            await send(message)

        await self.app(scope, receive, heard)


@pytest.fixture
def heard(platform: Platform) -> tuple[Platform, Listening]:
    listening = Listening(platform.app)
    return replace(platform, app=listening), listening  # type: ignore[arg-type]  # an application like any other


async def test_every_act_is_recorded_under_its_request_and_edits_say_what_changed(
    heard: tuple[Platform, Listening],
) -> None:
    platform, listening = heard
    await _datasets(platform)
    await _applications(platform)
    await _accounts(platform)
    await _synonyms(platform)
    rows = query(
        platform.settings,
        "SELECT request_id, action, ip, fields FROM audit_entries WHERE request_id <> %s ORDER BY at, id",
        BY_HAND,
    )
    assert {row[1] for row in rows} == set(Action) - OUTSIDE
    assert [row for row in rows if row[0] not in listening.seen] == []
    assert {row[2] for row in rows} == {"127.0.0.1"}
    edits = [fields for _, action, _, fields in rows if action == Action.DATASET_EDIT]
    assert edits == [["title", "keywords"], ["items"], []]
    assert [fields for _, action, _, fields in rows if action == Action.FILE_UPLOAD] == [["file"]] * 2
    created = [fields for _, action, _, fields in rows if action == Action.DATASET_CREATE]
    assert all({"title", "theme", "items"} <= set(fields) for fields in created)
    (registered,) = [fields for _, action, _, fields in rows if action == Action.ORGANIZATION_REGISTER]
    assert {"code", "name", "parent"} <= set(registered)
    assert "uscc" not in registered


async def _datasets(platform: Platform) -> None:
    """Created, edited, returned, published, read, withdrawn."""
    identity = await register(platform, open_metadata(), CSV)
    address = f"/api/v1/datasets/{identity}"
    cataloguer, reviewer = await platform.by_token("cataloguer"), await platform.by_token("reviewer")
    draft = await cataloguer.get(f"{address}/draft")
    items = draft.json()["items"]
    title = draft.json()["metadata"]["title"]
    for changes in (
        {"title": f"{title}（更正）", "keywords": ["更正"], "summary": draft.json()["metadata"]["summary"]},
        {"items": [items[0] | {"description": "公历年"}, *items[1:]], "keywords": ["更正"]},
        {"title": f"{title}（更正）"},
    ):
        sent = {"If-Match": (await cataloguer.get(f"{address}/draft")).headers["ETag"]}
        _ok(await cataloguer.patch(address, json=changes, headers=sent))
    _ok(await cataloguer.post(f"{address}/commands/submit", json={}))
    _ok(await reviewer.post(f"{address}/commands/return", json={"reason": "请核对"}))
    await publish(platform, identity)
    visitor = platform.client()
    (file,) = (await visitor.get(f"{address}/distributions")).json()
    for path in (f"distributions/{file['id']}/file", f"data/{file['id']}/rows", f"data/{file['id']}/export.csv"):
        _ok(await visitor.get(f"/api/v1/{path}"))
    admin = await platform.by_token("data-admin")
    _ok(await admin.post(f"{address}/commands/withdraw", json={"reason": "数据有误"}))


async def _applications(platform: Platform) -> None:
    """Every command of an application, and another token of a grant."""
    data = await restricted(platform)
    user = await platform.by_token("user")
    application = await data.applied(by="user")
    form = {key: value for key, value in data.form().items() if key != "dataset"}
    why = {"reason": "用途不符", "basis": "暂行办法第十条"}
    _ok(await data.command(application, "data-admin", "return", reason="请补充"))
    _ok(await data.command(application, "user", "resubmit", **form))
    _ok(await data.command(application, "data-admin", "check_form"))
    _ok(await data.command(application, "reviewer", "reject", **why))
    _ok(await data.command(await data.applied(by="user"), "user", "cancel"))
    grant = await data.granted(by="user")
    _ok(await user.post(f"/api/v1/access/grants/{grant.identity}/tokens"))
    _ok(await data.command(grant.application, "reviewer", "revoke", reason="用途不符"))


async def _accounts(platform: Platform) -> None:
    """An account from its registration to its end, its sessions, tokens, passwords and roles."""
    browser, operator = platform.client(), await platform.by_token("operator")
    account = {"email": "newcomer@test.invalid", "display_name": "新用户", "kind": "person", "password": PASSWORD}
    made = _ok(await browser.post("/api/v1/accounts", json=account)).json()["id"]
    base = f"/api/v1/accounts/{made}"
    await browser.post("/api/v1/session", json={"email": account["email"], "password": "wrong"})
    signed = _ok(await browser.post("/api/v1/session", json={"email": account["email"], "password": PASSWORD})).json()
    browser.headers["X-CSRF-Token"] = signed["csrf_token"]
    issued = _ok(await browser.post("/api/v1/me/tokens", json={"name": "程序", "scopes": ["own:data:read"]})).json()
    _ok(await browser.delete(f"/api/v1/me/tokens/{issued['token']['id']}"))
    again = {"current_password": PASSWORD, "new_password": f"{PASSWORD}-anew"}
    _ok(await browser.post("/api/v1/me/password", json=again))
    _ok(await browser.delete("/api/v1/session"))
    _ok(await operator.post(f"{base}/commands/confirm-real-name"))
    given = _ok(await operator.post(f"{base}/memberships", json={"role": "cataloguer", "organization": AGENCY}))
    _ok(await operator.delete(f"/api/v1/memberships/{given.json()['id']}"))
    code = _ok(await operator.post(f"{base}/commands/issue-reset")).json()["code"]
    _ok(await platform.client().post("/api/v1/password-resets", json={"code": code, "new_password": PASSWORD}))
    _ok(await operator.post(f"{base}/commands/deactivate"))


async def _synonyms(platform: Platform) -> None:
    """What operators do beside accounts: an organization, synonyms."""
    operator = await platform.by_token("operator")
    organization = {
        "code": "t-weather",
        "name": "气象部门",
        "short_name": "气象部门",
        "kind": "department",
        "tier": "350000",
        "region": "350000",
        "department": "004",
        "parent": AUTHORITY,
        "authority": AUTHORITY,
    }
    _ok(await operator.post("/api/v1/organizations", json=organization))
    for word, commands in (("叮当车", ("accept", "withdraw")), ("铛铛车", ("decline",))):
        made = _ok(await operator.post("/api/v1/search/synonyms", json={"word": word, "meaning": "有轨列车"}))
        for command in commands:
            _ok(await operator.post(f"/api/v1/search/synonyms/{made.json()['id']}/commands/{command}"))


def _ok(answer: httpx.Response) -> httpx.Response:
    assert answer.is_success, answer.text
    return answer
