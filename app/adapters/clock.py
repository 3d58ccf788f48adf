"""The machine's clock: the only place in the project that reads the wall clock."""

from datetime import UTC, datetime


class SystemClock:
    """``catalog.ports.Clock`` on the clock of this machine."""

    def now(self) -> datetime:
        """The present moment, with zone UTC."""
        return datetime.now(UTC)
