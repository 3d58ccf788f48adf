"""The composition root: from settings to one frozen set of parts that every face of the product shares."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from pydantic import SecretStr

from app.adapters import jobs
from app.adapters.clock import SystemClock
from app.adapters.object_store import S3ObjectStore
from app.adapters.query_log import QueryLog
from app.adapters.questions import Questions
from app.adapters.table_cache import TableCache
from app.adapters.table_engine import DuckTableEngine, EngineLimits
from app.database import Database, make_engine
from app.projections.code_names import CodeNames
from app.projections.completions import Completer
from app.settings import Settings
from catalog.discovery.queries import popular
from catalog.ports import Clock
from search.engine import SearchEngine, SearchIndex
from search.engines.elasticsearch.client import ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine


@dataclass(frozen=True)
class Services:
    """Everything a request, a job or a command may need."""

    settings: Settings
    database: Database
    clock: Clock
    store: S3ObjectStore
    questions: Questions
    tables: DuckTableEngine
    query_log: QueryLog = field(default_factory=QueryLog)
    completer: Completer = field(default_factory=partial(Completer, popular))
    code_names: CodeNames = field(default_factory=CodeNames)

    @property
    def search(self) -> SearchIndex:
        """The index, for those who look after it; who asks, asks ``questions``."""
        return self.questions.index


def database_of(settings: Settings) -> Database:
    """The database as the application's role; nothing is sent before the first use."""
    writers, readers = (
        make_engine(
            settings.database_url.get_secret_value(),
            pool_size=settings.database_pool_size,
            max_overflow=settings.database_max_overflow,
            pool_timeout=settings.database_pool_timeout_seconds,
            statement_timeout=settings.database_statement_timeout_ms,
            read_only=read_only,
        )
        for read_only in (False, True)
    )
    return Database(writers, jobs.send, readers=readers)


def store_of(settings: Settings) -> S3ObjectStore:
    """The object store; nothing is sent before the first use."""
    return S3ObjectStore.connect(
        settings.s3_endpoint,
        settings.s3_access_key.get_secret_value(),
        settings.s3_secret_key.get_secret_value(),
        settings.s3_bucket,
        secure=settings.s3_secure,
        region=settings.s3_region,
    )


def tables_of(settings: Settings, store: S3ObjectStore) -> DuckTableEngine:
    """The table engine over a local cache; ``start`` it before the first query."""
    cache = TableCache(store, settings.table_cache_dir, settings.table_cache_bytes)
    limits = EngineLimits(
        threads=settings.table_threads,
        memory_bytes=settings.table_memory_bytes,
        seconds=settings.table_timeout_seconds,
    )
    return DuckTableEngine(cache, settings.data_dir / "spill", limits)


def search_of(settings: Settings) -> SearchEngine:
    """The search engine that the settings choose; nothing is opened before the first use."""
    if not settings.search_urls:
        return EmbeddedEngine(settings.index_dir)
    return ElasticsearchEngine(access_of(settings), settings.search_index)


def access_of(settings: Settings) -> ClusterAccess:
    """Where the search cluster is and how to be let in."""
    return ClusterAccess(
        settings.search_urls,
        api_key=_shown(settings.search_api_key),
        user=settings.search_user,
        password=_shown(settings.search_password),
        ca=str(settings.search_ca or ""),
    )


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


@asynccontextmanager
async def running(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Services]:
    """The parts, started, and let go of at the end."""
    database, store = database_of(settings), store_of(settings)
    tables, search = tables_of(settings, store), search_of(settings)
    try:
        await tables.start()
        yield Services(settings, database, clock or SystemClock(), store, Questions(search), tables)
    finally:
        await tables.close()
        await search.close()
        await database.close()
