"""The open story: a dataset is registered, reviewed, published, found, downloaded, queried, and withdrawn."""

import hashlib

from tests.factories.people import AGENCY
from tests.journeys.conftest import Platform, eventually

CSV = "年份,地区,数值\n2020,福州,12.5\n2021,厦门,8\n2022,福州,13\n".encode("gb18030")
ITEMS = [
    {"name": "年份", "title": "年份", "data_type": "integer"},
    {"name": "地区", "title": "地区"},
    {"name": "数值", "title": "数值", "data_type": "number"},
]
METADATA = {
    "title": "福州市公交站点年度统计",
    "summary": "记录各地区公交站点逐年数量，供出行分析使用。",
    "theme": "6",
    "keywords": ["公交"],
    "region": "350100",
    "open_class": "GENERAL",
    "share_type": "1",
    "cycle": "7",
    "licence": "CC-BY-4.0",
    "contact": "发展改革部门办公室",
    "source": "部门业务统计",
    "items": ITEMS,
}


async def test_a_dataset_goes_from_draft_to_search_and_out_again(platform: Platform) -> None:
    cataloguer = await platform.by_token("cataloguer")
    reviewer = await platform.by_token("reviewer")
    authority = await platform.by_token("data-admin")
    visitor = platform.client()

    made = await cataloguer.post("/api/v1/datasets", json={"organization": AGENCY, **METADATA})
    assert made.status_code == 201, made.text
    identity, tag = made.json()["id"], made.headers["ETag"]
    assert (await visitor.get(f"/api/v1/datasets/{identity}")).status_code == 404

    sent = await cataloguer.put(
        f"/api/v1/datasets/{identity}/file",
        params={"filename": "stops.csv"},
        content=CSV,
        headers={"If-Match": tag, "X-Content-SHA256": hashlib.sha256(CSV).hexdigest()},
    )
    assert sent.status_code == 201, sent.text

    async def checked() -> bool:
        copy = (await cataloguer.get(f"/api/v1/datasets/{identity}/draft")).json()
        return copy["files"][0]["state"] != "received"

    await eventually(checked, "the file has been looked into")
    for caller, command in ((cataloguer, "submit"), (reviewer, "approve"), (authority, "publish")):
        done = await caller.post(f"/api/v1/datasets/{identity}/commands/{command}", json={})
        assert done.status_code == 200, done.text

    async def found() -> bool:
        answer = await visitor.get("/api/v1/search", params={"q": "福州公交"})
        return [hit["id"] for hit in answer.json()["hits"]] == [identity]

    assert await eventually(found, "search shows it") < 5
    shown = await visitor.get(f"/api/v1/datasets/{identity}")
    assert shown.json()["title"] == METADATA["title"]
