"""The circuit breaker by itself."""

import pytest

from search.engine import SearchUnavailable
from search.engines.breaker import REST_SECONDS, Breaker

FAILURES = 3


def test_the_circuit_lets_one_call_through_after_its_rest() -> None:
    now = 100.0
    breaker = Breaker(FAILURES, lambda: now)
    for _ in range(FAILURES):
        breaker.enter()
        breaker.failed()
    with pytest.raises(SearchUnavailable):
        breaker.enter()
    now += REST_SECONDS
    breaker.enter()
    with pytest.raises(SearchUnavailable):
        breaker.enter()  # the trial is under way
    breaker.failed()
    with pytest.raises(SearchUnavailable):
        breaker.enter()
    now += REST_SECONDS
    breaker.enter()
    breaker.succeeded()
    breaker.enter()
    breaker.enter()
