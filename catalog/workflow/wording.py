"""What people call the parts of a workflow: keys made by one rule from its name. Pure."""

from dataclasses import dataclass
from datetime import timedelta

from catalog.messages import Message, message

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Wording:
    """The messages that name the parts of the workflow ``name``."""

    name: str

    def state(self, state: str) -> Message:
        """What a state is called."""
        return message(f"{self.name}.state.{state}")

    def relation(self, relation: str) -> Message:
        """What whoever stands in a relation is called."""
        return message(f"{self.name}.relation.{relation}")

    def command(self, command: str) -> Message:
        """What a command is called."""
        return message(f"{self.name}.command.{command}")

    def button(self, command: str) -> Message:
        """What the button of a command says."""
        return message(f"{self.name}.command.{command}.button")

    def consequence(self, command: str, within: timedelta) -> Message:
        """What follows from a command, ``within`` which time."""
        seconds, minutes = within // timedelta(seconds=1), within // _MINUTE
        return message(f"{self.name}.command.{command}.consequence", seconds=seconds, minutes=minutes)

    @property
    def own(self) -> Message:
        """Why nobody judges what is their own."""
        return message(f"{self.name}.own")
