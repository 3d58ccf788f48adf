"""Looking into what was uploaded, and clearing the store of what nobody refers to."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.adapters.ingest import ingest
from app.adapters.scratch import fetch, scratch_folder
from app.container import Services
from app.words.language import CHINESE
from catalog.datasets.queries import known_digests
from catalog.errors import FieldProblem, Invalid, TooLarge, Unsupported
from catalog.tables import queries, service
from catalog.tables.engine import parquet_key
from catalog.tables.service import FileFault, Ingested

PARQUET = "application/vnd.apache.parquet"
# An upload lies in the store before its row is committed; nothing younger than this is taken for abandoned.
GRACE = timedelta(hours=24)
BATCH = 500


async def ingest_file(services: Services, file_version_id: UUID) -> None:
    """Make a table of an uploaded file, or record why it is none; running twice does no harm."""
    async with services.database.reading() as session:
        version = await queries.waiting_file(session, file_version_id)
        declared = await queries.declared(session, version.distribution.dataset_id)
    if version.state != "received":
        return
    with scratch_folder(services.settings.scratch_dir) as scratch:
        source, target = Path(scratch, "source"), Path(scratch, "table.parquet")
        await fetch(services.store, version.stored.key, source)
        try:
            report = await ingest(source, target, declared=declared)
        except (Unsupported, Invalid, TooLarge) as refusal:
            await _reject(services, file_version_id, refusal)
            return
        key = parquet_key(report.sha256)
        await services.store.put_file(key, target, PARQUET)
    found = Ingested(report.schema, report.rows, report.profile, report.rejected, report.problems, key)
    async with services.database.unit_of_work() as session:
        await service.accept(session, file_version_id, found, services.clock.now())


async def _reject(services: Services, file_version_id: UUID, refusal: Unsupported | Invalid | TooLarge) -> None:
    problems = refusal.problems if isinstance(refusal, Invalid) else [FieldProblem("/file", refusal.detail)]
    faults = [FileFault(problem.code, CHINESE.say(problem.message)) for problem in problems]
    async with services.database.unit_of_work() as session:
        await service.reject(session, file_version_id, faults)


async def sweep_store(services: Services) -> int:
    """Remove objects that no row refers to and that are older than a day; answers how many."""
    return await _sweep(services, "files/") + await _sweep(services, "tables/")


async def _sweep(services: Services, prefix: str) -> int:
    oldest = services.clock.now() - GRACE
    removed, batch = 0, []
    async for found in services.store.list(prefix):
        if found.modified_at < oldest:
            batch.append(found.key)
        if len(batch) == BATCH:
            removed += await _drop(services, prefix, batch)
            batch = []
    return removed + await _drop(services, prefix, batch)


async def _drop(services: Services, prefix: str, keys: list[str]) -> int:
    async with services.database.reading() as session:
        if prefix == "files/":
            known = await known_digests(session, [key.rsplit("/", 1)[-1] for key in keys])
            orphans = [key for key in keys if key.rsplit("/", 1)[-1] not in known]
        else:
            used = await queries.known_keys(session, keys)
            orphans = [key for key in keys if key not in used]
    for key in orphans:
        await services.store.remove(key)
    return len(orphans)
