"""What people call the parts of a workflow: one table a workflow, apart from what decides. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CommandWords:
    """A command in words: its name, what follows from it, and what its button says where that is another name."""

    label: str
    consequence: str
    button: str = ""


@dataclass(frozen=True)
class Wording:
    """Every state, relation and command in words, by its value; ``own`` tells why nobody judges what is their own."""

    states: Mapping[str, str]
    relations: Mapping[str, str]
    commands: Mapping[str, CommandWords]
    own: str
