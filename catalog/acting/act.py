"""One act: who does something, when, in which request, from where. Every service takes it, and the record stores it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from catalog.acting.actor import Actor, Person, person_of
from catalog.base import new_id
from catalog.china import china_day
from catalog.errors import Unauthenticated


@dataclass(frozen=True)
class Act:
    """``actor`` does something at ``at`` (of the clock), in the request ``request_id``, from the network ``address``.

    ``request_id`` links the record with the logs and with the answer; ``address`` is empty for what comes from no
    network.
    """

    actor: Actor
    at: datetime
    request_id: str
    address: str = ""

    @classmethod
    def outside(cls, actor: Actor, at: datetime) -> Self:
        """An act outside the web (command line, job, loader): under an identity of its own."""
        return cls(actor, at, new_id().hex)

    @property
    def person(self) -> Person:
        """The person who acts, or for whom a token acts.

        Raises:
            Unauthenticated: there is none.
        """
        person = person_of(self.actor)
        if person is None:
            raise Unauthenticated
        return person

    @property
    def today(self) -> date:
        """The day of the act in China."""
        return china_day(self.at)
