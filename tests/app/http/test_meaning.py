"""“Did you mean” on the first page of a question that finds little."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.container import Services
from app.http.meaning import with_meaning
from search.engines.embedded.engine import EmbeddedEngine
from search.query import SearchQuery
from tests.search.samples import CATALOGUE, document

JETTY = document(90, "嵩屿码头客运班次")


@pytest.fixture
async def finding(parts: Services, tmp_path: Path) -> AsyncIterator[Services]:
    engine = EmbeddedEngine(tmp_path / "search")
    await engine.put((*CATALOGUE, JETTY))
    yield replace(parts, search=engine)
    await engine.close()


async def meant(parts: Services, query: SearchQuery) -> str:
    return (await with_meaning(parts, query, await parts.search.search(query))).did_you_mean


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("福州公焦", "福州公交"),
        ("空气质亮", "空气质量"),
        ("统一社会信用代吗", "统一社会信用代码"),
        ("fuzhougongjiao", "福州公交"),
        ("嵩与码头", "嵩屿码头"),
    ],
)
async def test_a_mistyped_question_is_offered_as_it_was_meant(finding: Services, asked: str, expected: str) -> None:
    assert await meant(finding, SearchQuery(asked)) == expected


@pytest.mark.parametrize("asked", ["福州公交", "嵩屿码头", "", "😀", "公机金"])
async def test_what_finds_enough_or_finds_no_more_is_left_alone(finding: Services, asked: str) -> None:
    assert await meant(finding, SearchQuery(asked)) == ""


async def test_only_a_page_of_hits_is_looked_at(finding: Services) -> None:
    assert await meant(finding, SearchQuery("福州公焦", size=0)) == ""


async def test_an_engine_that_fails_meanwhile_leaves_the_page_as_it_is(finding: Services) -> None:
    query = SearchQuery("福州公焦")
    results = await finding.search.search(query)
    await finding.search.close()
    assert await with_meaning(finding, query, results) == results
