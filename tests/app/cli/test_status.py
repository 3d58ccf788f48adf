"""The figures of ``minshu status``, on a database, a queue and an index of their own."""

from app.adapters import jobs
from app.cli.status import figures
from app.container import running
from app.settings import Settings
from app.worker.handlers.search_check import check_index
from catalog.audit.service import Basis, record
from catalog.base import new_id
from catalog.events import DatasetChanged, emit
from tests.search.samples import begin, document


async def test_what_waits_is_counted(fresh_settings: Settings) -> None:
    async with running(fresh_settings) as services:
        await begin(services.search)
        before = await figures(services)
        assert (before.datasets, before.indexed, before.jobs_waiting, before.index_lag_seconds) == (0, 0, 0, 0.0)
        async with services.database.unit_of_work() as session:
            emit(session, DatasetChanged(new_id()))
            await record(
                session,
                None,
                at=services.clock.now(),
                action="test:thing:do",
                object_type="thing",
                object_id="1",
                basis=Basis("职责", "test"),
            )
        after = await figures(services)
        assert after.jobs_waiting == 1
        assert after.index_lag_seconds > 0
        assert after.unsealed_seconds > 0
        assert (after.index_drift, after.index_checked_seconds, after.index_rebuild) == (0, None, "")
        await services.search.put([document(1, "不在目录中")])
        await check_index(services, heal=True)
        checked = await figures(services)
        assert (checked.index_drift, checked.indexed, checked.index_missing) == (1, 0, 0)
        assert checked.index_checked_seconds is not None
        other = await jobs.backlog(fresh_settings.database_url.get_secret_value(), jobs.INGEST_FILE)
        assert other == jobs.Backlog(0, 0, 0, None)


async def test_a_search_engine_that_is_down_or_has_no_index_is_told(fresh_settings: Settings) -> None:
    async with running(fresh_settings) as services:
        assert (await figures(services)).indexed is None
        await services.search.close()
        told = await figures(services)
        assert (told.indexed, told.index_missing, told.datasets) == (None, None, 0)
