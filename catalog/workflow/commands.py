"""How a command is declared: what it carries, which right it needs, how it stands in the record. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from catalog.acting.permissions import Permission
from catalog.audit.actions import Action
from catalog.text import Prose

C = TypeVar("C", bound=StrEnum)
R = TypeVar("R", bound=StrEnum)


class Payload(BaseModel):
    """What a command carries besides its name: the body of its address. What it does not know it refuses."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Noted(Payload):
    """A command that may say why."""

    reason: Prose = ""


class Reasoned(Payload):
    """A command that must say why."""

    reason: Prose


class Effect(StrEnum):
    """What a command does to its object; the faces show each in its own tone."""

    HAND_IN = "hand-in"
    """It goes on to those who judge it."""
    AGREE = "agree"
    """It goes on to the next hand, or is done."""
    ADOPT = "adopt"
    """It takes effect with this very command."""
    RETURN = "return"
    """It goes back to whom it came from."""
    END = "end"
    """It is over, or its effect is."""
    GIVE_UP = "give-up"
    """Its owner does not want it any more."""
    KEEP = "keep"
    """It stays as it is, or nothing comes of it."""


@dataclass(frozen=True)
class Command(Generic[C, R]):
    """One command, declared once: body, description, buttons, histories and the record follow from it.

    Attributes:
        name: what it is called in addresses, events and code.
        payload: what it carries.
        permission: the scope that a token must have; by relation where it depends on who gives the command.
        action: how it stands in the record.
        effect: what it does to its object.
        own: it belongs to the owner of the object; the others are acts of office, which nobody performs on their own.
        addressed: it has an address of its own among the commands of an existing object.
        within: how soon what follows from it is seen, where the words for it promise that.
    """

    name: C
    payload: type[Payload]
    permission: Permission | Mapping[R, Permission]
    action: Action
    effect: Effect
    own: bool = False
    addressed: bool = True
    within: timedelta = timedelta(0)

    def scope(self, relation: R) -> Permission:
        """The scope that a token must have to give the command in ``relation``."""
        return self.permission if isinstance(self.permission, Permission) else self.permission[relation]

    @property
    def scopes(self) -> frozenset[Permission]:
        """Every scope by which some token may give the command."""
        return frozenset([self.permission] if isinstance(self.permission, Permission) else self.permission.values())

    @property
    def needs_reason(self) -> bool:
        """Whether the command must say why."""
        field = self.payload.model_fields.get("reason")
        return field is not None and field.is_required()
