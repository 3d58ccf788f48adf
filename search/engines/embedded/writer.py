"""Writing: one process, one thread. It compares versions, so that what is older never replaces what is newer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import IO

import tantivy

from search.document import SearchDocument
from search.engine import SearchUnavailable
from search.engines.embedded import schema
from search.engines.embedded.directory import IndexDirectory, Pointer
from search.engines.embedded.records import document_of, tombstone_of
from search.indexing.record import Record, record_of
from search.results import IndexedVersion

HEAP_BYTES = 400_000_000
"""Memory a writer may fill before it writes a segment, taken as it fills: the fewer segments a rebuild writes, the less
it merges."""
THREADS = 1
"""Segments of one thread: preparing the text takes longer than indexing it."""
MOST_PENDING = 200_000
"""Documents of an index that nobody reads yet that may wait to be committed: each commit makes a segment, and the more
there are the more often all of them are merged."""
AFTER_ALL = "~"
"""Comes after every identity."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """The record that takes the place of what an identity had; a removal has one too."""

    id: str
    version: int
    removed: bool
    record: tantivy.Document


class OpenWriter:
    """One index opened for writing."""

    def __init__(self, directory: IndexDirectory, name: str) -> None:
        files = str(directory.files(name))
        self._index = tantivy.Index.open(files)
        self._index.config_reader("manual", 0)
        self._writer = self._index.writer(HEAP_BYTES, THREADS)
        self._pending: dict[str, tuple[int, bool]] = {}
        self._greatest = AFTER_ALL if self._index.searcher().num_docs else ""

    def versions(self, identities: Sequence[str]) -> dict[str, tuple[int, bool]]:
        """The version the index holds of each of these identities, and whether it is a tombstone.

        A rebuild gives them in order: of what lies behind every identity that was given nothing is looked for.
        """
        identities = [identity for identity in identities if identity <= self._greatest]
        if not identities:
            return {}
        self._index.reload()
        searcher = self._index.searcher()
        query = tantivy.Query.term_set_query(self._index.schema, schema.ID, identities)
        hits = searcher.search(query, len(identities), count=False, order_by_field=schema.ID).hits
        addresses = [address for _, address in hits]
        versions = searcher.fast_field_values(schema.VERSION, addresses)
        removed = searcher.fast_field_values(schema.REMOVED, addresses)
        rows = zip((value for value, _ in hits), versions, removed, strict=True)
        held = {str(identity): (int(version or 0), bool(gone)) for identity, version, gone in rows}
        return held | {identity: self._pending[identity] for identity in identities if identity in self._pending}

    def apply(self, gone: Iterable[str], changes: Iterable[Replacement], *, wait: bool) -> None:
        """Forget identities and add records; both are committed together, at once or, where they may `wait`, later.

        After an error the writer must be opened anew.
        """
        for identity in gone:
            self._writer.delete_documents_by_term(schema.ID, identity)
        try:
            for change in changes:
                self._writer.add_document(change.record)
                self._pending[change.id] = change.version, change.removed
                self._greatest = max(self._greatest, change.id)
        except ValueError:  # its thread has ended; only committing tells what it met, a full disk perhaps
            self._writer.commit()
            raise
        if wait and len(self._pending) < MOST_PENDING:
            return
        self._writer.commit()
        self._pending.clear()

    def commit(self) -> None:
        """Make durable what waits, and visible to every reader."""
        if self._pending:
            self._writer.commit()
            self._pending.clear()

    def finish(self) -> None:
        """Commit and wait for merges; the writer cannot be used afterwards."""
        self.commit()
        self._writer.wait_merging_threads()


def _change(document: SearchDocument, record: Record) -> Replacement:
    return Replacement(document.id, document.version, removed=False, record=document_of(document, record))


class Writer:
    """The one writer of a directory. The lock is taken at the first write and kept."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
        self._lock: IO[bytes] | None = None
        self._open: dict[str, OpenWriter] = {}
        self._unfinished: set[str] = set()

    def put(
        self, documents: Sequence[SearchDocument], index: str | None, records: Sequence[Record] | None = None
    ) -> None:
        """Add or replace documents that are not older than what is there; their terms may come prepared."""
        if not documents:
            return
        newest: dict[str, tuple[SearchDocument, Record | None]] = {}
        made = repeat(None, len(documents)) if records is None else records
        for document, record in zip(documents, made, strict=True):
            if document.id not in newest or document.version >= newest[document.id][0].version:
                newest[document.id] = document, record
        name = self._name(index)
        held = self._versions(name, list(newest))
        kept = [(d, record) for d, record in newest.values() if d.id not in held or d.version >= held[d.id][0]]
        gone = [d.id for d, _ in kept if d.id in held]  # forgetting what is not there would cost much for nothing
        changes = [_change(d, record or record_of(d)) for d, record in kept]
        self._apply(name, gone, changes)

    def remove(self, identity: str, version: int, index: str | None) -> None:
        """Put a tombstone that is not older than what is there."""
        name = self._name(index)
        held = self._versions(name, [identity])
        if identity not in held or version >= held[identity][0]:
            change = Replacement(identity, version, removed=True, record=tombstone_of(identity, version))
            self._apply(name, [identity] if identity in held else [], [change])

    def sweep(self, tombstones: Sequence[IndexedVersion]) -> int:
        """Forget the tombstones that still stand as given."""
        name = self._name(None)
        held = self._versions(name, [tombstone.id for tombstone in tombstones])
        gone = [tombstone.id for tombstone in tombstones if held.get(tombstone.id) == (tombstone.version, True)]
        self._apply(name, gone, [])
        return len(gone)

    def settle(self, name: str) -> None:
        """Commit what waits in an index that somebody is going to read."""
        if name in self._open:
            self._with(name, OpenWriter.commit)

    def new_index(self) -> str:
        """Make an empty index; what an earlier rebuild left unfinished in another process goes."""
        self._acquire()
        pointer = self._directory.pointer()
        for name in self._directory.names():
            if name not in {pointer.current, pointer.previous} | self._unfinished:
                self._directory.drop(name)
        name = self._directory.create()
        self._open.pop(name, None)  # one of this name that was deleted
        tantivy.Index(schema.build_schema(), path=str(self._directory.files(name)))
        self._unfinished.add(name)
        return name

    def activate(self, name: str) -> None:
        """Serve from an index; the one before is kept, older ones go."""
        self._name(name)
        names, current = self._directory.names(), self._directory.pointer().current
        if name == current:
            return
        before = current if current in names else ""
        self._close(name)
        self._directory.point(Pointer(name, before))
        self._unfinished.discard(name)
        for other in names:
            if other not in {name, before} | self._unfinished:
                self._drop(other)

    def discard(self, name: str) -> None:
        """Drop an index that is neither active nor the one before."""
        self._acquire()
        pointer = self._directory.pointer()
        if name in {pointer.current, pointer.previous}:
            raise SearchUnavailable(f"index {name} is in use")
        if name in self._directory.names():
            self._drop(name)

    def close(self) -> None:
        """Close every index and let go of the lock."""
        for name in list(self._open):
            self._close(name)
        if self._lock:
            self._lock.close()
            self._lock = None

    def _name(self, index: str | None) -> str:
        """The index meant, which must be there."""
        self._acquire()
        return self._directory.chosen(index)

    def _writer(self, name: str) -> OpenWriter:
        if name not in self._open:
            self._open[name] = OpenWriter(self._directory, name)
        return self._open[name]

    def _versions(self, name: str, identities: Sequence[str]) -> dict[str, tuple[int, bool]]:
        return self._writer(name).versions(identities) if identities else {}

    def _apply(self, name: str, gone: Sequence[str], changes: Sequence[Replacement]) -> None:
        if gone or changes:
            self._with(name, lambda writer: writer.apply(gone, changes, wait=name in self._unfinished))

    def _with(self, name: str, act: Callable[[OpenWriter], None]) -> None:
        """Act; a writer that failed is dropped with what it had not committed."""
        try:
            act(self._writer(name))
        except BaseException:
            del self._open[name]
            raise

    def _acquire(self) -> None:
        """Be the writer; what is open of a directory that was deleted meanwhile is nobody's any more."""
        if self._lock and not self._directory.is_locked_by(self._lock):
            self._open.clear()
            self._unfinished.clear()
            self._lock.close()
            self._lock = None
        if self._lock is None:
            self._lock = self._directory.lock()

    def _close(self, name: str) -> None:
        if name in self._open:
            self._open.pop(name).finish()

    def _drop(self, name: str) -> None:
        self._close(name)
        self._unfinished.discard(name)
        self._directory.drop(name)
