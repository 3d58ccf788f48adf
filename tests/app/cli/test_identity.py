"""``minshu users`` and ``minshu tokens``."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from app.container import running
from app.settings import Settings
from catalog.acting.actor import Person, Post, Role
from catalog.acting.permissions import ROLE_PERMISSIONS, TOKEN_SCOPES
from catalog.identity import api_tokens, passwords
from catalog.identity.service import ORGANIZATION_ROLES
from catalog.organizations.service import OrganizationDraft, register
from tests.app.cli.conftest import Minshu
from tests.app.cli.support import count, query
from tests.factories.acting import act

EMAIL = "clerk@example.org"
CODE = "fj-test"


@pytest.fixture
async def organization(fresh_settings: Settings) -> str:
    operator = Person(UUID(int=1), "系统管理员", frozenset({Post(Role.OPERATOR, None)}))
    draft = OrganizationDraft(CODE, "省级测试部门", "测试部门", "department", "350000", "350000", "009")
    async with running(fresh_settings) as services, services.database.unit_of_work() as session:
        await register(session, act(operator, services.clock.now()), draft)
    return CODE


async def test_a_new_account_gets_its_role_and_a_password_that_must_be_changed(
    minshu: Minshu, fresh_settings: Settings, organization: str
) -> None:
    done = await minshu("users", "add", EMAIL.upper(), "--role", "cataloguer", "--organization", CODE, "--json")
    assert done.code == 0
    assert (done.json["email"], done.json["created"]) == (EMAIL, True)
    [(stored, must_change)] = query(fresh_settings, "SELECT password_hash, must_change_password FROM accounts")
    assert must_change
    assert await passwords.matches(done.json["password"], stored)
    assert set(query(fresh_settings, "SELECT role FROM memberships")) == {("user",), ("cataloguer",)}

    again = await minshu("users", "add", EMAIL, "--role", "auditor")
    assert (again.code, again.out) == (0, f"已授予 {EMAIL} 角色 auditor。\n")
    acts = [("identity:account:register",), ("identity:membership:give",), ("identity:membership:give",)]
    by_system = "SELECT action FROM audit_entries WHERE actor_type = 'system' ORDER BY id"
    assert query(fresh_settings, by_system) == acts
    assert count(fresh_settings, "audit_pending") == 0
    by_request = "SELECT request_id FROM audit_entries WHERE actor_type = 'system' ORDER BY id"
    opened, given, later = (request for (request,) in query(fresh_settings, by_request))
    assert opened == given
    assert len({opened, later, ""}) == 3


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((EMAIL, "--role", "cataloguer"), "该角色须指定机构。\n"),
        ((EMAIL, "--role", "cataloguer", "--organization", "nowhere"), "没有机构“nowhere”。\n"),
        (("no address", "--role", "auditor"), "邮箱地址格式不正确，例如 name@example.org。\n"),
    ],
)
async def test_what_cannot_be_added_is_told_in_one_sentence_and_leaves_nothing(
    minshu: Minshu, fresh_settings: Settings, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = await minshu("users", "add", *arguments)
    assert (refused.code, refused.out, refused.err) == (1, "", sentence)
    assert count(fresh_settings, "accounts") == count(fresh_settings, "audit_entries") == 0


@pytest.mark.parametrize("role", Role)
async def test_a_token_is_issued_for_every_role_with_all_that_it_may_give(
    minshu: Minshu, fresh_settings: Settings, organization: str, role: Role
) -> None:
    where = ("--organization", CODE) if role in ORGANIZATION_ROLES else ()
    assert (await minshu("users", "add", EMAIL, "--role", role.value, *where)).code == 0
    issued = await minshu("tokens", "issue", EMAIL)
    assert issued.code == 0
    async with running(fresh_settings) as services, services.database.reading() as session:
        machine, _ = await api_tokens.token_actor(session, issued.out.strip(), services.clock.now())
    assert machine.scopes == (ROLE_PERMISSIONS[role] & TOKEN_SCOPES)


async def test_a_token_has_the_scopes_and_the_end_that_were_asked_for(minshu: Minshu, fresh_settings: Settings) -> None:
    await minshu("users", "add", EMAIL, "--role", "user")
    async with running(fresh_settings) as services:
        year = services.clock.now().year
    issued = await minshu(
        "tokens", "issue", EMAIL, "--scope", "own:data:read", "--expires", f"{year + 1}-01-01", "--json"
    )
    assert issued.json["scopes"] == ["own:data:read"]
    until = datetime.fromisoformat(issued.json["expires_at"])
    assert until == datetime(year + 1, 1, 1, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("nobody@example.org",), "没有账号“nobody@example.org”"),
        ((EMAIL, "--scope", "system:audit:read"), "不能授予权限“system:audit:read”"),
        ((EMAIL, "--expires", "tomorrow"), "日期“tomorrow”应写成"),
        ((EMAIL, "--expires", "2001-01-01"), "有效期须晚于现在"),
    ],
)
async def test_a_token_that_cannot_be_issued_is_refused(
    minshu: Minshu, fresh_settings: Settings, arguments: tuple[str, ...], part: str
) -> None:
    await minshu("users", "add", EMAIL, "--role", "user")
    refused = await minshu("tokens", "issue", *arguments)
    assert refused.code == 1
    assert part in refused.err
    assert refused.err.count("\n") == 1
    assert count(fresh_settings, "api_tokens") == 0
