"""What is learnt from questions: nothing of a few, counts of many; and synonyms that operators accept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from app.container import Services
from app.usecases.learning import FLUSH_SECONDS, flush, follow
from catalog.discovery.learning import CLIENTS
from catalog.discovery.queries import popular
from catalog.promises import SYNONYMS_WITHIN
from tests.app.cli.support import query
from tests.factories.datasets import CSV, open_metadata
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.problems import problem
from tests.plugins.waiting import eventually

SEARCH, QUERIES, SYNONYMS = "/api/v1/search", "/api/v1/search/queries", "/api/v1/search/synonyms"


def parts(stage: Platform) -> Services:
    """The parts of the running application."""
    services: Services = stage.app.state.services
    return services


@asynccontextmanager
async def client_at(stage: Platform, number: int) -> AsyncIterator[httpx.AsyncClient]:
    """A client at an address of its own."""
    transport = httpx.ASGITransport(app=stage.app, client=(f"10.1.2.{number}", 4000))
    async with httpx.AsyncClient(transport=transport, base_url=stage.settings.url) as client:
        yield client


async def ask(stage: Platform, text: str, clients: range, path: str = SEARCH) -> None:
    """Have each of these clients ask the same once."""
    for number in clients:
        async with client_at(stage, number) as client:
            assert (await client.get(path, params={"q": text})).status_code == 200
    await flush(parts(stage))


async def listed(stage: Platform, interest: str = "empty") -> dict[str, dict[str, Any]]:
    """What operators see, by text."""
    operator = await stage.by_token("operator")
    answer = await operator.get(QUERIES, params={"interest": interest, "size": 100})
    assert answer.status_code == 200, answer.text
    return {each["text"]: each for each in answer.json()["items"]}


async def shown(stage: Platform, title: str) -> str:
    """A published dataset that search shows."""
    identity = await register(stage, open_metadata(title=title), CSV)
    await publish(stage, identity)
    visitor = stage.client()

    async def found() -> bool:
        hits = (await visitor.get(SEARCH, params={"q": title})).json()["hits"]
        return identity in [hit["id"] for hit in hits]

    await eventually(found, "search shows it", 60.0)
    return identity


async def test_what_a_few_ask_stays_unknown_and_what_many_ask_is_counted(stage: Platform) -> None:
    text = "Qzxv 查无此名 350102199001011234"
    await ask(stage, text, range(1, CLIENTS))
    for _ in range(5):
        await ask(stage, text, range(1, 2))
    assert await listed(stage) == {}
    kept = query(stage.settings, "SELECT day::text, query_key, client_key FROM query_traces")
    assert len(kept) == CLIENTS - 1
    assert not any(word in "|".join(map(str, row)) for row in kept for word in ("10.1.2", "查无此名", "3501"))
    assert query(stage.settings, "SELECT text FROM query_days") == []
    await ask(stage, text, range(CLIENTS, CLIENTS + 1), "/search")
    seen = await listed(stage)
    assert list(seen) == ["qzxv 查无此名"]
    assert seen["qzxv 查无此名"] | {"meaning": ""} == {
        "text": "qzxv 查无此名",
        "clients": CLIENTS,
        "viewers": 1,
        "asked": CLIENTS + 5,
        "empty_share": 1.0,
        "open_share": 0.0,
        "meaning": "",
    }


async def test_what_says_nothing_is_not_noted(stage: Platform) -> None:
    before = query(stage.settings, "SELECT count(*) FROM query_traces")
    async with client_at(stage, 40) as client:
        for given in ({"q": ""}, {"q": "12345678"}, {"q": "长" * 70}, {"q": "统计", "size": "0"}, {"q": "!!!"}):
            await client.get(SEARCH, params=given)
    await flush(parts(stage))
    assert query(stage.settings, "SELECT count(*) FROM query_traces") == before


async def test_what_nobody_opens_is_told_apart_from_what_many_open(stage: Platform) -> None:
    identity = await shown(stage, "渔港停泊泊位统计")
    await ask(stage, "渔港停泊", range(50, 50 + CLIENTS), "/search")
    assert "渔港停泊" in await listed(stage, "unopened")
    asked = f"search?q={quote('渔港停泊')}&theme=6"
    here = f"{stage.settings.url}/{asked}"
    elsewhere = (
        f"http://elsewhere.example/{asked}",
        here.replace("/search", "/about"),
        "//[",
        f"{here}&x={'x' * 3000}",
    )
    for number, referer in enumerate((*elsewhere, here, here, here), 50):
        async with client_at(stage, number) as client:
            assert (await client.get(f"/datasets/{identity}", headers={"Referer": referer})).status_code == 200
    await flush(parts(stage))
    assert "渔港停泊" not in await listed(stage, "unopened")
    assert (await listed(stage, "popular"))["渔港停泊"]["open_share"] == 0.3
    async with parts(stage).database.reading() as session:
        assert await popular(session) == ["渔港停泊"]


async def test_who_asks_through_the_api_is_not_missed_on_the_pages(stage: Platform) -> None:
    await shown(stage, "渔船检验登记")
    await ask(stage, "渔船检验", range(80, 80 + 2 * CLIENTS))
    await ask(stage, "渔船检验", range(80, 80 + CLIENTS - 1), "/search")
    assert "渔船检验" not in await listed(stage, "unopened")
    seen = (await listed(stage, "popular"))["渔船检验"]
    assert (seen["clients"], seen["viewers"], seen["open_share"]) == (2 * CLIENTS, CLIENTS - 1, 0.0)
    await ask(stage, "渔船检验", range(99, 100), "/search")
    assert "渔船检验" in await listed(stage, "unopened")


async def test_only_what_finds_something_is_proposed(stage: Platform) -> None:
    await shown(stage, "渔业码头名录")
    for text in ("渔业妈头", "核酸捡测点"):
        await ask(stage, text, range(120, 120 + CLIENTS))
    seen = await listed(stage)
    assert (seen["渔业妈头"]["meaning"], seen["核酸捡测点"]["meaning"]) == ("渔业码头", "")


def test_searches_follow_synonyms_as_soon_as_is_promised() -> None:
    assert timedelta(seconds=FLUSH_SECONDS) < SYNONYMS_WITHIN


async def test_an_accepted_synonym_is_found_by_without_a_rebuild(stage: Platform) -> None:
    identity = await shown(stage, "有轨列车客流统计")
    operator, visitor = await stage.by_token("operator"), stage.client()

    async def exact() -> list[str]:
        await follow(parts(stage))
        found = (await visitor.get(SEARCH, params={"q": "叮当车客流"})).json()
        return [] if found["relaxed"] else [hit["id"] for hit in found["hits"]]

    assert await exact() == []
    made = await operator.post(SYNONYMS, json={"word": "叮当车", "meaning": "有轨列车"})
    assert (made.status_code, made.json()["state"]) == (201, "proposed")
    assert await exact() == []
    address = f"{SYNONYMS}/{made.json()['id']}/commands"
    assert (await operator.post(f"{address}/accept")).json()["state"] == "accepted"
    assert await exact() == [identity]
    explained = await operator.get(SEARCH, params={"q": "叮当车客流", "explain": "true"})
    (hit,) = (hit for hit in explained.json()["hits"] if hit["id"] == identity)
    made_of = {part["name"]: part["score"] for part in hit["parts"]}
    assert sum(made_of.values()) == pytest.approx(hit["score"], abs=0.01)
    assert 0 <= made_of["使用、更新和完整程度"] <= hit["score"] * 0.06  # what the synonym gave is told as what it is
    problem(await operator.post(f"{address}/accept"), 409)
    problem(await operator.post(SYNONYMS, json={"word": "叮当车", "meaning": "有轨列车"}), 409)
    assert [each["word"] for each in (await operator.get(SYNONYMS)).json()["items"]] == ["叮当车"]
    assert (await operator.post(f"{address}/withdraw")).json()["state"] == "withdrawn"
    assert await exact() == []
    again = await operator.post(SYNONYMS, json={"word": " 叮当车 ", "meaning": "有轨列车"})
    assert (again.json()["id"], again.json()["state"]) == (made.json()["id"], "proposed")
    acts = query(stage.settings, "SELECT action FROM audit_entries WHERE object_type = 'synonym' ORDER BY at, id")
    assert [act for (act,) in acts] == [f"search:synonym:{act}" for act in ("propose", "accept", "withdraw", "propose")]


@pytest.mark.parametrize(
    "payload",
    [
        {"word": "", "meaning": "甲"},
        {"word": "甲", "meaning": "甲"},
        {"word": "甲=乙", "meaning": "丙"},
        {"word": "，", "meaning": "!"},
        {"word": "甲", "meaning": "。"},
    ],
)
async def test_words_that_are_no_synonyms_are_refused(stage: Platform, payload: dict[str, str]) -> None:
    problem(await (await stage.by_token("operator")).post(SYNONYMS, json=payload), 422)


async def test_only_operators_see_and_decide(stage: Platform) -> None:
    for caller, status in ((stage.client(), 401), (await stage.by_token("auditor"), 403)):
        for path in (QUERIES, SYNONYMS):
            problem(await caller.get(path), status)
        problem(await caller.post(SYNONYMS, json={"word": "甲", "meaning": "乙"}), status)
    operator = await stage.by_token("operator")
    problem(await operator.post(f"{SYNONYMS}/01920000-0000-7000-8000-000000000000/commands/accept"), 404)
    problem(await operator.get(QUERIES, params={"days": 400}), 400)
