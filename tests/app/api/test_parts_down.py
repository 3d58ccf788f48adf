"""A part of the system that is down: what needs it says so, what does not goes on, and afterwards it is made up for."""

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from app.container import store_of, tables_of
from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import AGENCY
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.problems import problem
from tests.plugins.waiting import eventually

DATASETS = "/api/v1/datasets"
SEARCH = "/api/v1/search"


@contextmanager
def closed_port() -> Iterator[int]:
    """A port at which nobody answers."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield int(held.getsockname()[1])


@pytest.fixture
async def published(stage: Platform) -> tuple[str, str]:
    """A published dataset and its file."""
    identity = await register(stage, open_metadata(), CSV)
    await publish(stage, identity)
    (file,) = (await stage.client().get(f"{DATASETS}/{identity}/distributions")).json()
    return identity, str(file["id"])


async def register_and_publish(stage: Platform, title: str) -> None:
    await publish(stage, await register(stage, open_metadata(title=title), CSV))


def unavailable(answer: httpx.Response) -> None:
    """503 as a problem document that says when to come back, and not where the part lives."""
    problem(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert "127.0.0.1" not in answer.text


async def test_without_the_store_the_catalogue_goes_on(stage: Platform, published: tuple[str, str]) -> None:
    identity, file = published
    visitor, cataloguer = stage.client(), await stage.by_token("cataloguer")
    parts = stage.app.state.services
    with closed_port() as port:
        settings = stage.settings.model_copy(
            update={"s3_endpoint": f"127.0.0.1:{port}", "data_dir": stage.settings.data_dir / "cold"}
        )
        store = store_of(settings)
        tables = tables_of(settings, store)
        await tables.start()
        stage.app.state.services = replace(parts, store=store, tables=tables)
        try:
            unavailable(await visitor.get(f"/api/v1/data/{file}/rows"))
            made = await cataloguer.post(DATASETS, json={"organization": AGENCY, **open_metadata()})
            assert made.status_code == 201
            address = f"{DATASETS}/{made.json()['id']}"
            unavailable(
                await cataloguer.put(
                    f"{address}/file?filename=a.csv", content=CSV, headers={"If-Match": made.headers["ETag"]}
                )
            )
            assert (await cataloguer.get(f"{address}/draft")).json()["files"] == []
            for path in (f"{DATASETS}/{identity}", DATASETS, "/api/v1/search", f"/api/v1/data/{file}/schema"):
                assert (await visitor.get(path)).status_code == 200, path
        finally:
            stage.app.state.services = parts
            await tables.close()
    assert (await visitor.get(f"/api/v1/data/{file}/rows")).status_code == 200
    assert (await visitor.get(f"/api/v1/distributions/{file}/file")).content == CSV


async def test_without_search_publishing_goes_on_and_is_made_up_for(stage: Platform) -> None:
    visitor = stage.client()
    index, aside = stage.settings.index_dir, stage.settings.data_dir / "aside"
    identity = await register(stage, open_metadata(title="停机期间发布的年度统计"), CSV)
    await register_and_publish(stage, "停机之前的年度统计")

    async def paged() -> bool:
        return (await visitor.get(SEARCH, params={"size": 1})).json()["next"] is not None

    await eventually(paged, "search shows more than one dataset")
    whole_page = (await visitor.get(SEARCH, params={"size": 1})).json()["next"]
    index.rename(aside)
    index.write_text("in the way", encoding="utf-8")

    try:
        await publish(stage, identity)
        assert (await visitor.get(f"{DATASETS}/{identity}")).status_code == 200
        assert identity in (await visitor.get(DATASETS)).text
        second_page = await _reduced(visitor, identity)
        problem(await visitor.get(whole_page), 400)
    finally:
        index.unlink()
        shutil.move(aside, index)

    async def found() -> bool:
        answer = await visitor.get("/api/v1/search", params={"q": "停机期间"})
        whole = answer.status_code == 200 and not answer.json()["reduced"] and answer.json()["exact"] == 1
        return whole and answer.json()["hits"][0]["id"] == identity

    await eventually(found, "search shows what was published while it was down", 60.0)
    problem(await visitor.get(second_page), 400)


async def test_publishing_into_a_lost_index_brings_the_whole_of_it_back(stage: Platform) -> None:
    visitor, words = stage.client(), {"q": "索引丢失的年度统计"}
    await register_and_publish(stage, "索引丢失的年度统计之一")
    later = await register(stage, open_metadata(title="索引丢失的年度统计之二"), CSV)

    async def shown() -> list[int]:
        answer = (await visitor.get(SEARCH, params=words)).json()
        assert answer["reduced"] or answer["exact"] in {1, 2}
        return [] if answer["reduced"] else [answer["exact"]]

    async def one() -> bool:
        return await shown() == [1]

    async def both() -> bool:
        assert not lost or await shown() != [1]
        return await shown() == [2]

    lost = False
    await eventually(one, "search shows the first")
    shutil.rmtree(stage.settings.index_dir)
    lost = True
    assert (await visitor.get(SEARCH, params=words)).json()["reduced"]
    await publish(stage, later)
    await eventually(both, "search shows both", 30.0)


async def _reduced(visitor: httpx.AsyncClient, identity: str) -> str:
    """While the engine is down titles and codes are found, and it is said so; answers the address of a second page."""
    answer = await visitor.get(SEARCH, params={"q": "停机期间", "theme": "6", "sort": "updated", "size": 5})
    told = answer.json()
    assert (answer.status_code, told["reduced"], told["not_applied"]) == (200, True, ["theme", "sort"])
    assert ([hit["id"] for hit in told["hits"]], told["total"], told["facets"]) == ([identity], 1, {})
    assert ["停机期间", True] in told["hits"][0]["title"] or told["hits"][0]["title"][0][1]
    code = told["hits"][0]["code"]
    assert [hit["id"] for hit in (await visitor.get(SEARCH, params={"q": code})).json()["hits"]] == [identity]
    for text in ("没有这样的名称", "%", "'", "\\", '""', "机构:统计", "字段:年份 -交通"):
        nothing = (await visitor.get(SEARCH, params={"q": text})).json()
        assert (nothing["hits"], nothing["total"], nothing["exact"]) == ([], 0, 0), text
        assert nothing["not_applied"] == (["q"] if ":" in text else [])
    for text in ("停机期间 字段:年份", "停机期间 -交通", code.partition("/")[2], "-停机之前"):
        some = (await visitor.get(SEARCH, params={"q": text})).json()
        assert identity in [hit["id"] for hit in some["hits"]], text
        assert some["exact"] == some["total"] > 0
    assert (await visitor.get(f"{SEARCH}/suggestions", params={"q": "停机期"})).json()["suggestions"][0][
        "id"
    ] == identity
    page = (await visitor.get(SEARCH, params={"size": 1})).json()
    assert page["total"] > 1
    following = (await visitor.get(page["next"])).json()
    assert (following["reduced"], following["hits"][0]["id"] != page["hits"][0]["id"]) == (True, True)
    return str(page["next"])
