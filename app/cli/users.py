"""``minshu users``: opening accounts and giving roles, as the owner of the machine."""

import secrets
from typing import Annotated

import typer

from app.cli.acting import act, owner
from app.cli.speaking import say
from app.cli.stack import DEFAULT_DATA_DIR, AsJson, DataDir
from app.cli.telling import show
from app.container import Services
from app.usecases.roles import give_role
from catalog.acting.act import Act
from catalog.acting.actor import Role
from catalog.base import WriteSession
from catalog.identity import service
from catalog.identity.models import Account, AccountKind
from catalog.identity.queries import account_by_email
from catalog.identity.service import Registration, normal_email
from catalog.messages import message

app = typer.Typer(no_args_is_help=True, help=say(message("cli.users")))
_PASSWORD_BYTES = 15  # 120 bits, 20 characters


@app.callback()
def group() -> None:
    """Keep the name of the group even where it has one command."""


@app.command(help=say(message("cli.users.add")))
def add(
    email: Annotated[str, typer.Argument(help=say(message("cli.users.email")))],
    role: Annotated[Role, typer.Option(help=say(message("cli.users.add.role")))],
    organization: Annotated[str | None, typer.Option(help=say(message("cli.users.add.organization")))] = None,
    name: Annotated[str, typer.Option(help=say(message("cli.users.add.name")))] = "",
    data_dir: DataDir = DEFAULT_DATA_DIR,
    *,
    as_json: AsJson = False,
) -> None:
    """Open an account with a password that must be changed at the first sign-in, and give it a role."""

    async def work(services: Services) -> dict[str, str | bool | None]:
        by = owner(services)
        password = None
        async with services.database.unit_of_work() as session:
            account = await account_by_email(session, normal_email(email))
            if account is None:
                password = secrets.token_urlsafe(_PASSWORD_BYTES)
                account = await _open(session, by, email, name, password)
            if password is None or role is not Role.USER:  # every new account holds role user already
                await give_role(session, by, account.id, role, organization)
        return {
            "email": account.email,
            "role": role.value,
            "organization": organization,
            "created": password is not None,
            "password": password,
        }

    done = act(data_dir, work, changes=True)
    line = message("cli.users.given", email=str(done["email"]), role=role.value)
    if done["created"]:
        line = message("cli.users.opened", email=str(done["email"]), password=str(done["password"]))
    show(done, line, as_json=as_json)


async def _open(session: WriteSession, by: Act, email: str, name: str, password: str) -> Account:
    shown = name or normal_email(email).partition("@")[0]
    account = await service.register(session, by, Registration(email, shown, AccountKind.PERSON, password))
    account.must_change_password = True
    return account
