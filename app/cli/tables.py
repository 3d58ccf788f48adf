"""``minshu tables``: what ingest makes of a file, without any stack."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from app.adapters.ingest import inspect as inspect_file
from app.cli.speaking import say, spoken
from app.cli.telling import told
from catalog.messages import message

app = typer.Typer(no_args_is_help=True, help=say(message("cli.tables")))


@app.callback()
def group() -> None:
    """Keep the name of the group even where it has one command."""


@app.command(help=say(message("cli.tables.inspect")))
def inspect(
    file: Annotated[Path, typer.Argument(help=say(message("cli.tables.inspect.file")))],
    parquet: Annotated[Path | None, typer.Option(help=say(message("cli.tables.inspect.parquet")))] = None,
) -> None:
    """Print what ingest makes of ``file`` as JSON; it stands alone."""
    with told():
        found = inspect_file(file, parquet, spoken())
    typer.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    if not found["tables"]:
        typer.echo(say(message("cli.tables.problems", problems=tuple(found["problems"]))), err=True)
        raise typer.Exit(1)
