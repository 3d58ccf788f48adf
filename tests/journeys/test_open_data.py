"""The open story: a dataset is registered, reviewed, published, found, downloaded, queried, changed, and withdrawn."""

import hashlib

from catalog.promises import SEARCHABLE_WITHIN
from tests.factories.datasets import open_metadata
from tests.journeys.conftest import Platform, publish, register
from tests.plugins.waiting import eventually

CSV = "年份,地区,数值\n2020,福州,12.5\n2021,厦门,8\n2022,福州,13\n".encode("gb18030")
METADATA = open_metadata(
    title="福州市公交站点年度统计", summary="记录各地区公交站点逐年数量，供出行分析使用。", keywords=["公交"]
)
SEARCH_SECONDS = SEARCHABLE_WITHIN.total_seconds()


async def test_a_dataset_goes_from_draft_to_search_to_rows_and_out_again(platform: Platform) -> None:
    visitor = platform.client()
    identity = await register(platform, METADATA, CSV)
    assert (await visitor.get(f"/api/v1/datasets/{identity}")).status_code == 404
    await publish(platform, identity)

    async def found() -> bool:
        answer = await visitor.get("/api/v1/search", params={"q": "福州公交"})
        return [hit["id"] for hit in answer.json()["hits"]] == [identity]

    await eventually(found, "search shows it", SEARCH_SECONDS)
    shown = (await visitor.get(f"/api/v1/datasets/{identity}")).json()
    assert shown["title"] == METADATA["title"]
    assert shown["code"].endswith("/000001")
    await _downloads(platform, identity)
    await _rows(platform, identity)
    await _a_change_stays_hidden_until_published(platform, identity)

    authority = await platform.by_token("data-admin")
    path = f"/api/v1/datasets/{identity}/commands/withdraw"
    assert (await authority.post(path, json={})).status_code == 422
    assert (await authority.post(path, json={"reason": "数据有误，重新核对"})).status_code == 200
    assert (await visitor.get(f"/api/v1/datasets/{identity}")).status_code == 404

    async def gone() -> bool:
        return not (await visitor.get("/api/v1/search", params={"q": "福州公交"})).json()["hits"]

    await eventually(gone, "search hides it", SEARCH_SECONDS)


async def _downloads(platform: Platform, identity: str) -> None:
    visitor = platform.client()
    (file,) = (await visitor.get(f"/api/v1/datasets/{identity}/distributions")).json()
    assert file["sha256"] == hashlib.sha256(CSV).hexdigest()
    address = f"/api/v1/distributions/{file['id']}/file"
    whole = await visitor.get(address)
    assert whole.content == CSV
    assert "attachment" in whole.headers["Content-Disposition"]
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = await visitor.get(address, headers={"Range": "bytes=4-9"})
    assert (part.status_code, part.content) == (206, CSV[4:10])
    assert (await visitor.get(address, headers={"Range": "bytes=999-"})).status_code == 416
    assert (await visitor.get(address, headers={"If-None-Match": whole.headers["ETag"]})).status_code == 304


async def _rows(platform: Platform, identity: str) -> None:
    visitor = platform.client()
    (file,) = (await visitor.get(f"/api/v1/datasets/{identity}/distributions")).json()
    base = f"/api/v1/data/{file['id']}"
    schema = (await visitor.get(f"{base}/schema")).json()
    assert [(column["name"], column["type"]) for column in schema["columns"]] == [
        ("年份", "integer"),
        ("地区", "string"),
        ("数值", "number"),
    ]
    page = (
        await visitor.get(f"{base}/rows", params={"地区": "福州", "sort": "-年份", "size": 1, "count": "exact"})
    ).json()
    assert (page["rows"], page["count"], page["truncated"]) == ([{"年份": 2022, "地区": "福州", "数值": 13.0}], 2, True)
    following = (await visitor.get(page["next"])).json()
    assert (following["rows"][0]["年份"], following["next"]) == (2020, None)
    wrong = await visitor.get(f"{base}/rows", params={"城市": "福州"})
    assert wrong.status_code == 400
    assert wrong.json()["known"]
    table = await visitor.get(f"{base}/export.csv", params={"年份__gte": 2021})
    assert table.content.decode("utf-8-sig").splitlines() == ["年份,地区,数值", "2021,厦门,8.0", "2022,福州,13.0"]
    assert len((await visitor.get(f"{base}/export.json")).json()) == 3


async def _a_change_stays_hidden_until_published(platform: Platform, identity: str) -> None:
    cataloguer, visitor = await platform.by_token("cataloguer"), platform.client()
    draft = await cataloguer.get(f"/api/v1/datasets/{identity}/draft")
    changed = await cataloguer.patch(
        f"/api/v1/datasets/{identity}",
        json={"title": "福州市公交站点年度统计（修订）"},
        headers={"If-Match": draft.headers["ETag"]},
    )
    assert changed.status_code == 200
    stale = await cataloguer.patch(
        f"/api/v1/datasets/{identity}", json={"title": "别的"}, headers={"If-Match": draft.headers["ETag"]}
    )
    assert stale.status_code == 412
    assert (await visitor.get(f"/api/v1/datasets/{identity}")).json()["title"] == METADATA["title"]
    assert (await visitor.get("/api/v1/datasets")).json()["items"][0]["title"] == METADATA["title"]
    await publish(platform, identity)
    assert (await visitor.get(f"/api/v1/datasets/{identity}")).json()["title"].endswith("（修订）")
    assert (await visitor.get(f"/api/v1/datasets/{identity}/revisions/1")).json()["document"]["title"] == METADATA[
        "title"
    ]
    difference = (await visitor.get(f"/api/v1/datasets/{identity}/revisions/1/diff/2")).json()
    assert [change["pointer"] for change in difference] == ["/title"]
