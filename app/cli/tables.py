"""``minshu tables``: what ingest makes of a file, without any stack."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from app.adapters.ingest import inspect as inspect_file
from app.cli.telling import told

app = typer.Typer(no_args_is_help=True, help="表格文件")


@app.callback()
def group() -> None:
    """Keep the name of the group even where it has one command."""


@app.command(help="查看文件会被读成什么表：编码、分隔符、列和类型、行数、问题（JSON）；读不成表时退出码为 1。")
def inspect(
    file: Annotated[Path, typer.Argument(help="文件")],
    parquet: Annotated[Path | None, typer.Option(help="把读出的表写成 Parquet")] = None,
) -> None:
    """Print what ingest makes of ``file`` as JSON; it stands alone."""
    with told():
        found = inspect_file(file, parquet)
    typer.echo(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
    if not found["tables"]:
        typer.echo("；".join(found["problems"]), err=True)
        raise typer.Exit(1)
