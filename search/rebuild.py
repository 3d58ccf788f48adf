"""Rebuilding without a gap, and comparing the index with what it should hold.

A rebuild fills a new index while the old one serves, repeats what changed meanwhile, verifies the count and only
then swaps. Whatever goes wrong before the swap leaves the old index in place and takes the new one away.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from search.document import SearchDocument
from search.engine import SearchEngine
from search.results import IndexedVersion

BATCH = 500
"""Documents of one put while rebuilding."""
MAX_DIFFERENCES = 10_000
"""Differences a check reports before it stops looking: so many are a case for a rebuild."""

Replay = Callable[[str], Awaitable[int]]
"""Brings the changes made since the rebuild began into the named index; answers how many documents it should now
hold, counted in the same reading as the changes."""
Progress = Callable[[int], Awaitable[None]]
"""Is told after each batch how many documents the new index has been given."""


class RebuildRefused(Exception):
    """The new index does not hold what it should; the old one goes on serving.

    Attributes:
        expected: How many documents there should be.
        found: How many the new index holds.
    """

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"the new index holds {found} documents instead of {expected}")
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The index that serves now and how many documents it holds."""

    name: str
    documents: int


async def rebuild(
    engine: SearchEngine,
    documents: AsyncIterator[SearchDocument],
    replay: Replay,
    progress: Progress | None = None,
) -> Rebuilt:
    """Build a new index from all documents and serve from it.

    Args:
        engine: The engine.
        documents: Every document there should be, as of any moment after the call began.
        replay: Called twice, before the count is verified and after the swap: what was written to the old index while
            the new one was filled is written to the new one. Versions make repeating harmless.
        progress: Where given, told how far it is.

    Raises:
        RebuildRefused: The counts differ.
        SearchUnavailable: The engine failed; the old index goes on serving.
    """
    name = await engine.new_index()
    try:
        await _fill(engine, name, documents, progress)
        found = await _verified(engine, name, expected=await replay(name))
        await engine.activate(name)
    except BaseException:
        if await engine.generation() != name:
            await engine.discard(name)
        raise
    await replay(name)
    return Rebuilt(name, found)


async def _fill(
    engine: SearchEngine, name: str, documents: AsyncIterator[SearchDocument], progress: Progress | None
) -> None:
    given = 0
    async for batch in _batches(documents):
        await engine.put(batch, index=name)
        given += len(batch)
        if progress:
            await progress(given)


async def _verified(engine: SearchEngine, name: str, *, expected: int) -> int:
    found = await engine.count(index=name)
    if found != expected:
        raise RebuildRefused(expected, found)
    return found


async def _batches(documents: AsyncIterator[SearchDocument]) -> AsyncIterator[list[SearchDocument]]:
    batch: list[SearchDocument] = []
    async for document in documents:
        batch.append(document)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(slots=True)
class Differences:
    """What the index holds otherwise than it should.

    Attributes:
        missing: Identities it should show and does not, or shows in an older version.
        surplus: Identities it shows and should not.
        tombstones: Removals it remembers.
        complete: Whether everything was compared; False after `MAX_DIFFERENCES`.
    """

    missing: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    tombstones: list[IndexedVersion] = field(default_factory=list)
    complete: bool = True

    @property
    def count(self) -> int:
        """How many identities differ; tombstones are no difference."""
        return len(self.missing) + len(self.surplus)


async def check(engine: SearchEngine, expected: AsyncIterator[tuple[str, int]]) -> Differences:
    """Compare the active index with the identities and versions it should show.

    Both sides are read in the order of identities and never held whole.

    Args:
        engine: The engine.
        expected: Identity and version of everything that should be found, in the order of identities.
    """
    differences = Differences()
    held = engine.versions()
    have = await anext(held, None)
    async for identity, version in expected:
        while have is not None and have.id < identity:
            _surplus(differences, have)
            have = await anext(held, None)
        if have is None or have.id != identity:
            differences.missing.append(identity)
        else:
            if have.removed or have.version < version:
                differences.missing.append(identity)
            have = await anext(held, None)
        if differences.count >= MAX_DIFFERENCES:
            differences.complete = False
            return differences
    while have is not None and differences.count < MAX_DIFFERENCES:
        _surplus(differences, have)
        have = await anext(held, None)
    differences.complete = have is None
    return differences


def _surplus(differences: Differences, have: IndexedVersion) -> None:
    if have.removed:
        differences.tombstones.append(have)
    else:
        differences.surplus.append(have.id)


async def repair(differences: Differences, reload: Callable[[Sequence[str]], Awaitable[None]]) -> int:
    """Have every differing identity loaded anew from the truth and put or removed; answers how many."""
    identities = [*differences.missing, *differences.surplus]
    for start in range(0, len(identities), BATCH):
        await reload(identities[start : start + BATCH])
    return len(identities)
