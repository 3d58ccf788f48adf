"""A generated catalogue: published datasets in bulk, and one table of a million rows. No real agency, no real data."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid5

import orjson
import psycopg
import rows
import search_facets

from app.adapters import jobs
from app.adapters.ingest import IngestReport, ingest
from app.container import store_of
from app.database import Database, make_engine
from app.reference_data import load
from app.settings import Settings
from catalog.acting.act import Act
from catalog.acting.actor import Platform
from catalog.base import WriteSession, new_id
from catalog.datasets.document import SCHEMA_VERSION
from catalog.datasets.files import key_of
from catalog.datasets.grading import GENERAL
from catalog.datasets.models import Distribution, FileVersion, StoredFile
from catalog.identity import service as identity
from catalog.identity.models import AccountKind
from catalog.identity.service import Registration
from catalog.organizations.models import Organization
from catalog.tables.engine import parquet_key
from catalog.tables.models import TableVersion
from catalog.tables.schema import Declared
from search.document import PUBLIC_SCOPE, SearchDocument
from search.engines.embedded.engine import EmbeddedEngine

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY_COLUMN = "序号"
_SPACE = UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_DATASET = (
    "id, organization_id, code, state, version, index_version, live_revision, last_revision, title, summary, theme, "
    "keywords, region, open_class, open_condition, share_type, cycle, licence, contact, source, created_by, "
    "created_at, updated_at, published_at"
)
_REVISION = "id, dataset_id, number, document, note, published_at, published_by"


@dataclass(frozen=True)
class Catalogue:
    """What the workloads ask for: identities of datasets, and the table with its Parquet on this disk."""

    datasets: list[UUID]
    distribution: UUID
    parquet: Path
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Owner:
    """Who owns everything here."""

    account: UUID
    organization: Organization


async def fill(settings: Settings, count: int, folder: Path) -> Catalogue:
    """Fill the empty database, index and store of ``settings``.

    Args:
        settings: where the database and the store are; neither web nor worker may run.
        count: how many datasets.
        folder: where the Parquet is kept for the raw side.
    """
    database = Database(make_engine(settings.database_url.get_secret_value()), jobs.send)
    await load(database)
    async with database.unit_of_work() as session:
        owner = await _owner(session)
    report, parquet = await _table(settings, folder)
    table = _table_document()
    made = [table, *(each._replace(scopes=(PUBLIC_SCOPE,)) for each in search_facets.documents(count))]
    file = _file(report)
    _copy(settings, owner, ((each, file if each is table else _listed(each)) for each in made))
    async with database.unit_of_work() as session:
        await _register(session, owner, UUID(table.id), file, report)
    await _index(settings, made)
    await database.close()
    return Catalogue(
        [UUID(each.id) for each in made[1:]], UUID(file["id"]), parquet, tuple(c.name for c in report.schema.columns)
    )


async def _owner(session: WriteSession) -> Owner:
    registration = Registration("bench@bench.invalid", "基准测试账号", AccountKind.PERSON, "made-for-a-benchmark-7")
    account = await identity.register(session, Act.outside(Platform(), NOW), registration)
    organization = Organization(
        code="bench",
        name="合成数据管理部门",
        short_name="合成",
        kind="data-authority",
        tier="350000",
        region="350000",
        department="001",
        valid_from=date(2026, 1, 1),
    )
    session.add(organization)
    await session.flush()
    return Owner(account.id, organization)


async def _table(settings: Settings, folder: Path) -> tuple[IngestReport, Path]:
    """The million rows as the worker would take them in."""
    parquet = folder / "rows.parquet"
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        source = Path(scratch, "rows.csv")
        rows.generate(source)
        report = await ingest(source, parquet, declared=Declared(key=(KEY_COLUMN,)))
    await store_of(settings).put_file(parquet_key(report.sha256), parquet, "application/vnd.apache.parquet")
    return report, parquet


def _table_document() -> SearchDocument:
    first = next(search_facets.documents(1))
    title = "合成企业登记（一百万行）"
    return first._replace(id=str(new_id()), code="bench/table", title=title, scopes=(PUBLIC_SCOPE,))


def _file(report: IngestReport) -> dict[str, object]:
    return {
        "id": str(new_id()),
        "file_version": str(new_id()),
        "format": "CSV",
        "filename": "rows.csv",
        "size": 1,
        "sha256": report.sha256,
        "media_type": "text/csv",
        "rows": report.rows,
        "columns": [column.name for column in report.schema.columns],
    }


def _listed(each: SearchDocument) -> dict[str, object]:
    """A file that stands in the document only: nobody asks for it here."""
    return {
        "id": str(uuid5(_SPACE, each.id)),
        "file_version": str(uuid5(_SPACE, each.code)),
        "format": each.formats[0].upper(),
        "filename": f"{each.title}.csv",
        "size": 52_100,
        "sha256": (each.id.replace("-", "") * 2),
        "media_type": "text/csv",
        "rows": 1200,
        "columns": list(each.items),
    }


def _metadata(each: SearchDocument) -> dict[str, object]:
    return {
        "title": each.title,
        "summary": each.summary,
        "theme": each.theme,
        "keywords": list(each.keywords),
        "region": each.region,
        "open_class": GENERAL,
        "open_condition": "",
        "share_type": "unconditional",
        "cycle": each.cycle,
        "licence": "open",
        "contact": "办公室",
        "source": "合成数据",
    }


def _document(each: SearchDocument, organization: Organization, file: dict[str, object]) -> dict[str, object]:
    """What ``catalog.datasets.revisions`` would freeze of it."""
    columns = file["columns"]
    assert isinstance(columns, list)
    return {
        "schema_version": SCHEMA_VERSION,
        "id": each.id,
        "revision": 1,
        "published_at": NOW.isoformat(),
        "code": each.code,
        **_metadata(each),
        "organization": {"code": organization.code, "name": organization.name, "short_name": organization.short_name},
        "items": [
            {
                "name": name,
                "title": name,
                "data_type": "string",
                "length": 40,
                "is_key": name == KEY_COLUMN,
                "is_open": True,
                "level": 1,
                "description": "",
            }
            for name in columns
        ],
        "distributions": [file],
    }


def _copy(settings: Settings, owner: Owner, entries: Iterable[tuple[SearchDocument, dict[str, object]]]) -> None:
    """Datasets and their revisions by COPY, straight into the tables: the services would need an hour."""
    held = list(entries)
    with psycopg.connect(settings.database_url.get_secret_value().replace("+psycopg", "")) as connection:
        cursor = connection.cursor()
        for target, lines in (
            (f"datasets ({_DATASET})", _dataset_lines(owner, held)),
            (f"revisions ({_REVISION})", _revision_lines(owner, held)),
        ):
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:  # the benchmark's own text
                for line in lines:
                    copy.write_row(line)
    owner_url = settings.database_owner_url
    assert owner_url is not None
    with psycopg.connect(owner_url.get_secret_value().replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE datasets, revisions")


def _dataset_lines(
    owner: Owner, entries: Iterable[tuple[SearchDocument, dict[str, object]]]
) -> Iterator[tuple[object, ...]]:
    for each, _ in entries:
        fixed = (each.id, owner.organization.id, each.code, "published", 1, 1, 1, 1)
        yield (*fixed, *_metadata(each).values(), owner.account, NOW, NOW, NOW)


def _revision_lines(
    owner: Owner, entries: Iterable[tuple[SearchDocument, dict[str, object]]]
) -> Iterator[tuple[object, ...]]:
    for each, file in entries:
        document = orjson.dumps(_document(each, owner.organization, file)).decode()
        yield new_id(), each.id, 1, document, "", NOW, owner.account


async def _register(
    session: WriteSession, owner: Owner, dataset: UUID, file: dict[str, object], report: IngestReport
) -> None:
    """The rows behind the table: distribution, stored file, version and what was found in it."""
    distribution, version = UUID(str(file["id"])), UUID(str(file["file_version"]))
    session.add(Distribution(id=distribution, dataset_id=dataset, kind="file", format="CSV", created_at=NOW))
    stored = StoredFile(sha256=report.sha256, size=1, media_type="text/csv", key=key_of(report.sha256), created_at=NOW)
    session.add(stored)
    await session.flush()
    session.add(
        FileVersion(
            id=version,
            distribution_id=distribution,
            number=1,
            sha256=report.sha256,
            filename="rows.csv",
            state="ready",
            problem={},
            columns=list(report.schema.names),
            row_count=report.rows,
            uploaded_by=owner.account,
            uploaded_at=NOW,
        )
    )
    await session.flush()
    session.add(
        TableVersion(
            file_version_id=version,
            schema=report.schema.to_json(),
            row_count=report.rows,
            profile={},
            rejected={},
            parquet_key=parquet_key(report.sha256),
            created_at=NOW,
        )
    )


async def _index(settings: Settings, made: list[SearchDocument]) -> None:
    engine = EmbeddedEngine(settings.index_dir)
    name = await engine.new_index()
    for start in range(0, len(made), search_facets.BATCH):
        await engine.put(made[start : start + search_facets.BATCH], index=name)
    await engine.activate(name)
    await engine.close()
