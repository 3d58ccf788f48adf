"""Two at once, really at once: exactly one wins, the other is told, and nothing is done twice."""

import asyncio
from collections.abc import Awaitable

import httpx
import pytest

from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import AGENCY
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.restricted import APPLICATIONS, Restricted, restricted

DATASETS = "/api/v1/datasets"
ROUNDS = 3


async def statuses(*calls: Awaitable[httpx.Response]) -> list[int]:
    """What calls at the same time came to, sorted."""
    answers = await asyncio.gather(*calls)
    for answer in answers:
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
    return sorted(answer.status_code for answer in answers)


@pytest.fixture(scope="module")
async def data(stage: Platform) -> Restricted:
    return await restricted(stage)


async def submitted(stage: Platform) -> str:
    identity = await register(stage, open_metadata(), CSV)
    caller = await stage.by_token("cataloguer")
    assert (await caller.post(f"{DATASETS}/{identity}/commands/submit", json={})).status_code == 200
    return identity


async def test_of_two_reviewers_one_decides(stage: Platform) -> None:
    first, second = await stage.by_token("reviewer"), await stage.by_token("second-reviewer")
    for _ in range(ROUNDS):
        identity = await submitted(stage)
        address = f"{DATASETS}/{identity}/commands"
        back = {"reason": "请补充来源"}
        assert await statuses(
            first.post(f"{address}/approve", json={}), second.post(f"{address}/return", json=back)
        ) == [200, 409]
        history = (await first.get(f"{DATASETS}/{identity}/history")).json()["items"]
        assert len([event for event in history if event["command"] in {"approve", "return"}]) == 1


async def test_two_submissions_two_approvals_and_two_publications_count_once(stage: Platform) -> None:
    identity = await register(stage, open_metadata(), CSV)
    address = f"{DATASETS}/{identity}/commands"
    for name, command in (("cataloguer", "submit"), ("reviewer", "approve"), ("data-admin", "publish")):
        callers = [await stage.by_token(name) for _ in range(4)]
        assert await statuses(*(caller.post(f"{address}/{command}", json={}) for caller in callers)) == [
            200,
            409,
            409,
            409,
        ]
    revisions = (await stage.client().get(f"{DATASETS}/{identity}/revisions")).json()["items"]
    assert [revision["number"] for revision in revisions] == [1]


async def test_datasets_published_at_once_get_different_codes(stage: Platform) -> None:
    identities = [await submitted(stage) for _ in range(3)]
    reviewer, authority = await stage.by_token("reviewer"), await stage.by_token("data-admin")
    for identity in identities:
        await reviewer.post(f"{DATASETS}/{identity}/commands/approve", json={})
    done = await statuses(*(authority.post(f"{DATASETS}/{i}/commands/publish", json={}) for i in identities))
    assert done == [200, 200, 200]
    visitor = stage.client()
    codes = {(await visitor.get(f"{DATASETS}/{identity}")).json()["code"] for identity in identities}
    assert len(codes) == 3


async def test_of_two_cataloguers_one_saves(stage: Platform) -> None:
    caller = await stage.by_token("cataloguer")
    made = await caller.post(DATASETS, json={"organization": AGENCY, **open_metadata()})
    address, version = f"{DATASETS}/{made.json()['id']}", made.headers["ETag"]
    for _ in range(ROUNDS):
        sent = {"If-Match": version}
        assert await statuses(
            caller.patch(address, json={"title": "甲的修改"}, headers=sent),
            caller.patch(address, json={"title": "乙的修改", "summary": "乙的摘要，十个字以上。"}, headers=sent),
        ) == [200, 412]
        kept = await caller.get(f"{address}/draft")
        assert (kept.json()["metadata"]["title"] == "乙的修改") == kept.json()["metadata"]["summary"].startswith("乙")
        version = kept.headers["ETag"]
        reset = await caller.patch(address, json={"summary": "原来的摘要，十个字以上。"}, headers={"If-Match": version})
        version = reset.headers["ETag"]


async def test_of_two_uploads_one_is_kept(stage: Platform) -> None:
    caller = await stage.by_token("cataloguer")
    made = await caller.post(DATASETS, json={"organization": AGENCY, **open_metadata()})
    address, sent = f"{DATASETS}/{made.json()['id']}", {"If-Match": made.headers["ETag"]}
    uploads = [
        caller.put(f"{address}/file?filename=a.csv", content=f"a,b\n{number},2\n".encode(), headers=sent)
        for number in range(2)
    ]
    assert await statuses(*uploads) == [201, 412]
    assert (await caller.get(f"{address}/draft")).json()["files"][0]["number"] == 1


async def test_equal_bytes_sent_to_two_datasets_at_once_reach_both(stage: Platform) -> None:
    caller = await stage.by_token("cataloguer")
    for number in range(ROUNDS):
        made = [await caller.post(DATASETS, json={"organization": AGENCY, **open_metadata()}) for _ in range(4)]
        content = f"编号,值\n{number},一\n".encode()
        uploads = (
            caller.put(
                f"{DATASETS}/{one.json()['id']}/file?filename=a.csv",
                content=content,
                headers={"If-Match": one.headers["ETag"]},
            )
            for one in made
        )
        assert await statuses(*uploads) == [201, 201, 201, 201]


async def test_an_edit_and_a_submission_do_not_mix(stage: Platform) -> None:
    caller = await stage.by_token("cataloguer")
    for _ in range(ROUNDS):
        identity = await register(stage, open_metadata(), CSV)
        address = f"{DATASETS}/{identity}"
        version = (await caller.get(f"{address}/draft")).headers["ETag"]
        edit = caller.patch(address, json={"contact": ""}, headers={"If-Match": version})
        outcome = await statuses(edit, caller.post(f"{address}/commands/submit", json={}))
        copy = (await caller.get(f"{address}/draft")).json()
        if copy["state"] == "submitted":
            assert outcome in ([200, 409], [200, 412])
            assert copy["metadata"]["contact"]
        else:
            assert outcome == [200, 422]


async def test_of_two_applications_one_is_taken(stage: Platform, data: Restricted) -> None:
    callers = [await stage.by_token("second-user") for _ in range(3)]
    assert await statuses(*(caller.post(APPLICATIONS, json=data.form()) for caller in callers)) == [201, 409, 409]
    mine = (await callers[0].get(APPLICATIONS)).json()["items"]
    assert len(mine) == 1
    cancelled = await data.command(mine[0]["id"], "second-user", "cancel")
    assert cancelled.status_code == 200


async def test_of_two_decisions_on_an_application_one_counts(stage: Platform, data: Restricted) -> None:
    for _ in range(ROUNDS):
        application = await data.applied()
        assert (await data.command(application, "data-admin", "check_form")).status_code == 200
        first, second = await stage.by_token("reviewer"), await stage.by_token("second-reviewer")
        address = f"{APPLICATIONS}/{application}/commands"
        refusal = {"reason": "用途不属于统计分析的范围", "basis": "暂行办法第十条"}
        assert await statuses(
            first.post(f"{address}/approve", json={}), second.post(f"{address}/reject", json=refusal)
        ) == [200, 409]
        shown = (await (await stage.by_token("user")).get(f"{APPLICATIONS}/{application}")).json()
        assert (shown["agreement"] is None) == (shown["state"] == "rejected")
        if shown["state"] != "rejected":
            assert (await data.command(application, "user", "cancel")).status_code == 200


async def test_one_agreement_is_signed_once(stage: Platform, data: Restricted) -> None:
    application = await data.applied()
    await data.command(application, "data-admin", "check_form")
    approved = await data.command(application, "reviewer", "approve")
    digest = approved.json()["agreement"]["digest"]
    callers = [await stage.by_token("user") for _ in range(3)]
    address = f"{APPLICATIONS}/{application}/commands/sign"
    assert await statuses(*(caller.post(address, json={"digest": digest}) for caller in callers)) == [200, 409, 409]
    grants = (await callers[0].get("/api/v1/access/grants")).json()["items"]
    assert len([grant for grant in grants if grant["dataset_id"] == data.dataset]) == 1


async def test_the_last_call_of_a_day_is_given_once(data: Restricted) -> None:
    grant = await data.granted(by="second-user", terms={"quota": 3})
    outcome = await statuses(*(grant.machine.get(data.rows) for _ in range(8)))
    assert outcome == [200] * 3 + [403] * 5
    assert len(await grant.reads()) == 3


async def test_withdrawal_and_publication_at_once_leave_one_truth(stage: Platform) -> None:
    identity = await register(stage, open_metadata(), CSV)
    await publish(stage, identity)
    first, second = await stage.by_token("data-admin"), await stage.by_token("second-data-admin")
    address, why = f"{DATASETS}/{identity}/commands/withdraw", {"reason": "数据有误，重新核对"}
    assert await statuses(first.post(address, json=why), second.post(address, json=why)) == [200, 409]
    assert (await stage.client().get(f"{DATASETS}/{identity}")).status_code == 404
