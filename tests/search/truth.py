"""What an index should hold, as rebuilding and comparing read it."""

from collections.abc import AsyncIterator, Sequence

from search.document import SearchDocument
from search.engine import SearchIndex


async def every(documents: Sequence[SearchDocument]) -> AsyncIterator[SearchDocument]:
    """These documents one by one."""
    for one in documents:
        yield one


async def expected(documents: Sequence[SearchDocument]) -> AsyncIterator[tuple[str, int]]:
    """Identity and version of these documents, in order."""
    for one in sorted(documents, key=lambda one: one.id):
        yield one.id, one.version


async def versions(engine: SearchIndex, index: str | None = None) -> dict[str, tuple[int, bool]]:
    """What an index knows."""
    return {held.id: (held.version, held.removed) async for held in engine.versions(index=index)}
