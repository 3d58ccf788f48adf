"""Comparing an index with what it should hold, in one ordered pass over both, and healing what differs."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from search.engine import SearchIndex
from search.results import IndexedVersion

BATCH = 500
"""Identities that are healed together, and tombstones that are handed on together."""
MAX_DIFFERENCES = 10_000
"""Differences a check reports before it stops looking: so many are a case for a rebuild."""

Tombstones = Callable[[Sequence[IndexedVersion]], Awaitable[None]]
"""Is given the tombstones that a pass meets, in batches."""


@dataclass(slots=True)
class Differences:
    """What the index holds otherwise than it should.

    Attributes:
        missing: Identities it should show and does not know, or hides.
        stale: Identities it shows in an older version.
        surplus: What it shows and should not, with the version it holds.
        ahead: How many it holds in a newer version than the truth knows: the truth went back, only a rebuild helps.
        complete: Whether everything was compared; False after `MAX_DIFFERENCES`.
    """

    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    surplus: list[IndexedVersion] = field(default_factory=list)
    ahead: int = 0
    complete: bool = True

    @property
    def count(self) -> int:
        """How many identities differ."""
        return len(self.missing) + len(self.stale) + len(self.surplus) + self.ahead


async def check(
    engine: SearchIndex,
    expected: AsyncIterator[tuple[str, int]],
    tombstones: Tombstones | None = None,
    *,
    index: str | None = None,
) -> Differences:
    """Compare an index with the identities and versions it should show.

    Both sides are read in the order of identities and never held whole. What changes meanwhile may be told as a
    difference; healing it is harmless.

    Args:
        engine: The engine.
        expected: Identity and version of everything that should be found, in the order of identities.
        tombstones: Where given, told what the index remembers as removed and nobody expects.
        index: Which one; None is the active one.
    """
    found, buried = Differences(), _Buried(tombstones)
    held = engine.versions(index=index)
    have = await anext(held, None)
    async for identity, version in expected:
        while have is not None and have.id < identity:
            await _unexpected(found, buried, have)
            have = await anext(held, None)
        if have is None or have.id != identity:
            found.missing.append(identity)
        else:
            _compare(found, have, version)
            have = await anext(held, None)
        if found.count >= MAX_DIFFERENCES:
            found.complete = False
            break
    while have is not None and found.count < MAX_DIFFERENCES:
        await _unexpected(found, buried, have)
        have = await anext(held, None)
    found.complete = found.complete and have is None
    await buried.flush()
    return found


class _Buried:
    """Gathers tombstones for those who want to know."""

    def __init__(self, tell: Tombstones | None) -> None:
        self._tell = tell
        self._waiting: list[IndexedVersion] = []

    async def add(self, tombstone: IndexedVersion) -> None:
        if self._tell is None:
            return
        self._waiting.append(tombstone)
        if len(self._waiting) == BATCH:
            await self.flush()

    async def flush(self) -> None:
        if self._tell is not None and self._waiting:
            await self._tell(self._waiting)
            self._waiting = []


def _compare(found: Differences, have: IndexedVersion, version: int) -> None:
    if have.version > version:
        found.ahead += 1
    elif have.removed:
        found.missing.append(have.id)
    elif have.version < version:
        found.stale.append(have.id)


async def _unexpected(found: Differences, buried: _Buried, have: IndexedVersion) -> None:
    if have.removed:
        await buried.add(have)
    else:
        found.surplus.append(have)


Reload = Callable[[Sequence[str]], Awaitable[Sequence[str]]]
"""Puts or removes these as they are now; answers those that the truth does not know at all."""


async def repair(engine: SearchIndex, found: Differences, reload: Reload, *, index: str | None = None) -> int:
    """Have every differing identity loaded anew from the truth and put or removed; answers how many.

    What the truth does not know at all is removed in the version that the index holds.
    """
    held = {one.id: one.version for one in found.surplus}
    identities = [*found.missing, *found.stale, *held]
    for start in range(0, len(identities), BATCH):
        for unknown in await reload(identities[start : start + BATCH]):
            if unknown in held:
                await engine.remove(unknown, held[unknown], index=index)
    return len(identities)
