"""Addresses of commands, made from their declarations: one operation a command, with exactly its body.

Whoever may not see the object is told that it is missing, and whoever may not give the command that they may not; only
then is the body looked at. So the rights are a dependency of the route, which runs before the body is judged, and the
service asks once more under the lock of the row.
"""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, TypeVar

from fastapi import APIRouter, Depends

from app.words.language import CHINESE
from catalog.workflow.table import Workflow

S = TypeVar("S", bound=StrEnum)
C = TypeVar("C", bound=StrEnum)
R = TypeVar("R", bound=StrEnum)

Endpoint = Callable[..., Awaitable[Any]]


def add_commands(
    router: APIRouter,
    path: str,
    workflow: Workflow[S, C, R],
    *,
    noun: str,
    rights: Callable[[C], Endpoint],
    give: Callable[[C], Endpoint],
) -> None:
    """Add an operation for every command of ``workflow`` that has an address.

    Args:
        router: to which they are added.
        path: the address of the object.
        workflow: whose commands they are.
        noun: begins the names of the operations.
        rights: makes the dependency that refuses whoever may not give a command.
        give: makes the endpoint of a command; it takes what the command carries, if anything, as ``payload``.
    """
    for command in workflow.commands:
        if command.addressed:
            wording = workflow.wording
            label = CHINESE.say(wording.command(command.name))
            consequence = CHINESE.say(wording.consequence(command.name, command.within))
            holders = "、".join(CHINESE.say(wording.relation(each)) for each in workflow.holders(command.name))
            endpoint = give(command.name)
            if command.payload.model_fields:
                endpoint.__annotations__["payload"] = command.payload
            router.add_api_route(
                f"{path}/commands/{command.name}",
                endpoint,
                methods=["POST"],
                name=f"{noun}_{command.name}",
                summary=label,
                description=f"{label}：{consequence}办理人：{holders}。",
                dependencies=[Depends(rights(command.name))],
            )
