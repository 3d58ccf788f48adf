"""Use, freshness and facets: from a download to the order of results, and from the index to the answer."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.api.search.schemas import SearchOut, SimilarOut, SuggestionsOut
from app.worker.handlers.weighing import weigh
from catalog.datasets import queries
from catalog.organizations.queries import by_code
from catalog.vocabularies.queries import term
from search.analysis.pinyin import reading
from tests.factories.datasets import CSV, open_metadata
from tests.factories.people import AGENCY
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.problems import problem
from tests.plugins.waiting import eventually

SEARCH = "/api/v1/search"


@pytest.fixture
async def published(platform: Platform) -> list[str]:
    """Three datasets whose titles share words, found by search."""
    made = []
    for title, cycle in (("公交站点分布", "2"), ("公交线路走向", "7"), ("公交站点客流", "9")):
        identity = await register(platform, open_metadata(title=title, cycle=cycle, keywords=["公交"]), CSV)
        await publish(platform, identity)
        made.append(identity)

    async def found() -> bool:
        return bool((await searched(platform))["total"] == len(made))

    await eventually(found, "search shows what was published")
    return made


async def searched(platform: Platform, **parameters: Any) -> dict[str, Any]:
    answer = await platform.client().get(SEARCH, params=parameters)
    assert answer.status_code == 200, answer.text
    SearchOut.model_validate_json(answer.content)
    return dict(answer.json())


async def download(platform: Platform, identity: str, *, times: int = 1) -> None:
    visitor = platform.client()
    (file,) = (await visitor.get(f"/api/v1/datasets/{identity}/distributions")).json()
    for _ in range(times):
        assert (await visitor.get(f"/api/v1/distributions/{file['id']}/file")).status_code == 200


async def index_version(platform: Platform, identity: str) -> int:
    async with platform.app.state.services.database.reading() as session:
        found = await queries.for_index(session, UUID(identity))
    assert found is not None
    return found[0].index_version


def hits(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {hit["id"]: hit for hit in answer["hits"]}


async def test_downloads_of_a_day_are_counted_once_a_caller_and_order_results(
    platform: Platform, published: list[str]
) -> None:
    services = platform.hands
    assert await weigh(services) == 3
    assert await weigh(services) == 0, "nothing changed, so nothing is told again"
    await download(platform, published[1], times=4)
    assert await weigh(services) == 0, "the day is not over"
    before = await index_version(platform, published[1])
    platform.clock.ahead = timedelta(days=1, minutes=10)
    assert await weigh(services) == 1
    assert await index_version(platform, published[1]) == before + 1
    found = await searched(platform, sort="downloads")
    assert [hit["downloads"] for hit in found["hits"]] == [1, 0, 0]
    assert found["hits"][0]["id"] == published[1]
    assert await weigh(services) == 0, "a day is counted once"


async def test_freshness_follows_the_cycle_by_the_nightly_job_alone(platform: Platform, published: list[str]) -> None:
    levels = {hit["id"]: hit["freshness"] for hit in (await searched(platform))["hits"]}
    assert levels == dict(zip(published, ("current", "current", "unscheduled"), strict=True))
    await weigh(platform.hands)
    platform.clock.ahead = timedelta(days=3)
    await weigh(platform.hands)
    late = await searched(platform, freshness="overdue")
    assert set(hits(late)) == {published[0]}
    platform.clock.ahead = timedelta(days=30)
    await weigh(platform.hands)
    counts = {each["value"]: each["count"] for each in (await searched(platform))["facets"]["freshness"]}
    assert counts == {"current": 1, "outdated": 1, "unscheduled": 1}


async def test_weighing_and_publishing_at_once_lose_neither(platform: Platform, published: list[str]) -> None:
    """Whoever comes last has the higher version; the index shows what is true at the end."""
    cataloguer, services = await platform.by_token("cataloguer"), platform.hands
    draft = await cataloguer.get(f"/api/v1/datasets/{published[0]}/draft")
    changed = await cataloguer.patch(
        f"/api/v1/datasets/{published[0]}", json={"title": "公交站点新编"}, headers={"If-Match": draft.headers["ETag"]}
    )
    assert changed.status_code == 200, changed.text
    before = await index_version(platform, published[0])
    await asyncio.gather(weigh(services), publish(platform, published[0]), weigh(services))
    assert await index_version(platform, published[0]) >= before + 2

    async def shows_the_new_title() -> bool:
        hit = hits(await searched(platform))[published[0]]
        title = "".join(text for text, _ in hit["title"])
        return title == "公交站点新编" and hit["version"] == await index_version(platform, published[0])

    await eventually(shows_the_new_title, "search shows what was published last")


async def test_an_answer_tells_carriers_sizes_and_first_publication(platform: Platform, published: list[str]) -> None:
    answer = await searched(platform, q="公交", carrier="api", size_min="1", published_after="2020-01-01")
    hit = hits(answer)[published[0]]
    assert (hit["carriers"], hit["file_size"]) == (["file", "api"], len(CSV))
    assert hit["published_at"] == hit["updated_at"]
    assert answer["truncated"] == []
    assert {each["value"]: each["count"] for each in answer["facets"]["carrier"]} == {"file": 3, "api": 3}
    assert (await searched(platform, size_max=str(len(CSV) - 1)))["total"] == 0


async def test_only_operators_are_told_the_parts_of_a_score(platform: Platform, published: list[str]) -> None:
    asked = {"q": "公交站点", "explain": "true"}
    for caller in (platform.client(), await platform.by_token("cataloguer")):
        problem(await caller.get(SEARCH, params=asked), 403)
    operator = await platform.by_token("operator")
    answer = await operator.get(SEARCH, params=asked)
    SearchOut.model_validate_json(answer.content)
    for hit in answer.json()["hits"]:
        assert sum(part["score"] for part in hit["parts"]) == pytest.approx(hit["score"], rel=1e-3)
        assert "使用、更新和完整程度" in [part["name"] for part in hit["parts"]]
        assert len(hit["parts"]) > 2
    latest = (await operator.get(SEARCH, params={"explain": "true", "size": "1"})).json()
    assert latest["hits"][0]["parts"] == []
    assert "parts" not in (await operator.get(SEARCH, params={"q": "公交", "explain": "false"})).json()["hits"][0]
    assert problem(await operator.get(SEARCH, params={"explain": "yes"}), 400)["parameter"] == "explain"


async def test_similar_datasets_are_listed_without_the_dataset_itself(platform: Platform, published: list[str]) -> None:
    visitor = platform.client()

    async def similar(**parameters: Any) -> httpx.Response:
        return await visitor.get(f"/api/v1/datasets/{published[0]}/similar", params=parameters)

    answer = await similar()
    SimilarOut.model_validate_json(answer.content)
    assert [hit["id"] for hit in answer.json()["hits"]] == [published[2], published[1]]
    assert len((await similar(size=1)).json()["hits"]) == 1
    for size in ("0", "21", "x"):
        assert problem(await similar(size=size), 400)["parameter"] == "size"
    problem(await visitor.get("/api/v1/datasets/0193a1c2-7d11-7c3a-9c55-2f1e8c0a1b2c/similar"), 404)


async def test_suggestions_name_titles_owners_and_themes(platform: Platform, published: list[str]) -> None:
    async def typed(text: str) -> dict[str, Any]:
        answer = await platform.client().get(f"{SEARCH}/suggestions", params={"q": text})
        SuggestionsOut.model_validate_json(answer.content)
        return dict(answer.json())

    titles = await typed("gongjiao")
    assert {each["id"] for each in titles["suggestions"]} == set(published)
    async with platform.app.state.services.database.reading() as session:
        owner = await by_code(session, AGENCY)
        theme = await term(session, "themes", "6")
    assert [each["code"] for each in (await typed(owner.name))["organizations"]] == [AGENCY]
    named = (await typed(theme.label_zh))["themes"]
    assert [(each["code"], each["name"]) for each in named] == [("6", [[theme.label_zh, True]])]
    initials = "".join(syllable[0] for syllable in reading(theme.label_zh))
    assert "6" in [each["code"] for each in (await typed(initials))["themes"]]
    assert titles["queries"] == []
