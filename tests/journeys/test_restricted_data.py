"""The restricted story: applied for, checked, decided, signed, granted, read, logged, revoked; and the record holds."""

from datetime import timedelta
from typing import Any

import httpx

from tests.factories.datasets import restricted_metadata
from tests.journeys.conftest import Platform, publish, register
from tests.plugins.waiting import eventually

CSV = "企业名称,地区,联系电话\n合成企业一,福州,000-00000001\n合成企业二,厦门,000-00000002\n".encode()
ITEMS = [
    {"name": "企业名称", "title": "企业名称"},
    {"name": "地区", "title": "地区", "level": 2},
    {"name": "联系电话", "title": "联系电话", "is_open": False, "level": 3},
]
METADATA = restricted_metadata(region="350000", items=ITEMS)


async def test_restricted_rows_are_applied_for_granted_read_logged_and_revoked(platform: Platform) -> None:
    identity = await register(platform, METADATA, CSV)
    await publish(platform, identity)
    visitor, user = platform.client(), await platform.by_token("user")
    (file,) = (await visitor.get(f"/api/v1/datasets/{identity}/distributions")).json()
    rows = f"/api/v1/data/{file['id']}/rows"
    refused = await visitor.get(rows)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/access-required")
    assert (await visitor.get(f"/api/v1/distributions/{file['id']}/file")).status_code == 403

    application = await _applied(platform, user, identity)
    await _decided(platform, application)
    signed = await _signed(user, application)
    grant, token = signed["grant"], signed["token"]["secret"]
    machine = platform.client(Authorization=f"Bearer {token}")
    page = await machine.get(rows)
    assert page.json()["rows"] == [
        {"企业名称": "合成企业一", "地区": "福州"},
        {"企业名称": "合成企业二", "地区": "厦门"},
    ]
    outside = await machine.get(rows, params={"select": "联系电话"})
    assert outside.status_code in {400, 403}
    assert "000-0000" not in outside.text
    await _logged(platform, grant["number"])
    await _revoked(platform, application, machine, rows)
    await _sealed(platform)


async def _applied(platform: Platform, user: httpx.AsyncClient, identity: str) -> str:
    until = (platform.now() + timedelta(days=90)).date().isoformat()
    form: dict[str, Any] = {
        "dataset": identity,
        "purpose": "用于区域企业分布的统计分析，结果只发布汇总数。",
        "fields": ["企业名称", "地区"],
        "use_until": until,
    }
    unconfirmed = await platform.by_token("unconfirmed")
    assert (await unconfirmed.post("/api/v1/access/applications", json=form)).status_code == 403
    closed = await user.post("/api/v1/access/applications", json={**form, "fields": ["联系电话"]})
    assert closed.status_code == 422
    made = await user.post("/api/v1/access/applications", json=form)
    assert made.status_code == 201, made.text
    assert (await user.post("/api/v1/access/applications", json=form)).status_code == 409
    return str(made.json()["id"])


async def _decided(platform: Platform, application: str) -> None:
    address = f"/api/v1/access/applications/{application}"
    stranger = await platform.by_token("other-reviewer")
    assert (await stranger.get(address)).status_code == 404
    for name, command in (("data-admin", "check_form"), ("reviewer", "approve")):
        caller = await platform.by_token(name)
        done = await caller.post(f"{address}/commands/{command}", json={})
        assert done.status_code == 200, done.text
    late = await (await platform.by_token("second-reviewer")).post(
        f"{address}/commands/reject", json={"reason": "不", "basis": "无"}
    )
    assert late.status_code == 409


async def _signed(user: httpx.AsyncClient, application: str) -> dict[str, Any]:
    address = f"/api/v1/access/applications/{application}"
    agreement = (await user.get(address)).json()["agreement"]
    assert (await user.post(f"{address}/commands/sign", json={"digest": "0" * 64})).status_code in {409, 422}
    signed = await user.post(f"{address}/commands/sign", json={"digest": agreement["digest"]})
    assert signed.status_code == 200, signed.text
    return dict(signed.json())


async def _logged(platform: Platform, number: str) -> None:
    auditor = await platform.by_token("auditor")
    found = (
        await auditor.get("/api/v1/audit/entries", params={"grant": number, "action": "delivery:rows:read"})
    ).json()
    (entry,) = found["items"]
    assert (entry["fields"], entry["rows"], entry["basis_id"]) == (["企业名称", "地区"], 2, number)
    assert (await (await platform.by_token("second-user")).get("/api/v1/audit/entries")).json()["items"] == []


async def _revoked(platform: Platform, application: str, machine: httpx.AsyncClient, rows: str) -> None:
    reviewer = await platform.by_token("reviewer")
    address = f"/api/v1/access/applications/{application}/commands/revoke"
    assert (await reviewer.post(address, json={"reason": "用途不符"})).status_code == 200
    after = await machine.get(rows)
    assert after.status_code in {401, 403}
    assert after.json()["reason"] == "revoked"


async def _sealed(platform: Platform) -> None:
    auditor = await platform.by_token("auditor")

    async def holds() -> bool:
        found = (await auditor.get("/api/v1/audit/verification")).json()
        return bool(found["ok"] and found["checked"] > 0)

    await eventually(holds, "the chain is sealed and holds")
