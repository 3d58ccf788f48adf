"""``serve``, ``demo`` and ``settings``: running the stack."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from app.cli.speaking import refused, say
from app.demo.place import accounts_file
from app.logging import configure
from app.settings import PREFIX, Settings, is_loopback, meaning_of
from app.stack.refusals import DemoNotOnLoopback, StackRefusal
from app.stack.serve import Plan, run
from catalog.messages import message

app = typer.Typer()
_DEFAULTS = {name: field.default for name, field in Settings.model_fields.items()}

DataDir = Annotated[Path, typer.Option("--data-dir", envvar=f"{PREFIX}DATA_DIR", help=say(message("cli.data-dir")))]
Host = Annotated[str | None, typer.Option(help=say(message("cli.host", default=_DEFAULTS["host"])))]
Port = Annotated[int | None, typer.Option(min=1, max=65535, help=say(message("cli.port", default=_DEFAULTS["port"])))]
AsJson = Annotated[bool, typer.Option("--json", help=say(message("cli.json")))]
DEFAULT_DATA_DIR = Path(".minshu")


@app.command(help=say(message("cli.serve")))
def serve(
    host: Host = None,
    port: Port = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    *,
    embedded: Annotated[bool, typer.Option("--embedded/--no-embedded", help=say(message("cli.serve.embedded")))] = True,
) -> None:
    """Start every part, serve, and stop them all on Ctrl-C."""
    _run(Plan(data_dir, host, port, embedded=embedded), _announce)


@app.command(help=say(message("cli.demo")))
def demo(host: Host = None, port: Port = None, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Serve with the demo catalogue, on a loopback address only."""
    if host is not None and not is_loopback(host):
        raise refused(DemoNotOnLoopback(host))
    _run(Plan(data_dir, host, port, demo=True), _announce_demo)


@app.command(help=say(message("cli.settings")))
def settings(*, as_json: AsJson = False) -> None:
    """List every setting: its variable, default and meaning."""
    rows = [
        {"variable": PREFIX + name.upper(), "default": _default(field.default), "meaning": say(meaning_of(name))}
        for name, field in Settings.model_fields.items()
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(f"{row['variable']}={row['default']}\n    {row['meaning']}")


def _default(value: object) -> str:
    """A default as it would stand in the environment; secrets and what has none are empty."""
    if value is PydanticUndefined or value is None or isinstance(value, SecretStr):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _run(plan: Plan, on_ready: Callable[[Settings], None]) -> None:
    configure()
    try:
        run(plan, on_ready)
    except StackRefusal as refusal:
        raise refused(refusal) from None


def _announce(settings: Settings) -> None:
    typer.echo(say(message("cli.serve.at", folder=str(settings.data_dir))))
    typer.echo(f"ready {settings.url}")


def _announce_demo(settings: Settings) -> None:
    typer.echo(say(message("cli.demo.at", url=settings.url)))
    typer.echo(say(message("cli.demo.accounts", file=str(accounts_file(settings.data_dir)))))
    _announce(settings)
