"""The ``minshu`` command: a list of its groups, one module each."""

import typer

from app.cli import stack

app = typer.Typer(
    name="minshu",
    help="闽数:公共数据资源目录与开放平台",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold secrets
)
app.add_typer(stack.app)


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
