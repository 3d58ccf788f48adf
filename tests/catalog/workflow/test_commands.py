"""How commands are declared: bodies that know what they hold, scopes, reasons."""

from typing import Any

import pytest
from pydantic import ValidationError

from catalog.acting.permissions import TOKEN_SCOPES
from catalog.audit.actions import Action
from catalog.workflow.commands import Command
from tests.factories.workflows import WORKFLOWS

COMMANDS = [(name, command) for name, workflow in WORKFLOWS.items() for command in workflow.commands]
EVERY = pytest.mark.parametrize("command", [each for _, each in COMMANDS], ids=[f"{n}-{c.name}" for n, c in COMMANDS])


@EVERY
def test_a_body_refuses_what_it_does_not_know_and_never_changes(command: Command[Any, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        command.payload.model_validate({"surprise": 1})
    assert ("surprise",) in [error["loc"] for error in caught.value.errors()]
    assert command.payload.model_config["frozen"]


@EVERY
def test_a_reason_is_needed_exactly_where_the_body_demands_one(command: Command[Any, Any]) -> None:
    demanded = "reason" in command.payload.model_json_schema().get("required", [])
    assert command.needs_reason == demanded


@EVERY
def test_every_command_may_be_given_by_a_token_with_its_scope(command: Command[Any, Any]) -> None:
    assert command.scopes
    assert command.scopes <= TOKEN_SCOPES


def test_every_command_stands_in_the_record_under_a_name_of_its_own() -> None:
    actions = [command.action for _, command in COMMANDS]
    assert len(set(actions)) == len(actions)
    assert set(actions) <= set(Action)
