"""``minshu openapi``: the description of the interface as files, the same bytes for the same program."""

from pathlib import Path
from typing import Annotated

import orjson
import typer

from app.cli.speaking import say
from app.cli.telling import told
from app.http.problems import problem_types_json
from app.main import create_app
from app.settings import Settings
from catalog.messages import message

app = typer.Typer(no_args_is_help=True, help=say(message("cli.openapi")))

# Describing the interface connects to nothing; only the shape of the settings is needed, and the name as delivered.
_NOWHERE = {
    "environment": "development",
    "platform_name": Settings.model_fields["platform_name"].default,
    "host": "127.0.0.1",
    "database_url": "postgresql+psycopg://127.0.0.1/none",
    "s3_endpoint": "127.0.0.1:1",
    "s3_access_key": "none",
    "s3_secret_key": "none",
}


@app.callback()
def group() -> None:
    """Keep the name of the group even where it has one command."""


@app.command(help=say(message("cli.openapi.export")))
def export(
    folder: Annotated[Path, typer.Argument(help=say(message("cli.openapi.export.folder")))] = Path("openapi"),
) -> None:
    """Write ``openapi.json`` and ``problems.json`` to ``folder``."""
    with told():
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("openapi.json", openapi_json()), ("problems.json", problem_types_json())):
            (folder / name).write_bytes(content)
            typer.echo(str(folder / name))


def openapi_json() -> bytes:
    """The content of ``openapi/openapi.json``."""
    described = create_app(Settings.model_validate(_NOWHERE)).openapi()
    return orjson.dumps(described, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n"
