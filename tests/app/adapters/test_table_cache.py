import asyncio
import hashlib
from pathlib import Path

import pytest

from app.adapters.table_cache import TableCache
from catalog.errors import TooLarge, Unavailable
from catalog.tables.engine import parquet_key
from tests.app.adapters.folder_store import FolderStore


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "store")


async def started(store: FolderStore, tmp_path: Path, max_bytes: int = 10_000) -> TableCache:
    cache = TableCache(store, tmp_path / "cache", max_bytes)
    await cache.start()
    return cache


def put(store: FolderStore, letter: str, size: int = 3000) -> str:
    data = letter.encode() * size
    key = parquet_key(hashlib.sha256(data).hexdigest())
    store.put(key, data)
    return key


def files(tmp_path: Path) -> int:
    return len(list((tmp_path / "cache").iterdir()))


async def content(cache: TableCache, key: str) -> bytes:
    async with cache.open(key) as path:
        return path.read_bytes()


async def test_many_readers_of_one_key_fetch_it_once(store: FolderStore, tmp_path: Path) -> None:
    cache, key = await started(store, tmp_path), put(store, "a")
    store.gate.clear()
    readers = [asyncio.create_task(content(cache, key)) for _ in range(20)]
    await asyncio.wait_for(store.reading.wait(), 5)
    readers[0].cancel()
    store.gate.set()
    found = await asyncio.gather(*readers, return_exceptions=True)
    assert isinstance(found[0], asyncio.CancelledError)
    assert found[1:] == [b"a" * 3000] * 19
    assert store.reads == 1
    assert await content(cache, key) == b"a" * 3000
    assert store.reads == 1


async def test_the_least_recently_used_goes_first(store: FolderStore, tmp_path: Path) -> None:
    cache = await started(store, tmp_path)
    a, b, c, d = (put(store, letter) for letter in "abcd")
    for key in (a, b, c, a, d):
        await content(cache, key)
    assert (store.reads, files(tmp_path)) == (4, 3)
    await content(cache, a)
    assert store.reads == 4
    await content(cache, b)
    assert store.reads == 5


async def test_a_file_in_use_is_kept_beyond_the_bound(store: FolderStore, tmp_path: Path) -> None:
    cache = await started(store, tmp_path, 5000)
    a, b = put(store, "a"), put(store, "b")
    async with cache.open(a) as held:
        await content(cache, b)
        assert held.read_bytes() == b"a" * 3000
    assert files(tmp_path) == 1


async def test_files_and_their_order_survive_a_restart(store: FolderStore, tmp_path: Path) -> None:
    cache = await started(store, tmp_path)
    a, b, c = (put(store, letter) for letter in "abc")
    for key in (a, b, c, a):
        await content(cache, key)
    (tmp_path / "cache" / "x.parquet.partial").write_bytes(b"half")
    again = await started(store, tmp_path, 6000)
    assert files(tmp_path) == 2
    await content(again, a)
    assert store.reads == 3
    await content(again, b)
    assert store.reads == 4


async def test_bytes_that_do_not_match_their_key_are_refused(store: FolderStore, tmp_path: Path) -> None:
    cache, key = await started(store, tmp_path), put(store, "a")
    good = (store.folder / key).read_bytes()
    store.put(key, b"altered")
    with pytest.raises(Unavailable):
        await content(cache, key)
    assert files(tmp_path) == 0
    store.put(key, good)
    assert await content(cache, key) == good


async def test_what_is_missing_or_too_large_is_told(store: FolderStore, tmp_path: Path) -> None:
    cache = await started(store, tmp_path)
    with pytest.raises(Unavailable):
        await content(cache, "tables/none.parquet")
    with pytest.raises(TooLarge) as caught:
        await content(cache, put(store, "a", 10_001))
    assert caught.value.limit == 10_000


async def test_a_file_that_vanished_is_fetched_again(store: FolderStore, tmp_path: Path) -> None:
    cache, key = await started(store, tmp_path), put(store, "a")
    await content(cache, key)
    for path in list((tmp_path / "cache").iterdir()):
        path.unlink()
    assert await content(cache, key) == b"a" * 3000
    await cache.discard(key)
    assert files(tmp_path) == 0
    assert await content(cache, key) == b"a" * 3000
    assert store.reads == 3
