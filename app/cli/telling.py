"""How a command answers, and how it tells what went wrong: one sentence, exit code not 0."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from app.stack.refusals import SettingsRefused, StackRefusal
from app.words.language import CHINESE
from catalog.errors import CatalogError, Missing
from search.engine import SearchUnavailable
from search.upkeep.rebuild import RebuildFailed, RebuildRefused

UNBUILT = {
    "disk-full": "磁盘空间不足，新索引未建成，已清除；原索引没有改动。请腾出空间后重试。",
    "refused": "新索引的内容与目录不符，已放弃；原索引没有改动。请查看 worker 的日志。",
    "failed": "搜索引擎出错，新索引未建成，已清除；原索引没有改动。请查看日志。",
}
"""Why an index was not built, by the result that is kept of it."""
_REFUSED = {
    errno.ENOENT: "没有这个文件或文件夹，请检查路径。",
    errno.EISDIR: "是文件夹，应为文件。",
    errno.ENOTDIR: "路径中间的一段是文件，不是文件夹。",
    errno.EACCES: "没有权限，请检查属主和权限。",
    errno.ENOSPC: "磁盘已满，请先清理空间。",
}
"""What the system says most often of a file, by its number."""
_OBJECTS = {"account": "账号", "organization": "机构"}


class CommandFailed(Exception):
    """A command cannot do what was asked; ``str`` is the Chinese sentence."""


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
        typer.echo(str(refusal), err=True)
        raise typer.Exit(refusal.exit_code) from None
    except _TOLD as problem:
        typer.echo(sentence(problem), err=True)
        raise typer.Exit(1) from None
    except ValidationError as problem:
        refused = SettingsRefused.of(problem)
        typer.echo(str(refused), err=True)
        raise typer.Exit(refused.exit_code) from None


def sentence(problem: Exception) -> str:
    """What a person reads of ``problem``."""
    match problem:
        case Missing(what=what, key=key) if key:
            text = f"没有{_OBJECTS.get(what, what)}“{key}”。"
        case CatalogError():
            text = CHINESE.say(problem.detail)
        case SearchUnavailable():
            advice = "请检查它是否在运行、磁盘是否可写；都正常时运行 minshu search rebuild。"
            text = f"搜索引擎不可用，{advice}原因：{problem.reason}"
        case RebuildRefused():
            text = f"新索引应有 {problem.expected} 条，实有 {problem.found} 条，已放弃；原索引没有改动。"
        case RebuildFailed():
            text = UNBUILT["disk-full" if problem.disk_full else "failed"]
        case OperationalError():
            text = "数据库连不上，请检查 MINSHU_DATABASE_URL 和数据库是否在运行。"
        case OSError():
            text = f"{problem.filename or '文件'}：{_REFUSED.get(problem.errno or 0, problem.strerror)}"
        case _:
            text = str(problem)
    return text


def show(answer: object, line: str, *, as_json: bool) -> None:
    """Print ``answer`` as JSON for a machine, or ``line`` for a person."""
    typer.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode() if as_json else line)
