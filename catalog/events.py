"""What happened, told to the world after the commit.

A service emits an event; ``app.database.unit_of_work`` turns the events of a session into jobs in the same
transaction, so that nothing is announced that was not saved and nothing saved is left unannounced.
Events carry identities, never documents: the handler reloads what is true when it runs.
"""

from dataclasses import dataclass
from uuid import UUID

from catalog.base import ReadSession, WriteSession


@dataclass(frozen=True)
class DatasetChanged:
    """What search shows of a dataset may have changed."""

    dataset_id: UUID


@dataclass(frozen=True)
class FileStored:
    """A file version is in the store and waits to be looked into."""

    file_version_id: UUID


@dataclass(frozen=True)
class GrantIssued:
    """An application ended in a grant."""

    grant_id: UUID


@dataclass(frozen=True)
class GrantRevoked:
    """A grant was taken back."""

    grant_id: UUID


Event = DatasetChanged | FileStored | GrantIssued | GrantRevoked

_KEY = "minshu.events"


def emit(session: WriteSession, event: Event) -> None:
    """Announce ``event`` when, and only when, the transaction of ``session`` commits."""
    session.info.setdefault(_KEY, []).append(event)


def collected(session: ReadSession) -> list[Event]:
    """Take the events that were emitted on ``session`` and not yet turned into jobs."""
    return list(session.info.pop(_KEY, []))
