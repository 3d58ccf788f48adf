"""Engines that hold a catalogue each: filled when the first test asks for it, then read by all."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from search.document import SearchDocument
from search.engine import SearchEngine
from search.engines.elasticsearch.client import ClusterAccess
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from tests.elasticsearch.node import drop_indexes
from tests.search.samples import begin

WRITING = ("put", "remove", "sweep", "new_index", "activate", "discard")


class SharedByAllError(RuntimeError):
    """A test tried to change what others read; it must fill an engine of its own."""


@dataclass
class Shelves:
    """The filled engines of a worker, by what they hold and by the address of the node, empty for the embedded one."""

    folder: Path
    prefix: str = field(default_factory=lambda: f"shelves-{uuid4().hex}")
    filled: dict[tuple[str, tuple[SearchDocument, ...]], SearchEngine] = field(default_factory=dict)

    async def holding(self, documents: Sequence[SearchDocument], url: str = "") -> SearchEngine:
        """An engine that holds just these documents and cannot be written to."""
        wanted = url, tuple(documents)
        if wanted not in self.filled:
            number = len(self.filled)
            embedded = EmbeddedEngine(self.folder / str(number))
            engine = ElasticsearchEngine(ClusterAccess((url,)), f"{self.prefix}-{number}") if url else embedded
            await begin(engine)
            await engine.put(documents)
            for name in WRITING:
                setattr(engine, name, _refuse)
            self.filled[wanted] = engine
        return self.filled[wanted]

    async def close(self) -> None:
        """Close the engines, and leave nothing on the node."""
        for (url, _), engine in self.filled.items():
            await engine.close()
            if url:
                drop_indexes(url, self.prefix)


async def _refuse(*_: object, **__: object) -> None:
    raise SharedByAllError


@asynccontextmanager
async def shelves_in(folder: Path) -> AsyncIterator[Shelves]:
    """Shelves that are cleared in the end."""
    made = Shelves(folder)
    yield made
    await made.close()
