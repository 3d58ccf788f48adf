"""What a process asks of a real engine that is closed, slow, or back; and how it is understood."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.adapters import questions as module
from app.adapters.questions import FAILURES, Questions
from search.asking.query import SearchQuery
from search.asking.synonyms import parse_rule, with_synonyms
from search.engine import SearchUnavailable
from search.engines.breaker import REST_SECONDS
from search.engines.embedded.engine import EmbeddedEngine
from search.ranking.explaining import WEIGHED
from search.results import SearchResults
from tests.search.samples import begin, document, numbers

EVERYTHING = SearchQuery(size=0, facets=())


class Watch:
    """A stopwatch that stands until it is moved."""

    at = 100.0

    def __call__(self) -> float:
        """The moment the test has set."""
        return self.at


class Counted(EmbeddedEngine):
    """Counts how often an engine is really asked."""

    asked = 0

    async def search(self, query: SearchQuery) -> SearchResults:
        """Ask once."""
        self.asked += 1
        return await super().search(query)


class Hanging(EmbeddedEngine):
    """Never answers."""

    async def search(self, query: SearchQuery) -> SearchResults:
        """Wait for what never comes."""
        await asyncio.Event().wait()
        return await super().search(query)


@pytest.fixture
def watch() -> Watch:
    """The time of the breaker."""
    return Watch()


@pytest.fixture
async def dead(tmp_path: Path) -> Counted:
    engine = Counted(tmp_path / "closed")
    await engine.close()
    return engine


@pytest.fixture
async def alive(tmp_path: Path) -> AsyncIterator[Counted]:
    engine = Counted(tmp_path / "alive")
    await begin(engine)
    yield engine
    await engine.close()


async def test_a_dead_engine_is_asked_a_few_times_and_then_let_be(dead: Counted, watch: Watch) -> None:
    questions = Questions(dead, watch)
    for _ in range(20):
        with pytest.raises(SearchUnavailable):
            await questions.search(EVERYTHING)
    assert (dead.asked, questions.breaker.is_open) == (FAILURES, True)
    watch.at += REST_SECONDS
    assert not questions.breaker.is_open
    for _ in range(5):
        with pytest.raises(SearchUnavailable):
            await questions.search(EVERYTHING)
    assert dead.asked == FAILURES + 1


async def test_one_caller_tries_and_success_closes_the_circuit(dead: Counted, alive: Counted, watch: Watch) -> None:
    questions = Questions(dead, watch)
    for _ in range(FAILURES):
        with pytest.raises(SearchUnavailable):
            await questions.search(EVERYTHING)
    watch.at += REST_SECONDS
    questions._engine = alive
    first, *others = await asyncio.gather(*(questions.search(EVERYTHING) for _ in range(5)), return_exceptions=True)
    assert isinstance(first, SearchResults)
    assert alive.asked == 1
    assert all(isinstance(other, SearchUnavailable) for other in others)
    assert ((await questions.search(EVERYTHING)).total, alive.asked) == (0, 2)


async def test_a_single_failure_is_forgotten_with_the_next_answer(dead: Counted, alive: Counted, watch: Watch) -> None:
    questions = Questions(dead, watch)
    for _ in range(FAILURES * 2):
        questions._engine = dead
        with pytest.raises(SearchUnavailable):
            await questions.search(EVERYTHING)
        questions._engine = alive
        assert (await questions.search(EVERYTHING)).total == 0
    assert dead.asked == FAILURES * 2


async def test_an_engine_that_hangs_counts_as_down(
    tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    questions = Questions(Hanging(tmp_path), watch)
    for _ in range(FAILURES):
        with pytest.raises(SearchUnavailable, match="no answer"):
            await questions.search(EVERYTHING)
    assert questions.breaker.is_open


async def test_every_way_to_ask_counts(dead: Counted, watch: Watch) -> None:
    questions = Questions(dead, watch)
    with pytest.raises(SearchUnavailable, match="closed"):
        await questions.suggest("公交", scopes=("public",), size=5)
    with pytest.raises(SearchUnavailable, match="closed"):
        await questions.search(EVERYTHING)
    with pytest.raises(SearchUnavailable, match="closed"):
        await questions.suggest("公交", scopes=("public",), size=5)
    with pytest.raises(SearchUnavailable, match="left alone"):
        await questions.search(EVERYTHING)


async def test_an_accepted_synonym_is_part_of_every_question_and_of_its_explanation(alive: Counted) -> None:
    await alive.put([document(1, "有轨列车客流统计"), document(2, "铁路车站名录")])
    questions = Questions(alive)
    assert (await questions.search(SearchQuery("叮当车客流"))).exact == 0
    questions.synonyms = with_synonyms([parse_rule("叮当车 = 有轨列车")])
    results = await questions.search(SearchQuery("叮当车客流"))
    assert (results.exact, numbers(results)[:1]) == (1, [1])
    hit = results.hits[0]
    parts = {part.name: part.score for part in (await questions.explain(results))[hit.id]}
    assert sum(parts.values()) == pytest.approx(hit.score, abs=0.01)
    assert 0 <= parts[WEIGHED] <= hit.score * 0.06  # all the rest is told by its name
    assert parts["all-words"] > 0
