"""The contract of every engine: what lies in a place is found by its name, also where it does not name it."""

import pytest

from search.asking.query import SearchQuery
from search.engine import SearchEngine
from tests.search.samples import identity


@pytest.mark.parametrize("asked", ["鼓楼区空气质量", "福州空气质量", "榕城空气质量", "鼓楼 空氣質量"])
async def test_a_place_is_lain_in_or_named(filled: SearchEngine, asked: str) -> None:
    results = await filled.search(SearchQuery(asked))
    assert results.exact >= 1
    assert results.hits[0].id == identity(3)


@pytest.mark.parametrize("asked", ["厦门空气质量", "台江区空气质量"])
async def test_another_place_is_no_exact_answer(filled: SearchEngine, asked: str) -> None:
    assert (await filled.search(SearchQuery(asked))).exact == 0
