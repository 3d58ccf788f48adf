"""“Did you mean” on the first page of a question that finds little."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.questions import Questions
from app.container import Services
from app.usecases.meaning import with_meaning
from search.asking.query import SearchQuery
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.samples import CATALOGUE, begin, document

JETTY = document(90, "嵩屿码头客运班次")
FUND = document(91, "住房公积金缴存规定", summary="依据榕公积金〔2016〕99号和公积金〔2016〕99号执行。")


@pytest.fixture
async def finding(parts: Services, tmp_path: Path) -> AsyncIterator[Services]:
    engine = EmbeddedEngine(tmp_path / "search")
    await begin(engine)
    await engine.put((*CATALOGUE, JETTY, FUND))
    yield replace(parts, questions=Questions(engine))
    await engine.close()


async def meant(parts: Services, query: SearchQuery) -> str:
    return (await with_meaning(parts.questions, await parts.questions.search(query))).did_you_mean


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("福州公焦", "福州公交"),
        ("空气质亮", "空气质量"),
        ("fuzhougongjiao", "福州公交"),
        ("公机金", "公积金"),
        ("统一社会信用代妈", "统一社会信用代码"),
        ("嵩屿马头", "嵩屿码头"),
    ],
)
async def test_a_mistyped_question_is_offered_as_it_was_meant(finding: Services, asked: str, expected: str) -> None:
    assert await meant(finding, SearchQuery(asked)) == expected


@pytest.mark.parametrize("asked", ["福州公交", "嵩屿码头", "榕公积金〔2016〕99号", "", "😀", "医疗宝险"])
async def test_what_something_holds_or_nothing_more_would_is_left_alone(finding: Services, asked: str) -> None:
    assert await meant(finding, SearchQuery(asked)) == ""


async def test_only_a_page_of_hits_is_looked_at(finding: Services) -> None:
    assert await meant(finding, SearchQuery("福州公焦", size=0)) == ""


async def test_an_engine_that_fails_meanwhile_leaves_the_page_as_it_is(finding: Services) -> None:
    query = SearchQuery("福州公焦")
    results = await finding.questions.search(query)
    await finding.search.close()
    assert await with_meaning(finding.questions, results) == results
