"""Reading: always the newest commit of the active index, whichever process made it.

Two file stamps are compared before each answer (some microseconds), so a reader sees a commit or another active
index at its next question, without a watching thread.
"""

from dataclasses import dataclass
from threading import Lock

import tantivy

from search.engine import SearchUnavailable
from search.engines.embedded.directory import FileStamp, IndexDirectory, stamp_of


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit of one index; it does not change."""

    name: str
    schema: tantivy.Schema
    searcher: tantivy.Searcher


class OpenIndex:
    """One index opened for reading."""

    def __init__(self, directory: IndexDirectory, name: str) -> None:
        files = directory.files(name)
        self._meta = files / "meta.json"
        self._name = name
        self._lock = Lock()
        try:
            self._stamp = stamp_of(self._meta)
            self._index = tantivy.Index.open(str(files))
            self._index.config_reader("manual", 0)
            self._index.reload()
        except ValueError as error:
            raise SearchUnavailable(f"index {name} cannot be opened: {error}") from error
        self._snapshot = self._take()

    def snapshot(self) -> Snapshot:
        """The newest commit.

        Raises:
            SearchUnavailable: The index is gone or damaged.
        """
        with self._lock:
            stamp = stamp_of(self._meta)
            if stamp is None:
                raise SearchUnavailable(f"index {self._name} is gone")
            if stamp != self._stamp:
                try:
                    self._index.reload()
                except ValueError as error:
                    raise SearchUnavailable(f"index {self._name} cannot be read: {error}") from error
                self._stamp, self._snapshot = stamp, self._take()
            return self._snapshot

    def _take(self) -> Snapshot:
        return Snapshot(self._name, self._index.schema, self._index.searcher())


class Reader:
    """The active index, and any other by its name."""

    def __init__(self, directory: IndexDirectory) -> None:
        self._directory = directory
        self._lock = Lock()
        self._stamp: FileStamp | None = None
        self._active: OpenIndex | None = None

    def active(self) -> Snapshot:
        """The newest commit of the active index.

        Raises:
            SearchUnavailable: There is none, or it cannot be read.
        """
        with self._lock:
            stamp = stamp_of(self._directory.pointer_path)
            if self._active is None or stamp != self._stamp:
                self._active = OpenIndex(self._directory, self._directory.chosen(None))
                self._stamp = stamp
            active = self._active
        return active.snapshot()

    def choose(self, name: str | None) -> Snapshot:
        """The newest commit of the active index for None, otherwise of the named one, which is opened anew.

        Raises:
            SearchUnavailable: There is none of this name, or it cannot be read.
        """
        return self.active() if name is None else OpenIndex(self._directory, self._directory.chosen(name)).snapshot()
