"""Why the stack does not start: one clear sentence each, in every language, and an exit code that is not 0."""

from collections.abc import Mapping
from functools import reduce
from pathlib import Path
from typing import Any, Self

from pydantic import ValidationError

from app.http.wording import message_of
from app.settings import PREFIX, SettingProblem
from app.words.language import LANGUAGES
from catalog.messages import Message, message

_MIB = 1024**2


class StackRefusal(Exception):
    """The stack cannot run as asked: ``said`` tells why, ``str`` in every language, for its reader may not be known."""

    exit_code = 1

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return "\n".join(language.say(self.said) for language in LANGUAGES)


class PortBusy(StackRefusal):
    """Something else already listens where the web process should."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(message("stack.port-busy", host=host, port=port))


class DemoNotOnLoopback(StackRefusal):
    """The demo accounts were to be served to other machines."""

    def __init__(self, host: str) -> None:
        super().__init__(message("stack.demo-on-loopback", host=host))


class DataDirectoryBusy(StackRefusal):
    """Another stack runs on the same data directory."""

    def __init__(self, path: Path, pid: int | None) -> None:
        place = str(path)
        super().__init__(message("stack.busy-by", path=place, pid=pid) if pid else message("stack.busy", path=place))


class DataDirectoryAbsent(StackRefusal):
    """A command was pointed at a directory that no stack ever ran on."""

    def __init__(self, path: Path) -> None:
        super().__init__(message("stack.absent", path=str(path)))


class DataDirectoryOfAnother(StackRefusal):
    """The data directory belongs to another user, whose stack could not use what this one would write there."""

    def __init__(self, path: Path, owner: str) -> None:
        super().__init__(message("stack.of-another", path=str(path), owner=owner))


class DataDirectoryReadOnly(StackRefusal):
    """The data directory cannot be created or written."""

    def __init__(self, path: Path) -> None:
        super().__init__(message("stack.read-only", path=str(path)))


class DataDirectoryFull(StackRefusal):
    """The file system of the data directory has no room for a database and a store to start."""

    def __init__(self, path: Path, free: int, needed: int) -> None:
        super().__init__(message("stack.full", path=str(path), free=free // _MIB, needed=needed // _MIB))


class DataDirectoryNewer(StackRefusal):
    """The data directory was last written by a later version than this one."""

    def __init__(self, path: Path, theirs: str, ours: str) -> None:
        super().__init__(message("stack.newer", path=str(path), theirs=theirs, ours=ours))


class PostgresMajorDiffers(StackRefusal):
    """The database files belong to another PostgreSQL major than the embedded binaries."""

    def __init__(self, path: Path, theirs: str, ours: str) -> None:
        super().__init__(message("stack.postgres-major", path=str(path), theirs=theirs, ours=ours))


class DatabaseUnreachableByUser(StackRefusal):
    """Started as root without user namespaces, and the unprivileged account cannot enter the data directory."""

    def __init__(self, path: Path, account: str) -> None:
        super().__init__(message("stack.unreachable-by-user", path=str(path), account=account))


class NotExternal(StackRefusal):
    """``--no-embedded`` was asked for while a part has no external address."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(message("stack.not-external", names=", ".join(missing)))


class SettingsRefused(StackRefusal):
    """The environment holds a value that is malformed or unsafe."""

    def __init__(self, problem: Message) -> None:
        super().__init__(message("stack.settings", problem=problem))

    @classmethod
    def of(cls, problem: ValidationError) -> Self:
        """Each refused setting with its reason; never with its value, which may be a secret."""
        return cls(reduce(_and, map(_named, problem.errors())))


def _and(before: Message, following: Message) -> Message:
    return message("stack.settings.several", before=before, next=following)


def _named(error: Mapping[str, Any]) -> Message:
    """What is wrong, after the name of the setting where it is about a single one."""
    raised = error.get("ctx", {}).get("error")
    problem = raised.said if isinstance(raised, SettingProblem) else message_of(error)
    for place in error["loc"][:1]:
        return message("stack.settings.named", name=f"{PREFIX}{str(place).upper()}", problem=problem)
    return problem


class PartHindered(StackRefusal):
    """What an earlier run left in the way of a part did not go away."""

    def __init__(self, name: str, what: Message, seconds: float) -> None:
        super().__init__(message("stack.hindered", name=name, what=what, seconds=round(seconds)))


class PartFailed(StackRefusal):
    """A part ended, or did not become ready, each time it was started."""

    def __init__(self, name: str, log: Path, last_line: Message | str) -> None:
        super().__init__(message("stack.failed", name=name, log=str(log), line=last_line))
