"""What was asked since the last flush, in memory: a crash loses some seconds of it, which nobody misses."""

from collections.abc import Mapping
from datetime import date, datetime

from catalog.discovery.learning import TraceKey
from catalog.discovery.traces import Trace, keys, learnable

MOST = 5_000
"""Questions of clients that are held at once; further ones go unnoticed until the next flush."""


class QueryLog:
    """Notes questions without waiting for anything."""

    def __init__(self) -> None:
        self._held: dict[TraceKey, Trace] = {}

    def asked(self, secret: str, now: datetime, address: str, text: str, *, empty: bool, viewed: bool) -> None:
        """Note that the client at ``address`` asked ``text``, on a page or not; the address is forgotten here."""
        trace = self._trace(secret, now.date(), address, text)
        if trace is not None:
            trace.asked += 1
            trace.viewed += viewed
            trace.empty += empty

    def opened(self, secret: str, now: datetime, address: str, text: str) -> None:
        """Note that a dataset was opened from the results of ``text``."""
        trace = self._trace(secret, now.date(), address, text)
        if trace is not None:
            trace.opened += 1

    def take(self) -> Mapping[TraceKey, Trace]:
        """What was noted since the last call."""
        taken, self._held = self._held, {}
        return taken

    def _trace(self, secret: str, day: date, address: str, text: str) -> Trace | None:
        kept = learnable(text)
        if not kept:
            return None
        key = (day, *keys(secret, day, kept, address))
        if key not in self._held and len(self._held) >= MOST:
            return None
        return self._held.setdefault(key, Trace(kept))
