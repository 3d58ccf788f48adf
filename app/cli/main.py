"""The ``minshu`` command: a list of its groups, one module each.

A group is imported when it is asked for: what the supervisor holds in memory as long as the stack runs is this module
and ``stack``, not the database, the index and the table engine.
"""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from app.cli import stack
from app.cli.speaking import say
from catalog.messages import message

GROUPS = ("audit", "db", "openapi", "search", "status", "tables", "tokens", "users", "worker")
"""The modules of ``app.cli`` whose ``app`` is a group or command of the same name."""


class OnDemand(TyperGroup):
    """The commands of ``stack``, and ``GROUPS``, each imported at its first use.

    Contexts and commands are of types that typer does not export, hence ``Any``.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order in which help shows them."""
        return [*super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name."""
        if cmd_name not in GROUPS:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"app.cli.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command


app = typer.Typer(
    cls=OnDemand,
    name="minshu",
    help=say(message("cli")),
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,  # locals may hold secrets
)
app.add_typer(stack.app)


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
