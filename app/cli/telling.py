"""How a command answers, and how it tells what went wrong: one sentence, exit code not 0."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from app.cli.speaking import refused, say
from app.stack.refusals import SettingsRefused, StackRefusal
from catalog.errors import CatalogError, Missing
from catalog.messages import Message, message
from search.engine import SearchUnavailable
from search.upkeep.rebuild import RebuildFailed, RebuildRefused

UNBUILT = {
    "disk-full": message("cli.unbuilt.disk-full"),
    "refused": message("cli.unbuilt.refused"),
    "failed": message("cli.unbuilt.failed"),
}
"""Why an index was not built, by the result that is kept of it."""
_REFUSED = {
    errno.ENOENT: message("cli.file.absent"),
    errno.EISDIR: message("cli.file.folder"),
    errno.ENOTDIR: message("cli.file.no-folder"),
    errno.EACCES: message("cli.file.no-right"),
    errno.ENOSPC: message("cli.file.disk-full"),
}
"""What the system says most often of a file, by its number."""


class CommandFailed(Exception):
    """A command cannot do what was asked; ``said`` tells why."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said


_TOLD = (CatalogError, CommandFailed, SearchUnavailable, RebuildFailed, RebuildRefused, OperationalError, OSError)


@contextmanager
def told() -> Iterator[None]:
    """Print what goes wrong as a sentence and leave with exit code 1.

    Raises:
        typer.Exit: instead of an error that has a sentence; any other one is a defect and passes.
    """
    try:
        yield
    except StackRefusal as refusal:
        raise refused(refusal) from None
    except _TOLD as problem:
        typer.echo(say(sentence(problem)), err=True)
        raise typer.Exit(1) from None
    except ValidationError as problem:
        raise refused(SettingsRefused.of(problem)) from None


def sentence(problem: Exception) -> Message:
    """What a person reads of ``problem``."""
    match problem:
        case CatalogError():
            said = _of_catalog(problem)
        case CommandFailed():
            said = problem.said
        case SearchUnavailable():
            said = message("cli.search-down", reason=problem.reason)
        case RebuildRefused():
            said = message("cli.rebuild-refused", expected=problem.expected, found=problem.found)
        case RebuildFailed():
            said = UNBUILT["disk-full" if problem.disk_full else "failed"]
        case OperationalError():
            said = message("cli.database-down")
        case OSError():
            said = _of_file(problem)
        case _:
            said = message("text", text=str(problem))
    return said


def _of_catalog(problem: CatalogError) -> Message:
    match problem:
        case Missing(what="account", key=key) if key:
            return message("cli.absent.account", key=key)
        case Missing(what="organization", key=key) if key:
            return message("cli.absent.organization", key=key)
        case _:
            return problem.detail


def _of_file(problem: OSError) -> Message:
    file = str(problem.filename or "") or message("cli.file.unnamed")
    said = _REFUSED.get(problem.errno or 0) or problem.strerror or str(problem)
    return message("cli.file", file=file, problem=said)


def show(answer: object, line: Message, *, as_json: bool) -> None:
    """Print ``answer`` as JSON for a machine, or ``line`` for a person."""
    typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() if as_json else say(line))
