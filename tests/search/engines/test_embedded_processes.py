"""The embedded engine among processes: one writes, others read, and whoever is killed loses nothing."""

import asyncio
import os
import resource
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from itertools import product
from pathlib import Path
from time import monotonic

import pytest

from search.engine import SearchEngine, SearchUnavailable
from search.engines.embedded import engine as module
from search.engines.embedded.engine import EmbeddedEngine
from search.upkeep.rebuild import rebuild
from tests.search.samples import ask, begin, document, found, identity
from tests.search.truth import every

pytestmark = pytest.mark.usefixtures("processes")

ROOT = Path(__file__).parents[3]
WRITER = """
import asyncio, sys
from pathlib import Path
from search.engines.embedded.engine import EmbeddedEngine
from tests.search.samples import begin, document

async def main() -> None:
    engine = EmbeddedEngine(Path(sys.argv[1]))
    await begin(engine)
    for number in range(1, 10_000):
        await engine.put([document(number, f"公交站点{number}")])
        print(number, flush=True)

asyncio.run(main())
"""


@asynccontextmanager
async def writing(directory: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Another process that writes one document after another and says each number once it is acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, str(directory), stdout=asyncio.subprocess.PIPE, env=environment
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def acknowledged(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    return int(await asyncio.wait_for(process.stdout.readline(), 30))


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[SearchEngine]:
    opened = EmbeddedEngine(tmp_path / "search")
    yield opened
    await opened.close()


@pytest.fixture
async def engine(reader: SearchEngine) -> SearchEngine:
    """The writer, which serves from an empty index."""
    await begin(reader)
    return reader


async def test_a_reader_sees_what_another_process_acknowledged(reader: SearchEngine, tmp_path: Path) -> None:
    async with writing(tmp_path / "search") as process:
        for _ in range(20):
            number = await acknowledged(process)
            started = monotonic()
            assert await found(reader, f"公交站点{number}") == [number]
            assert monotonic() - started < 0.5


async def test_readers_at_once_while_another_process_writes(reader: SearchEngine, tmp_path: Path) -> None:
    async with writing(tmp_path / "search") as process:
        least = await acknowledged(process)
        for _ in range(10):
            answers = await asyncio.gather(*(ask(reader, ("q", "公交")) for _ in range(40)))
            assert all(answer.total >= least for answer in answers)
            least = await acknowledged(process)


async def test_only_one_process_writes(reader: SearchEngine, tmp_path: Path) -> None:
    async with writing(tmp_path / "search") as process:
        await acknowledged(process)
        with pytest.raises(SearchUnavailable, match="another process"):
            await reader.put([document(20_000, "公交")])
        assert (await ask(reader, ("q", "公交"))).total > 0


@pytest.mark.parametrize("attempt", range(3))
async def test_a_killed_writer_loses_nothing_and_leaves_no_lock(
    reader: SearchEngine, tmp_path: Path, attempt: int
) -> None:
    async with writing(tmp_path / "search") as process:
        for _ in range(15 + attempt):
            last = await acknowledged(process)
        process.send_signal(signal.SIGKILL)
        rest, _ = await process.communicate()
        last = max([last, *map(int, rest.split())])
    held = {one.id async for one in reader.versions()}
    assert {identity(number) for number in range(1, last + 1)} <= held
    await reader.put([document(20_000, "水质")])
    assert await found(reader, "水质") == [20_000]


async def test_what_an_unfinished_rebuild_left_goes_with_the_next(engine: SearchEngine, tmp_path: Path) -> None:
    await engine.put([document(1, "公交")])
    for number in (2, 3):
        await engine.put([document(number, "公交")], index=await engine.new_index())
    await engine.close()
    folders = [path for path in (tmp_path / "search").iterdir() if path.is_dir()]
    assert len(folders) == 3
    after = EmbeddedEngine(tmp_path / "search")
    assert await found(after, "公交") == [1]
    assert await after.count(index=await after.new_index()) == 0
    assert len([path for path in (tmp_path / "search").iterdir() if path.is_dir()]) == 2
    await after.close()


async def test_a_closed_engine_is_unavailable(engine: SearchEngine) -> None:
    await engine.close()
    with pytest.raises(SearchUnavailable):
        await ask(engine, ("q", "公交"))


async def test_closing_lets_the_next_process_write(engine: SearchEngine, tmp_path: Path) -> None:
    await engine.put([document(1, "公交")])
    await engine.close()
    async with writing(tmp_path / "search") as process:
        assert await acknowledged(process) == 1


@pytest.mark.parametrize(
    ("damaged", "damage"),
    [
        ("current", Path.unlink),
        ("current", partial(Path.write_text, data="not json")),
        ("*/index/meta.json", Path.unlink),
        ("*/index/*.pos", Path.unlink),
        *((f"*/index/*.{kind}", partial(os.truncate, length=100)) for kind in ("fast", "idx", "store", "term")),
    ],
)
async def test_damaged_files_are_unavailable_until_a_rebuild(
    engine: SearchEngine, tmp_path: Path, damaged: str, damage: Callable[[Path], object]
) -> None:
    await engine.put([document(n, "公交", summary="福州" * 50) for n in range(1, 100)])
    await engine.close()  # whoever has a file mapped that is cut short is killed by the system
    (file,) = (tmp_path / "search").glob(damaged)
    damage(file)
    after = EmbeddedEngine(tmp_path / "search")
    for attempt in (ask(after, ("q", "公交")), after.put([document(2, "公交")])):
        with pytest.raises(SearchUnavailable):
            await attempt
    assert await after.unfit()

    async def replay(_: str) -> int:
        return 1

    await rebuild(after, every([document(1, "公交")]), replay)
    assert (await found(after, "公交"), await after.unfit()) == ([1], False)
    await after.close()


async def test_bytes_that_changed_are_unavailable_and_end_no_process(engine: SearchEngine, tmp_path: Path) -> None:
    """Which bytes make the library panic is its own affair, so every tenth of two files is tried."""
    await engine.put([document(n, f"公交站点{n}", summary="福州" * 50) for n in range(1, 300)])
    await engine.close()
    told = []
    for kind, tenth in product(("fast", "idx"), range(10)):
        (file,) = (tmp_path / "search").glob(f"*/index/*.{kind}")
        whole = file.read_bytes()
        start, end = (len(whole) * each // 10 for each in (tenth, tenth + 1))
        file.write_bytes(whole[:start] + b"\xff" * (end - start) + whole[end:])
        after = EmbeddedEngine(tmp_path / "search")
        try:
            await ask(after, ("q", "公交"))
        except SearchUnavailable as error:
            told.append(error.reason)
        await after.close()
        file.write_bytes(whole)
    assert any("damaged" in reason for reason in told), told


async def test_a_deleted_directory_is_written_by_one_process_again(engine: SearchEngine, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "search")
    async with writing(tmp_path / "search") as process:
        await acknowledged(process)
        with pytest.raises(SearchUnavailable, match="another process"):
            await engine.new_index()
    await begin(engine)
    await engine.put([document(1, "公交")])
    assert await found(engine, "公交") == [1]


async def test_another_dictionary_or_schema_outdates_the_index(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.put([document(1, "公交")])
    assert not await engine.unfit()
    monkeypatch.setattr(module, "SCHEMA_VERSION", "another")
    assert await engine.unfit()


async def test_a_full_disk_is_unavailable_and_then_heals(engine: SearchEngine, tmp_path: Path) -> None:
    await engine.put([document(1, "公交")])
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        with pytest.raises(SearchUnavailable):
            await engine.put([document(2, "公交")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert await found(engine, "公交") == [1]
    await engine.put([document(2, "公交")])
    assert sorted(await found(engine, "公交")) == [1, 2]
