import pytest

from tests.architecture.gate import rows_and_objects_leave_through_the_gate as rule
from tests.architecture.rules import check
from tests.architecture.sources import PACKAGES, ROOT, Source, python_sources

PAGE = "app/portal/reviewing/page.py"
CAUGHT = [
    "async def f(parts, key, schema, query):\n    await parts.tables.page(key, schema, query)\n",
    "async def f(visit, key, query):\n    await visit.parts.tables.count(key, query)\n",
    "def f(parts, key):\n    return parts.store.read(key)\n",
    "def f(parts, key):\n    read = parts.store.read\n    return read(key)\n",
    "def f(parts, key):\n    engine = parts.tables\n    return engine.stream(key)\n",
    "def f(parts, key):\n    first = parts.store\n    second = first\n    return second.read(key)\n",
    "def f(parts, key):\n    clock, engine = parts.clock, parts.tables\n    return engine.stream(key)\n",
    "def f(parts, key):\n    return (engine := parts.tables).stream(key)\n",
    "def f(parts, key):\n    return getattr(parts.tables, 'page')(key)\n",
    "def f(parts, key):\n    return getattr(parts, 'store').read(key)\n",
    "from catalog.tables.engine import TableEngine\ndef f(by: TableEngine, key):\n    return by.stream(key)\n",
    "from catalog.tables.engine import TableEngine as Rows\ndef f(by: Rows | None, key):\n    return by.stream(key)\n",
    "import catalog.ports as p\ndef f(by: p.ObjectStore, key):\n    return by.read(key)\n",
    "def f(by: 'ObjectStore', key):\n    return by.read(key)\n",
    "class A:\n    by: ObjectStore\n    def f(self, key):\n        return self.by.read(key)\n",
    "class A:\n    def __init__(self, parts):\n        self._by = parts.store\n        self._read = self._by.read\n",
    "from app.container import store_of\ndef f(settings, key):\n    return store_of(settings).read(key)\n",
    "from app.container import tables_of as made\ndef f(s):\n    by = made(s)\n    return by.page\n",
    "from app.adapters.object_store import S3ObjectStore\ndef f(key):\n    return S3ObjectStore.connect().read(key)\n",
    "from app.adapters.scratch import fetch as copy\n",
    "from app.adapters.table_engine import run_select\n",
    "from app.adapters import scratch as s\ndef f(store, key, path):\n    return s.fetch(store, key, path)\n",
    "import app.adapters.scratch\ndef f(store, key, path):\n    return app.adapters.scratch.fetch(store, key, path)\n",
    "def f(parts, bucket, key):\n    return parts.store.client.get_object(bucket, key)\n",
    "import duckdb\n",
    "from minio import Minio\n",
]
ALLOWED = [
    (PAGE, "def f(plan, parts):\n    return plan.stream(parts.store), plan.batches(parts.tables)\n"),
    (PAGE, "def f(view, chrome, names):\n    return view.page(chrome), names.count('a'), open('x').read()\n"),
    (PAGE, "async def f(parts):\n    await parts.search.count()\n    await parts.store.put_file('k', 'p', 't')\n"),
    (PAGE, "from app.stack import store\nstore.read\n"),
    ("catalog/delivery/service.py", "def f(store: ObjectStore, key):\n    return store.read(key)\n"),
    ("app/adapters/table_cache.py", "def f(self, key):\n    return self.store.read(key)\n"),
    ("app/stack/store.py", "from minio import Minio\n"),
    ("app/worker/handlers/files.py", "from app.adapters.scratch import fetch\n"),
]


def test_the_product_reads_through_the_gate_alone() -> None:
    assert check(python_sources(ROOT, *PACKAGES), rule) == []


@pytest.mark.parametrize("text", CAUGHT, ids=range(len(CAUGHT)))
@pytest.mark.parametrize("path", [PAGE, "catalog/datasets/service.py", "app/demo/loader.py", "app/usecases/a.py"])
def test_a_side_door_is_found(path: str, text: str) -> None:
    found = check([Source(path, text)], rule)
    assert found
    assert all(violation.path == path for violation in found)


@pytest.mark.parametrize(("path", "text"), ALLOWED, ids=range(len(ALLOWED)))
def test_who_keeps_to_the_gate_is_let_through(path: str, text: str) -> None:
    assert check([Source(path, text)], rule) == []


def test_the_gate_itself_would_be_found_anywhere_else() -> None:
    gate = [source for source in python_sources(ROOT, "catalog/delivery") if check_elsewhere(source)]
    assert {source.path.rsplit("/", 1)[-1] for source in gate} == {"service.py", "review.py"}


def check_elsewhere(source: Source) -> bool:
    """Whether the rule finds anything in ``source`` where it stands beside the gate."""
    return bool(check([Source("catalog/datasets/service.py", source.text)], rule))
