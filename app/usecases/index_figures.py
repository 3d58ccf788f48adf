"""How far the index is behind the catalogue: for ``/metrics`` and ``minshu status``."""

from dataclasses import dataclass
from datetime import datetime

from app.adapters import jobs
from app.container import Services
from catalog.datasets.queries import public_counts
from catalog.discovery import service
from catalog.discovery.models import IndexRun
from catalog.discovery.queries import last_run
from search.engine import SearchUnavailable


@dataclass(frozen=True)
class IndexFigures:
    """Lag and drift.

    Attributes:
        datasets: how many are public.
        indexed: how many the index shows; None while the engine is down.
        lag_seconds: how long the oldest change waits to be shown or hidden by search.
        given_up: changes that no job tries any more; the nightly comparison heals them.
        checked: what the last comparison found; None before the first.
        checked_seconds: how long ago that was.
        last_rebuild: result of the last rebuild; empty before the first.
        rebuilt_seconds: how long ago that was.
    """

    datasets: int
    indexed: int | None
    lag_seconds: float
    given_up: int
    checked: IndexRun | None
    checked_seconds: float
    last_rebuild: str
    rebuilt_seconds: float

    @property
    def drift(self) -> dict[str, int]:
        """What the last comparison found, by kind; healed since, unless it says so again tonight."""
        run = self.checked
        return {kind: getattr(run, kind) if run else 0 for kind in ("missing", "stale", "surplus", "ahead")}


async def index_figures(parts: Services) -> IndexFigures:
    """Ask database, queue and index."""
    now = parts.clock.now()
    waiting = await jobs.backlog(parts.settings.database_url.get_secret_value(), jobs.INDEX_DATASET)
    async with parts.database.reading() as session:
        datasets, _ = await public_counts(session)
        checked = await last_run(session, service.CHECK)
        rebuilt = await last_run(session, service.REBUILD)
    return IndexFigures(
        datasets=datasets,
        indexed=await _count(parts),
        lag_seconds=age(waiting.oldest, now),
        given_up=waiting.failed,
        checked=checked,
        checked_seconds=age(checked.at if checked else None, now),
        last_rebuild=rebuilt.result if rebuilt else "",
        rebuilt_seconds=age(rebuilt.at if rebuilt else None, now),
    )


async def _count(parts: Services) -> int | None:
    try:
        return await parts.search.count()
    except SearchUnavailable:
        return None


def age(moment: datetime | None, now: datetime) -> float:
    """Seconds since ``moment``; 0 where there is none."""
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())
