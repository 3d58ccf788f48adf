"""The language of the command line: one setting, asked before the rest, for help and refusals come first."""

import os

import typer

from app.settings import PREFIX
from app.stack.refusals import StackRefusal
from app.words.language import CHINESE, LANGUAGES, Language, tagged
from catalog.messages import Message

LANGUAGE = f"{PREFIX}LANGUAGE"


def chosen() -> Language | None:
    """The language that was chosen; None where none was, or one that there is not, which the settings refuse."""
    return tagged(os.environ.get(LANGUAGE, ""))


def spoken() -> Language:
    """The language that was chosen, else Chinese."""
    return chosen() or CHINESE


def say(said: Message) -> str:
    """The words of ``said`` in that language."""
    return spoken().say(said)


def refused(refusal: StackRefusal) -> typer.Exit:
    """Print why the stack cannot run: in the language that was chosen, else in every one; answers the command's end."""
    language = chosen()
    for each in (language,) if language else LANGUAGES:
        typer.echo(each.say(refusal.said), err=True)
    return typer.Exit(refusal.exit_code)
