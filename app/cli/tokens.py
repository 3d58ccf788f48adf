"""``minshu tokens``: issuing tokens of the API for an account, as the owner of the machine."""

from datetime import date, datetime
from typing import Annotated

import typer

from app.cli.acting import act, owner
from app.cli.speaking import say
from app.cli.stack import DEFAULT_DATA_DIR, AsJson, DataDir
from app.cli.telling import CommandFailed, show
from app.container import Services
from catalog.acting.permissions import TOKEN_SCOPES, permissions_of
from catalog.china import end_of_day
from catalog.errors import Missing
from catalog.identity.api_tokens import LIFETIME, TokenRequest, issue_token
from catalog.identity.queries import account_by_email, person_by_id
from catalog.identity.service import normal_email
from catalog.messages import message

app = typer.Typer(no_args_is_help=True, help=say(message("cli.tokens")))
_EXPIRES = say(message("cli.tokens.issue.expires", days=LIFETIME.days))
_NAME = say(message("cli.tokens.issue.name.default"))


@app.callback()
def group() -> None:
    """Keep the name of the group even where it has one command."""


@app.command(help=say(message("cli.tokens.issue")))
def issue(
    email: Annotated[str, typer.Argument(help=say(message("cli.users.email")))],
    scope: Annotated[list[str] | None, typer.Option(help=say(message("cli.tokens.issue.scope")))] = None,
    expires: Annotated[str | None, typer.Option(help=_EXPIRES)] = None,
    name: Annotated[str, typer.Option(help=say(message("cli.tokens.issue.name")))] = _NAME,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    *,
    as_json: AsJson = False,
) -> None:
    """Issue a token and print it once."""

    async def work(services: Services) -> dict[str, str | list[str]]:
        until = _last_moment(expires)
        async with services.database.unit_of_work() as session:
            account = await account_by_email(session, normal_email(email))
            person = await person_by_id(session, account.id) if account else None
            if person is None:
                raise Missing("account", email)
            scopes = frozenset(scope) if scope else frozenset(map(str, permissions_of(person) & TOKEN_SCOPES))
            issued = await issue_token(session, owner(services), person, TokenRequest(name, scopes, until))
        return {
            "token": issued.secret,
            "prefix": issued.token.prefix,
            "scopes": issued.token.scopes,
            "expires_at": issued.token.expires_at.isoformat(),
        }

    issued = act(data_dir, work, changes=True)
    show(issued, message("text", text=str(issued["token"])), as_json=as_json)


def _last_moment(text: str | None) -> datetime | None:
    """The end of the day ``text`` in China.

    Raises:
        CommandFailed: it is no date.
    """
    if text is None:
        return None
    try:
        return end_of_day(date.fromisoformat(text))
    except ValueError:
        raise CommandFailed(message("cli.tokens.no-date", text=text)) from None
