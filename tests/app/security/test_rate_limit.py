"""Token buckets, on a clock that the test moves."""

from app.security.rate_limit import MAX_CALLERS, Allowance, TokenBuckets


class Hand:
    """A monotonic clock moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    hand = Hand()
    buckets = TokenBuckets(rate=2.0, burst=3, monotonic=hand)
    assert [buckets.take("a").allowed for _ in range(4)] == [True, True, True, False]
    assert buckets.take("a") == Allowance(allowed=False, remaining=0, seconds=1)
    hand.at += 0.5
    assert buckets.take("a") == Allowance(allowed=True, remaining=0, seconds=2)
    assert not buckets.take("a").allowed


def test_callers_do_not_disturb_each_other_and_a_bucket_never_overflows() -> None:
    hand = Hand()
    buckets = TokenBuckets(rate=1.0, burst=2, monotonic=hand)
    assert [buckets.take("a").allowed for _ in range(3)] == [True, True, False]
    assert buckets.take("b").allowed
    hand.at += 1000
    assert [buckets.take("a").allowed for _ in range(3)] == [True, True, False]


def test_memory_is_bounded() -> None:
    buckets = TokenBuckets(rate=1.0, burst=1, monotonic=Hand())
    for number in range(MAX_CALLERS + 10):
        buckets.take(str(number))
    assert len(buckets._buckets) == MAX_CALLERS
