"""Rebuilding without a gap, and going back.

A rebuild fills a new index while the old one serves, repeats what changed meanwhile, verifies count and contents and
only then swaps. Whatever goes wrong before the swap leaves the old index in place and takes the new one away.
"""

import asyncio
import errno
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from hashlib import blake2b
from heapq import nsmallest

from search.document import SearchDocument
from search.engine import SearchIndex, SearchUnavailable
from search.indexing.record import Record, shown_of
from search.upkeep.analysts import Analysts

BATCH = 500
"""Documents that are analysed together."""
DOCUMENTS_A_PUT, CHARACTERS_A_PUT = 5_000, 30_000_000
"""One put takes so many documents, or so much text if that comes first: each is made durable and merged with others,
which costs more the smaller it is, and two of them are held in memory whole."""
AHEAD = 4
"""Batches that are analysed or wait while others are written; they bound the memory of a rebuild."""
PROCESSES = 2
"""Processes that analyse."""
SAMPLES = 50
"""Documents whose contents are compared before the swap."""
ROUNDS = 5
"""How often what changed is repeated until the counts agree: on a busy site something may change in between."""

Replay = Callable[[str], Awaitable[int]]
"""Brings the changes made since the rebuild began into the named index; answers how many documents it should now
hold, counted in the same reading as the changes."""
Progress = Callable[[int], Awaitable[None]]
"""Is told after each batch how many documents the new index has been given."""
Sample = Callable[[Sequence[str]], Awaitable[Sequence[SearchDocument]]]
"""Documents as they should be found now, by identity; without those that should not be found any more."""


class RebuildRefused(Exception):
    """The new index does not hold what it should; the old one goes on serving.

    Attributes:
        expected: How many documents there should be; in a sample, how many were looked at.
        found: How many the new index holds as they should be.
    """

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"the new index holds {found} documents instead of {expected}")
        self.expected = expected
        self.found = found


class RebuildFailed(Exception):
    """The new index could not be filled and was discarded; the old one goes on serving.

    Attributes:
        disk_full: Whether there was no space left.
        reason: What the engine said, for operators.
    """

    def __init__(self, reason: str, *, disk_full: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.disk_full = disk_full


class NothingToGoBackTo(Exception):
    """There is no index before, or it was built with another schema or dictionary than this program's."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The index that serves now and how many documents it holds."""

    name: str
    documents: int


async def rebuild(
    engine: SearchIndex,
    documents: AsyncIterator[SearchDocument],
    replay: Replay,
    progress: Progress | None = None,
    *,
    sample: Sample | None = None,
    processes: int = PROCESSES,
) -> Rebuilt:
    """Build a new index from all documents and serve from it.

    Args:
        engine: The engine.
        documents: Every document there should be, as of any moment after the call began.
        replay: Called twice, before the new index is verified and after the swap: what was written to the old index
            while the new one was filled is written to the new one. Versions make repeating harmless.
        progress: Where given, told how far it is.
        sample: Where given, asked for `SAMPLES` documents, which are compared with what the new index holds of them.
        processes: How many analyse beside this one.

    Raises:
        RebuildRefused: Count or contents differ.
        RebuildFailed: The engine failed, perhaps for a full disk.
    """
    name = await _begin(engine)
    try:
        drawn = await _fill(engine, name, documents, progress, processes)
        found = await _verified(engine, name, replay)
        if sample:
            await _compared(engine, name, await sample(drawn))
        await engine.activate(name)
    except SearchUnavailable as error:
        await _give_up(engine, name)
        raise _failed(error) from error
    except BaseException:
        await _give_up(engine, name)
        raise
    await replay(name)
    return Rebuilt(name, found)


async def roll_back(engine: SearchIndex, replay: Replay) -> Rebuilt:
    """Serve from the index before the active one again, brought up to date; a second call goes forward again.

    Raises:
        NothingToGoBackTo: There is none, or it does not fit this program.
        SearchUnavailable: The engine failed.
    """
    name = await engine.previous()
    if not name or await engine.unfit(index=name):
        raise NothingToGoBackTo
    await replay(name)
    await engine.activate(name)
    await replay(name)
    return Rebuilt(name, await engine.count())


async def _begin(engine: SearchIndex) -> str:
    try:
        return await engine.new_index()
    except SearchUnavailable as error:
        raise _failed(error) from error


async def _give_up(engine: SearchIndex, name: str) -> None:
    """Take the new index away, unless it serves already; where even that fails the next rebuild does it."""
    try:
        if await engine.generation() != name:
            await engine.discard(name)
    except SearchUnavailable:
        return


def _failed(error: SearchUnavailable) -> RebuildFailed:
    """What the engine met, with whether it was a full disk: libraries only say so in words."""
    words = ("No space left", "disk_full", "flood stage", f"os error {errno.ENOSPC}", f"os error {errno.EFBIG}")
    return RebuildFailed(error.reason, disk_full=any(word in error.reason for word in words))


async def _fill(
    engine: SearchIndex,
    name: str,
    documents: AsyncIterator[SearchDocument],
    progress: Progress | None,
    processes: int,
) -> list[str]:
    """Read, analyse and write at once, at most `AHEAD` batches apart; answers the sample that was drawn."""
    analysts = Analysts(processes)
    waiting: deque[tuple[list[SearchDocument], asyncio.Task[list[Record]]]] = deque()
    writer = _Putting(engine, name, progress)
    try:
        async with aclosing(_batches(documents)) as batches:
            async for batch in batches:
                waiting.append((batch, asyncio.create_task(analysts.records(batch))))
                if len(waiting) > AHEAD:
                    await writer.take(waiting[0][0], await waiting[0][1])
                    waiting.popleft()
        while waiting:
            await writer.take(waiting[0][0], await waiting[0][1])
            waiting.popleft()
        return await writer.finish()
    finally:
        tasks = [*(task for _, task in waiting), *writer.under_way]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await analysts.close()


class _Putting:
    """Gathers batches for the next put while one is under way, and draws the sample: the lowest digests."""

    def __init__(self, engine: SearchIndex, name: str, progress: Progress | None) -> None:
        self._engine, self._name, self._progress = engine, name, progress
        self._documents: list[SearchDocument] = []
        self._records: list[Record] = []
        self._characters = 0
        self._given = 0
        self._drawn: list[str] = []
        self.under_way: tuple[asyncio.Task[None], ...] = ()

    async def take(self, documents: list[SearchDocument], records: list[Record]) -> None:
        self._documents += documents
        self._records += records
        self._characters += sum(len(text) for record in records for text in record.texts.values())
        if len(self._documents) >= DOCUMENTS_A_PUT or self._characters >= CHARACTERS_A_PUT:
            await self._begin()

    async def finish(self) -> list[str]:
        """Put what is left; answers the sample."""
        if self._documents:
            await self._begin()
        await asyncio.gather(*self.under_way)
        return self._drawn

    async def _begin(self) -> None:
        """Begin the next put when the one before has ended."""
        await asyncio.gather(*self.under_way)
        self.under_way = (asyncio.create_task(self._put(self._documents, self._records)),)
        self._documents, self._records, self._characters = [], [], 0

    async def _put(self, documents: list[SearchDocument], records: list[Record]) -> None:
        await self._engine.put(documents, index=self._name, records=records)
        self._given += len(documents)
        self._drawn = nsmallest(SAMPLES, [*self._drawn, *(each.id for each in documents)], key=_digest)
        if self._progress:
            await self._progress(self._given)


def _digest(identity: str) -> bytes:
    return blake2b(identity.encode(), digest_size=8).digest()


async def _verified(engine: SearchIndex, name: str, replay: Replay) -> int:
    """Repeat what changed and count; what changes between the two is caught by repeating."""
    for _ in range(ROUNDS):
        expected = await replay(name)
        found = await engine.count(index=name)
        if found == expected:
            return found
    raise RebuildRefused(expected, found)


async def _compared(engine: SearchIndex, name: str, sample: Sequence[SearchDocument]) -> None:
    """Compare what the index shows of some documents; versions that moved meanwhile are for the check to heal."""
    held = await engine.shown([document.id for document in sample], index=name)
    right = sum(_agrees(held.get(document.id), document) for document in sample)
    if right != len(sample):
        raise RebuildRefused(len(sample), right)


def _agrees(shown: object, document: SearchDocument) -> bool:
    if not isinstance(shown, dict):
        return False
    wanted = {key: list(value) if isinstance(value, tuple) else value for key, value in shown_of(document).items()}
    return bool(shown["version"] != document.version or {key: shown.get(key) for key in wanted} == wanted)


async def _batches(documents: AsyncIterator[SearchDocument]) -> AsyncGenerator[list[SearchDocument], None]:
    batch: list[SearchDocument] = []
    async for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
