"""A filled engine is shared by all who ask for the same, and keeps what it holds."""

import pytest

from search.engine import SearchEngine
from tests.search.conftest import Holding
from tests.search.samples import CATALOGUE, document, found
from tests.search.shelves import WRITING, SharedByAllError


async def test_who_asks_for_the_same_is_given_the_same(filled: SearchEngine, holding: Holding) -> None:
    assert await holding(list(CATALOGUE)) is filled
    other = await holding([document(1, "水质")])
    assert other is not filled
    assert await found(other, "水质") == [1]


@pytest.mark.parametrize("act", WRITING)
async def test_nobody_writes_to_what_others_read(filled: SearchEngine, act: str) -> None:
    before = await filled.count()
    with pytest.raises(SharedByAllError):
        await getattr(filled, act)("whatever")
    assert await filled.count() == before
