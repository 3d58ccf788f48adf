"""The embedded engine: the port of `search.engine` on one directory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

from search.asking.query import InvalidQuery, SearchQuery, clean_text
from search.document import SearchDocument
from search.engine import MAX_SUGGESTIONS, SearchUnavailable
from search.engines.embedded import answers
from search.engines.embedded.directory import IndexDirectory
from search.engines.embedded.reader import Reader
from search.engines.embedded.records import identity_head
from search.engines.embedded.schema import SCHEMA_VERSION
from search.engines.embedded.writer import Writer
from search.hit import Hit
from search.indexing.record import Record
from search.ranking.clauses import Clause
from search.results import IndexedVersion, SearchResults, Suggestion

PANIC = "PanicException"
"""What the library raises where the bytes of a file are not what it wrote. It cannot be imported, and it is no
`Exception`: left alone it would end the process."""
READERS = 4
"""Threads that answer questions; tantivy works outside the interpreter's lock."""

T = TypeVar("T")


class EmbeddedEngine:
    """A `SearchEngine` on a directory of this machine.

    Any number of processes may read a directory and one may write it: the first that writes, until it ends or closes.
    Blocking calls run in threads of the engine's own, one call a question.
    """

    def __init__(self, directory: Path) -> None:
        """Open a directory; it is made with the first index.

        Args:
            directory: Where the indexes lie, on a local disk.
        """
        self._directory = IndexDirectory(directory)
        self._reader = Reader(self._directory)
        self._writer = Writer(self._directory)
        self._closed = False
        self._readers = ThreadPoolExecutor(READERS, "search-read")
        self._writers = ThreadPoolExecutor(1, "search-write")

    async def put(
        self,
        documents: Sequence[SearchDocument],
        *,
        index: str | None = None,
        records: Sequence[Record] | None = None,
    ) -> None:
        """Add or replace documents; see `SearchEngine.put`.

        Raises:
            ValueError: An identity is no UUID.
            SearchUnavailable: The disk fails, or another process is the writer.
        """
        for document in documents:
            identity_head(document.id)
        await self._write(lambda: self._writer.put(documents, index, records))

    async def remove(self, identity: str, version: int, *, index: str | None = None) -> None:
        """Hide one dataset; see `SearchEngine.remove`."""
        identity_head(identity)
        await self._write(lambda: self._writer.remove(identity, version, index))

    async def sweep(self, tombstones: Sequence[IndexedVersion]) -> int:
        """Forget tombstones; see `SearchEngine.sweep`."""
        return await self._write(lambda: self._writer.sweep(tombstones))

    async def search(self, query: SearchQuery) -> SearchResults:
        """Answer one page; see `SearchEngine.search`."""
        return await self._read(lambda: self._search(query))

    async def suggest(self, prefix: str, *, scopes: tuple[str, ...], size: int = 8) -> tuple[Suggestion, ...]:
        """Titles for what is being typed; see `SearchEngine.suggest`."""
        if not 1 <= size <= MAX_SUGGESTIONS:
            raise InvalidQuery("size", "suggestions.size", most=MAX_SUGGESTIONS)
        text = clean_text(prefix)
        return await self._read(lambda: self._suggest(text, scopes, size))

    async def find(self, wanted: Clause, *, scopes: tuple[str, ...], size: int) -> tuple[Hit, ...]:
        """The best hits of a clause; see `SearchEngine.find`."""
        return await self._read(lambda: self._find(wanted, scopes, size))

    async def scores(self, clauses: Sequence[Clause], identities: Sequence[str]) -> tuple[Mapping[str, float], ...]:
        """What each clause scores; see `SearchEngine.scores`."""
        return await self._read(lambda: self._scores(clauses, identities))

    async def new_index(self) -> str:
        """Make an empty index; see `SearchEngine.new_index`."""
        return await self._write(self._writer.new_index)

    async def activate(self, name: str) -> None:
        """Serve from an index; see `SearchEngine.activate`."""
        await self._write(lambda: self._writer.activate(name))

    async def discard(self, name: str) -> None:
        """Drop an index; see `SearchEngine.discard`."""
        await self._write(lambda: self._writer.discard(name))

    async def count(self, *, index: str | None = None) -> int:
        """How many datasets; see `SearchEngine.count`."""
        return await self._read_named(index, lambda: self._count(index))

    async def shown(self, identities: Sequence[str], *, index: str | None = None) -> Mapping[str, Mapping[str, Any]]:
        """What is stored of datasets; see `SearchEngine.shown`."""
        return await self._read_named(index, lambda: self._shown(identities, index))

    async def versions(self, *, index: str | None = None) -> AsyncIterator[IndexedVersion]:
        """Every identity with its version, in order; see `SearchEngine.versions`."""
        snapshot = await self._read_named(index, lambda: self._reader.choose(index))
        last = ""
        while True:
            batch = await self._read(partial(answers.versions_after, snapshot, last))
            if not batch:
                return
            for version in batch:
                yield version
            last = batch[-1].id

    async def generation(self) -> str:
        """Name of the active index; see `SearchEngine.generation`."""
        return await self._read(lambda: self._directory.pointer().current)

    async def previous(self) -> str:
        """Name of the index before; see `SearchEngine.previous`."""
        return await self._read(lambda: self._directory.pointer().previous)

    async def unfit(self, *, index: str | None = None) -> bool:
        """Whether to rebuild; see `SearchEngine.unfit`."""
        return await self._read_named(index, lambda: self._unfit(index))

    async def close(self) -> None:
        """Let go of everything; see `SearchEngine.close`."""
        if not self._closed:
            await self._write(self._writer.close)
            self._closed = True
            self._writers.shutdown()
            self._readers.shutdown()

    def _search(self, query: SearchQuery) -> SearchResults:
        start = perf_counter()
        results = answers.answer(self._reader.active(), query)
        return replace(results, took=round((perf_counter() - start) * 1000, 3))

    def _suggest(self, text: str, scopes: tuple[str, ...], size: int) -> tuple[Suggestion, ...]:
        return answers.suggestions(self._reader.active(), text, scopes, size)

    def _find(self, wanted: Clause, scopes: tuple[str, ...], size: int) -> tuple[Hit, ...]:
        return answers.find(self._reader.active(), wanted, scopes, size)

    def _scores(self, clauses: Sequence[Clause], identities: Sequence[str]) -> tuple[Mapping[str, float], ...]:
        snapshot = self._reader.active()
        return tuple(answers.scores(snapshot, clause, identities) for clause in clauses)

    def _count(self, index: str | None) -> int:
        return answers.count(self._reader.choose(index))

    def _shown(self, identities: Sequence[str], index: str | None) -> dict[str, dict[str, Any]]:
        return answers.shown(self._reader.choose(index), identities)

    def _unfit(self, index: str | None) -> bool:
        """Opens the index anew: what a snapshot has in memory says nothing of the files."""
        try:
            name = self._directory.chosen(index)
            answers.count(self._reader.choose(name))
        except (SearchUnavailable, ValueError):
            return True
        return self._directory.schema_version(name) != SCHEMA_VERSION

    async def _read_named(self, index: str | None, call: Callable[[], T]) -> T:
        """Read of an index that may not be the active one: what this engine's writer still holds of it comes first."""
        if index is not None:
            await self._write(lambda: self._writer.settle(index))
        return await self._read(call)

    async def _read(self, call: Callable[[], T]) -> T:
        return await self._run(self._readers, call)

    async def _write(self, call: Callable[[], T]) -> T:
        return await self._run(self._writers, call)

    async def _run(self, executor: ThreadPoolExecutor, call: Callable[[], T]) -> T:
        if self._closed:
            raise SearchUnavailable("the engine was closed")
        try:
            return await asyncio.get_running_loop().run_in_executor(executor, call)
        except InvalidQuery:
            raise
        except (OSError, ValueError) as error:  # the library reports damaged files and other schemas as ValueError
            raise SearchUnavailable(f"the index cannot be used: {error}") from error
        except BaseException as error:
            if type(error).__name__ != PANIC:
                raise
            raise SearchUnavailable(f"the index is damaged: {error}") from error
