"""What the running platform answers is what the description promises."""

from typing import Any

import httpx

from tests.journeys.conftest import Platform, publish, register
from tests.journeys.test_open_data import CSV, METADATA
from tests.openapi.document import answer_faults, described, operation_of, operations
from tests.plugins.waiting import eventually

DOCUMENT = described()
NOWHERE = "01900000-0000-7000-8000-000000000000"
PARAMETERS = {"number": "1", "other": "1", "code": "none", "name": "none", "slug": "none"}


def check(answer: httpx.Response) -> Any:
    kind = answer.headers.get("content-type", "")
    body = answer.json() if "json" in kind else answer.text
    request = answer.request
    operation = operation_of(DOCUMENT, request.method, request.url.path)
    assert answer_faults(DOCUMENT, operation, answer.status_code, kind, body) == [], (request.method, request.url)
    return body


async def test_answers_and_refusals_are_as_described(platform: Platform) -> None:
    await _published(platform)
    await _every_operation_without_anything(platform)


async def _published(platform: Platform) -> None:
    identity = await register(platform, METADATA, CSV)
    await publish(platform, identity)
    visitor = platform.client()

    async def found() -> bool:
        return bool((await visitor.get("/api/v1/search", params={"q": "福州公交"})).json()["hits"])

    await eventually(found, "search shows it")
    dataset = f"/api/v1/datasets/{identity}"
    (file,) = check(await visitor.get(f"{dataset}/distributions"))
    data = f"/api/v1/data/{file['id']}"
    for address in (
        "/api/v1/search?q=福州公交&theme=6&size=1",
        "/api/v1/search?size=1000",
        "/api/v1/search/suggestions?q=福州",
        "/api/v1/datasets?size=1",
        dataset,
        f"{dataset}/revisions",
        f"{dataset}/revisions/1",
        f"{dataset}/revisions/1/diff/1",
        f"/api/v1/distributions/{file['id']}",
        f"/api/v1/distributions/{file['id']}/file",
        f"{data}/schema",
        f"{data}/rows?count=exact&size=1&sort=-年份",
        f"{data}/rows?城市=福州",
        f"{data}/export.csv",
        f"{data}/export.json",
        f"{data}/export.csv?size=1",
        "/api/v1/organizations",
        "/api/v1/vocabularies/themes",
        "/api/v1/audit/checkpoints",
        "/problems/stale-version",
    ):
        check(await visitor.get(address))
    await _edited(platform, dataset)


async def _edited(platform: Platform, dataset: str) -> None:
    cataloguer = await platform.by_token("cataloguer")
    check(await cataloguer.get("/api/v1/me"))
    check(await cataloguer.get("/api/v1/datasets/drafts"))
    check(await cataloguer.get(f"{dataset}/history"))
    draft = await cataloguer.get(f"{dataset}/draft")
    check(draft)
    tag = {"If-Match": draft.headers["ETag"]}
    assert check(await cataloguer.patch(dataset, json={"keywords": ["站点"]}, headers=tag))["version"] > 1
    assert check(await cataloguer.patch(dataset, json={"keywords": []}, headers=tag))["status"] == 412
    assert check(await cataloguer.patch(dataset, json={"keywords": []}))["status"] == 428
    assert check(await cataloguer.patch(dataset, json={"colour": 1}, headers=tag))["status"] == 422
    assert check(await cataloguer.post(f"{dataset}/commands/publish", json={}))["status"] == 403


async def _every_operation_without_anything(platform: Platform) -> None:
    """A visitor and an operator ask every operation for what does not exist, with an empty body."""
    callers = (platform.client(), await platform.by_token("operator"))
    asked = 0
    for template, method, _ in operations(DOCUMENT):
        path = template.format_map(_Nowhere())
        for caller in callers:
            body: dict[str, Any] | None = {} if method in {"post", "put", "patch"} else None
            check(await caller.request(method.upper(), path, json=body))
            asked += 1
    assert asked > 100


class _Nowhere(dict[str, str]):
    """A value for every parameter of a path."""

    def __missing__(self, name: str) -> str:
        return PARAMETERS.get(name, NOWHERE)
