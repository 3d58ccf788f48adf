"""The circuit breaker in front of a real engine that is closed, slow, or back."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

import pytest

from app.adapters import breaker as module
from app.adapters.breaker import FAILURES, REST_SECONDS, Breaker
from search.engine import SearchEngine, SearchUnavailable
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.samples import begin


class Watch:
    """A stopwatch that stands until it is moved."""

    at = 100.0

    def __call__(self) -> float:
        """The moment the test has set."""
        return self.at


class Counted:
    """Counts how often an engine is really asked."""

    def __init__(self, engine: SearchEngine) -> None:
        self.engine = engine
        self.asked = 0

    def __call__(self) -> Awaitable[int]:
        """Ask once."""
        self.asked += 1
        return self.engine.count()


@pytest.fixture
def watch() -> Watch:
    """The time of the breaker."""
    return Watch()


async def failing(tmp_path: Path) -> Counted:
    engine = EmbeddedEngine(tmp_path / "closed")
    await engine.close()
    return Counted(engine)


async def test_a_dead_engine_is_asked_a_few_times_and_then_let_be(tmp_path: Path, watch: Watch) -> None:
    breaker, dead = Breaker(watch), await failing(tmp_path)
    for _ in range(20):
        with pytest.raises(SearchUnavailable):
            await breaker.ask(dead)
    assert (dead.asked, breaker.is_open) == (FAILURES, True)
    watch.at += REST_SECONDS
    assert not breaker.is_open
    for _ in range(5):
        with pytest.raises(SearchUnavailable):
            await breaker.ask(dead)
    assert dead.asked == FAILURES + 1


async def test_one_caller_tries_and_success_closes_the_circuit(tmp_path: Path, watch: Watch) -> None:
    breaker, dead = Breaker(watch), await failing(tmp_path)
    for _ in range(FAILURES):
        with pytest.raises(SearchUnavailable):
            await breaker.ask(dead)
    watch.at += REST_SECONDS
    engine = EmbeddedEngine(tmp_path / "alive")
    await begin(engine)
    alive = Counted(engine)
    first, *others = await asyncio.gather(*(breaker.ask(alive) for _ in range(5)), return_exceptions=True)
    assert (first, alive.asked) == (0, 1)
    assert all(isinstance(other, SearchUnavailable) for other in others)
    assert (await breaker.ask(alive), alive.asked) == (0, 2)
    await engine.close()


async def test_a_single_failure_is_forgotten_with_the_next_answer(tmp_path: Path, watch: Watch) -> None:
    breaker, dead = Breaker(watch), await failing(tmp_path)
    engine = EmbeddedEngine(tmp_path / "alive")
    await begin(engine)
    for _ in range(FAILURES * 2):
        with pytest.raises(SearchUnavailable):
            await breaker.ask(dead)
        assert await breaker.ask(engine.count) == 0
    assert dead.asked == FAILURES * 2
    await engine.close()


async def test_an_engine_that_hangs_counts_as_down(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.01)
    breaker = Breaker(watch)
    for _ in range(FAILURES):
        with pytest.raises(SearchUnavailable, match="no answer"):
            await breaker.ask(asyncio.Event().wait)
    assert breaker.is_open
