"""Restricted data under attack: nothing beyond the grant leaves, and every read that leaves stands in the record."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from tests.journeys.conftest import Platform
from tests.journeys.problems import pointers, problem
from tests.journeys.restricted import APPLICATIONS, Granted, Restricted, restricted
from tests.plugins.stack import Databases

PHONES = ("13800000001", "13800000002", "13800000003")


@pytest.fixture(scope="module")
async def data(stage: Platform) -> Restricted:
    return await restricted(stage)


@pytest.fixture(scope="module")
async def grant(data: Restricted) -> Granted:
    """A grant of two of the three open fields, to be read row by row."""
    return await data.granted("企业名称", "地区")


def leaks(answer: httpx.Response) -> bool:
    return any(phone in answer.text for phone in PHONES)


@pytest.mark.parametrize(
    "name", ["visitor", "second-user", "cataloguer", "reviewer", "data-admin", "auditor", "operator"]
)
async def test_without_a_grant_nothing_leaves_by_any_way(data: Restricted, grant: Granted, name: str) -> None:
    caller = data.platform.client() if name == "visitor" else await data.platform.by_token(name)
    for path in (
        data.rows,
        f"{data.rows}?count=exact&size=1&select=地区",
        f"{data.rows}?select=联系电话",
        f"{data.rows}?注册资本__gt=1",
        data.export("csv"),
        data.export("json"),
        data.file,
    ):
        answer = await caller.get(path)
        document = problem(answer, 403)
        assert "合成企业" not in answer.text
        assert not leaks(answer)
        assert document.get("reason", "no-grant") == "no-grant"
    partial = await caller.get(data.file, headers={"Range": "bytes=0-9"})
    assert (partial.status_code, (await caller.head(data.file)).status_code) == (403, 403)
    assert (await caller.get(data.file, headers={"If-None-Match": "*"})).status_code == 403
    if name in {"second-user", "cataloguer"}:
        assert (await caller.get(f"/api/v1/access/grants/{grant.identity}")).status_code == 404
        assert (await caller.post(f"/api/v1/access/grants/{grant.identity}/tokens")).status_code == 404
        assert (await caller.get(f"{APPLICATIONS}/{grant.application}")).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"select": "联系电话"},
        {"select": "企业名称,联系电话"},
        {"联系电话": PHONES[0]},
        {"联系电话__startswith": "138"},
        {"联系电话__isnull": "false"},
        {"sort": "联系电话"},
        {"sort": "-注册资本"},
        {"注册资本__gt": "150"},
        {"select": "注册资本"},
        {"注册资本__gt": "150", "count": "exact", "select": "地区"},
    ],
)
async def test_a_field_outside_the_grant_is_refused_wherever_it_is_named(
    data: Restricted, grant: Granted, query: dict[str, str]
) -> None:
    begun = len(await grant.reads())
    for path in (data.rows, data.export("csv"), data.export("json")):
        asked = {name: value for name, value in query.items() if path == data.rows or name != "count"}
        answer = await grant.machine.get(path, params=asked)
        problem(answer, 400, 403)
        assert "合成企业" not in answer.text
        assert not leaks(answer)
    assert len(await grant.reads()) == begun, "what was refused is not recorded as read"


async def test_what_leaves_has_the_granted_fields_and_an_entry_each(data: Restricted, grant: Granted) -> None:
    begun = len(await grant.reads())
    page = (await grant.machine.get(data.rows, params={"size": 2, "count": "exact"})).json()
    assert [list(row) for row in page["rows"]] == [["企业名称", "地区"]] * 2
    assert (page["count"], [column["name"] for column in page["schema"]]) == (3, ["企业名称", "地区"])
    table = await grant.machine.get(data.export("csv"))
    assert table.content.decode("utf-8-sig").splitlines()[0] == "企业名称,地区"
    assert not leaks(table)
    listed = (await grant.machine.get(data.export("json"))).json()
    assert [set(row) for row in listed] == [{"企业名称", "地区"}] * 3
    entries = (await grant.reads())[: len(await grant.reads()) - begun]
    assert [(entry["rows"], entry["basis_id"]) for entry in entries] == [
        (3, grant.number),
        (3, grant.number),
        (2, grant.number),
    ]
    assert all(entry["fields"] == ["企业名称", "地区"] and entry["token_id"] for entry in entries)
    usage = (await (await data.platform.by_token("user")).get(f"/api/v1/access/grants/{grant.identity}/usage")).json()
    assert (usage["reads"], usage["rows"]) == (begun + 3, sum(entry["rows"] for entry in await grant.reads()))


async def test_the_file_does_not_leave_under_a_grant_of_rows(data: Restricted, grant: Granted) -> None:
    problem(await grant.machine.get(data.file), 403)
    problem(await grant.machine.get(data.file, headers={"Range": "bytes=0-5"}), 403)
    assert (await grant.machine.head(data.file)).status_code == 403


async def test_the_token_of_a_grant_does_nothing_else(data: Restricted, grant: Granted) -> None:
    other = await restricted(data.platform, title="另一企业名录（合成数据）")
    problem(await grant.machine.get(other.rows), 403)
    problem(await grant.machine.get(other.export()), 403)
    theirs = await other.granted("企业名称", by="user")
    problem(await theirs.machine.get(data.rows), 403)
    problem(await grant.machine.get(other.rows), 403)
    for path in (APPLICATIONS, f"{APPLICATIONS}/{grant.application}", "/api/v1/access/grants", "/api/v1/audit/entries"):
        answer = await grant.machine.get(path)
        assert answer.status_code in {403, 404} or answer.json()["items"] == [], path
    problem(await grant.machine.post(APPLICATIONS, json=other.form()), 403)
    problem(await grant.machine.post(f"{APPLICATIONS}/{grant.application}/commands/cancel", json={}), 403, 404)
    problem(await grant.machine.post(f"/api/v1/access/grants/{grant.identity}/tokens"), 403, 404)


async def test_masked_values_never_show_and_cannot_be_guessed(data: Restricted) -> None:
    terms = {"masks": {"企业名称": "name", "地区": "drop"}}
    held = await data.granted("企业名称", "地区", "注册资本", by="second-user", terms=terms)
    for path in (data.rows, data.export("json"), data.export("csv")):
        answer = await held.machine.get(path)
        assert answer.status_code == 200
        assert "合成企业" not in answer.text
        assert "厦门" not in answer.text
    for query in (
        {"企业名称": "合成企业一"},
        {"企业名称__startswith": "合"},
        {"地区__in": "福州,厦门"},
        {"地区__isnull": "false"},
        {"sort": "企业名称"},
        {"sort": "注册资本,-地区"},
        {"count": "exact", "地区": "福州"},
    ):
        problem(await held.machine.get(data.rows, params=query), 400)
    page = (await held.machine.get(data.rows, params={"sort": "-注册资本", "size": 1})).json()
    assert "三" not in page["next"]
    await data.command(held.application, "reviewer", "revoke", reason="测试结束")


async def test_the_row_filter_of_a_grant_holds_on_every_way(data: Restricted) -> None:
    only = [{"field": "地区", "operator": "eq", "value": "厦门"}]
    held = await data.granted("企业名称", "注册资本", by="second-user", terms={"row_filter": only})
    for query in ({}, {"注册资本__gte": "0"}, {"size": "1000"}, {"企业名称__contains": "合成"}):
        page = (await held.machine.get(data.rows, params={**query, "count": "exact"})).json()
        assert ([row["企业名称"] for row in page["rows"]], page["count"]) == (["合成企业二"], 1)
    assert (await held.machine.get(data.rows, params={"count": "estimate"})).json()["count"] <= 1
    assert (await held.machine.get(data.rows, params={"企业名称": "合成企业一"})).json()["rows"] == []
    assert len((await held.machine.get(data.export("json"))).json()) == 1
    assert "合成企业一" not in (await held.machine.get(data.export("csv"))).text
    problem(await held.machine.get(data.rows, params={"地区": "厦门"}), 403)
    await data.command(held.application, "reviewer", "revoke", reason="测试结束")


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"fields": ["注册资本"]}, "/fields"),
        ({"fields": ["联系电话"]}, "/fields"),
        ({"quota": 0}, "/quota"),
        ({"quota": 10**9}, "/quota"),
        ({"use_until": "2020-01-01"}, "/use_until"),
        ({"use_until": "9999-12-31"}, "/use_until"),
        ({"use_until": "soon"}, "/use_until"),
        ({"masks": {"企业名称": "rot13"}}, "/masks/企业名称"),
        ({"masks": {"联系电话": "phone"}}, "/masks"),
        ({"row_filter": [{"field": "地区"}]}, "/row_filter/0"),
        ({"row_filter": [{"field": "没有", "operator": "eq", "value": "x"}]}, "/row_filter/0"),
        ({"row_filter": [{"field": "地区", "operator": "eq; DROP", "value": "x"}]}, "/row_filter/0"),
        ({"row_filter": [{"field": "地区", "operator": "eq", "value": "\x00"}]}, "/row_filter/0"),
        ({"row_filter": [{"field": "地区", "operator": "eq", "value": {"a": "\x00"}}]}, "/row_filter/0"),
        ({"row_filter": [{"field": ["地区"], "operator": None, "value": None}]}, "/row_filter/0"),
        ({"reason": "理\x00由"}, "/reason"),
        ({"surprise": 1}, "/surprise"),
    ],
)
async def test_terms_that_do_not_fit_are_refused_by_name(
    data: Restricted, waiting: str, terms: dict[str, Any], pointer: str
) -> None:
    answer = await data.command(waiting, "reviewer", "approve", **terms)
    assert any(found.startswith(pointer) for found in pointers(answer)), answer.text
    shown = await (await data.platform.by_token("reviewer")).get(f"{APPLICATIONS}/{waiting}")
    assert shown.json()["state"] == "form_ok"


@pytest.fixture(scope="module")
async def waiting(stage: Platform) -> str:
    """An application on a dataset of its own that waits for the agency."""
    own = await restricted(stage, title="待审企业名录（合成数据）")
    application = await own.applied("企业名称", "地区")
    assert (await own.command(application, "data-admin", "check_form")).status_code == 200
    return application


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"purpose": "短"}, "/purpose"),
        ({"purpose": ""}, "/purpose"),
        ({"purpose": "x" * 1_000_000}, "/purpose"),
        ({"purpose": "用于统计\x00分析，结果只发布汇总数。"}, "/purpose"),
        ({"fields": []}, "/fields"),
        ({"fields": ["没有这一项"]}, "/fields"),
        ({"fields": ["联系电话"]}, "/fields"),
        ({"fields": ["企业名称\x00"]}, "/fields"),
        ({"use_until": "2020-01-01"}, "/use_until"),
        ({"use_until": "9999-12-31"}, "/use_until"),
        ({"use_until": "2026-02-30"}, "/use_until"),
        ({"mode": "teleport"}, "/mode"),
        ({"answers": {"scene": "x" * 5000}}, "/answers/scene"),
        ({"answers": {"unheard\x00of": "x"}}, "/answers"),
        ({"answers": {"scene": "\u202e"}}, "/answers/scene"),
        ({"dataset": "x"}, "/dataset"),
        ({"applicant": "x"}, "/applicant"),
    ],
)
async def test_an_application_that_does_not_fit_names_the_field(
    data: Restricted, changes: dict[str, Any], pointer: str
) -> None:
    caller = await data.platform.by_token("second-user")
    answer = await caller.post(APPLICATIONS, json=data.form(**changes))
    assert any(found.startswith(pointer) for found in pointers(answer)), answer.text


async def test_calls_beyond_the_days_quota_wait_for_the_next_day(data: Restricted) -> None:
    held = await data.granted("企业名称", by="second-user", terms={"quota": 2})
    for _ in range(2):
        assert (await held.machine.get(data.rows)).status_code == 200
    assert problem(await held.machine.get(data.rows), 403)["reason"] == "quota"
    assert problem(await held.machine.get(data.export()), 403)["reason"] == "quota"
    problem(await held.machine.get(data.rows, params={"没有": "1"}), 400)
    assert len(await held.reads()) == 2
    data.platform.clock.ahead = timedelta(days=1)
    try:
        assert (await held.machine.get(data.rows)).status_code == 200
    finally:
        data.platform.clock.ahead = timedelta()
    await data.command(held.application, "reviewer", "revoke", reason="测试结束")


async def test_a_grant_ends_with_its_day_and_its_revocation_in_the_middle_of_paging(data: Restricted) -> None:
    held = await data.granted("企业名称", by="second-user")
    first = (await held.machine.get(data.rows, params={"size": 1})).json()
    data.platform.clock.ahead = timedelta(days=92)
    try:
        ended = await held.machine.get(first["next"])
        assert problem(ended, 401, 403)["reason"] == "expired"
        owner = await data.platform.by_token("second-user")
        assert problem(await owner.get(data.rows), 403)["reason"] == "expired"
    finally:
        data.platform.clock.ahead = timedelta()
    second = (await held.machine.get(first["next"])).json()
    assert second["rows"] == [{"企业名称": "合成企业二"}]
    assert (await data.command(held.application, "reviewer", "revoke", reason="用途不符")).status_code == 200
    after = await held.machine.get(second["next"])
    assert problem(after, 401, 403)["reason"] == "revoked"
    owner = await data.platform.by_token("second-user")
    assert problem(await owner.get(data.rows), 403)["reason"] in {"revoked", "no-grant"}


@asynccontextmanager
async def record_refused(databases: Databases, stage: Platform) -> AsyncIterator[None]:
    """The database refuses every new entry of the record."""
    name = stage.settings.database_url.get_secret_value().rsplit("/", 1)[-1]
    address = f"{databases.admin.rsplit('/', 1)[0]}/{name}"
    body = "CREATE FUNCTION refuse_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'"
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as owner:
        await owner.execute(body)
        await owner.execute(
            "CREATE TRIGGER refuse_record BEFORE INSERT ON audit_entries EXECUTE FUNCTION refuse_record()"
        )
        yield
        await owner.execute("DROP TRIGGER refuse_record ON audit_entries")
        await owner.execute("DROP FUNCTION refuse_record")


async def test_no_byte_leaves_without_its_entry(databases: Databases, data: Restricted, grant: Granted) -> None:
    begun = await grant.reads()
    async with record_refused(databases, data.platform):
        for path in (data.rows, data.export("csv"), data.export("json")):
            answer = await grant.machine.get(path)
            problem(answer, 500, 503)
            assert "合成企业" not in answer.text
            assert "full" not in answer.text
    assert await grant.reads() == begun
    assert (await grant.machine.get(data.rows)).status_code == 200
