"""Token buckets in memory: so many requests a second, with a burst, for each caller of this process.

Each web process counts for itself: with n replicas a caller gets up to n times the rate. That is enough against
crawlers that walk facet links and against clumsy scripts; quotas of grants are counted in the database.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MAX_CALLERS = 20_000


@dataclass(frozen=True)
class Allowance:
    """Whether a request may pass, how many more may follow at once, and seconds until one may or the burst is full."""

    allowed: bool
    remaining: int
    seconds: int


class TokenBuckets:
    """One bucket a caller: filled with ``rate`` a second up to ``burst``; the longest unseen are forgotten first."""

    def __init__(self, rate: float, burst: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.burst = burst
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> Allowance:
        """Take one token from the bucket of ``caller``."""
        now = self._monotonic()
        tokens, seen = self._buckets.pop(caller, (float(self.burst), now))
        tokens = min(self.burst, tokens + (now - seen) * self.rate)
        allowed = tokens >= 1
        tokens -= allowed
        self._buckets[caller] = (tokens, now)
        if len(self._buckets) > MAX_CALLERS:
            self._buckets.popitem(last=False)
        missing = self.burst - tokens if allowed else 1 - tokens
        return Allowance(allowed, int(tokens), math.ceil(missing / self.rate))
