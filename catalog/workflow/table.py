"""A workflow as one table, and the one order in which a command is refused. Pure.

Whoever gives a command is asked, in this order: has a token the scope, may anybody who stands so ever give it, is it an
act of office on something of one's own, and does the state allow it to them now. Where the version they saw is known,
it is compared before the state. What a command carries is looked at only after that, so nobody learns from a refusal
more than they may know.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, Self, TypeVar

from catalog.acting.actor import Actor, Machine
from catalog.acting.permissions import out_of_scope
from catalog.errors import Conflict, Forbidden
from catalog.workflow.commands import Command
from catalog.workflow.wording import Wording

S = TypeVar("S", bound=StrEnum)
C = TypeVar("C", bound=StrEnum)
R = TypeVar("R", bound=StrEnum)


@dataclass(frozen=True)
class Move(Generic[S, C, R]):
    """A permitted step: in ``state`` whoever stands in ``relation`` may give ``command``, which leads to ``to``."""

    state: S
    command: C
    relation: R
    to: S


@dataclass(frozen=True)
class Wait(Generic[R]):
    """For whom a state waits, and the parameter that says for how many working days (empty: without a limit)."""

    relation: R
    deadline: str = ""


@dataclass(frozen=True)
class Party(Generic[R]):
    """Whoever gives a command, as the workflow sees them.

    Attributes:
        relations: in which they stand to the object.
        own: whether the object is their own: they made it, or submitted it.
        scopes: what a token may do; None for a person, whom the relations alone limit.
    """

    relations: frozenset[R]
    own: bool = False
    scopes: frozenset[str] | None = None

    @classmethod
    def of(cls, actor: Actor, relations: frozenset[R], *, own: bool = False) -> Self:
        """``actor`` in these relations; a token acts within its scopes."""
        return cls(relations, own, actor.scopes if isinstance(actor, Machine) else None)


@dataclass(frozen=True)
class Workflow(Generic[S, C, R]):
    """One workflow: what does not stand in ``moves`` cannot be done.

    Attributes:
        moves: the table, in the order in which it is read.
        commands: every command, declared.
        waits: states that wait for somebody, and by when.
        wording: what people call its parts.
    """

    moves: tuple[Move[S, C, R], ...]
    commands: tuple[Command[C, R], ...]
    waits: Mapping[S, Wait[R]]
    wording: Wording

    def command(self, name: C) -> Command[C, R]:
        """The declaration of ``name``."""
        return self._declared[name]

    def permitted(self, name: C, state: S, party: Party[R]) -> S:
        """The state that ``name`` leads to from ``state``, given by ``party``.

        Raises:
            Forbidden: the token lacks the scope, nobody who stands so may ever give the command, or it is an act of
                office on something of their own.
            Conflict: the state does not allow it to them; what they may do now is told.
        """
        usable = self.entitled(name, party)
        for move in self.moves:
            if move.state is state and move.command is name and move.relation in usable:
                return move.to
        options = tuple(map(self.wording.command, self.allowed(state, party)))
        raise Conflict(state=self.wording.state(state), action=self.wording.command(name), allowed=options)

    def entitled(self, name: C, party: Party[R]) -> frozenset[R]:
        """The relations by which ``party`` has the right to give the command ``name``, whatever the state.

        Raises:
            Forbidden: there is none, or it is an act of office on something of their own.
        """
        self.require_scope(name, party)
        usable, label = self.usable(name, party), self.wording.command(name)
        if not usable:
            raise Forbidden(action=label, needs=tuple(map(self.wording.relation, self.holders(name))))
        if party.own and not self.command(name).own:
            raise Forbidden(action=label, note=self.wording.own)
        return usable

    def require_scope(self, name: C, party: Party[R]) -> None:
        """Let a token pass only with a scope for the command ``name``; a person needs none.

        Raises:
            Forbidden: the token has none; those that would do are named.
        """
        scopes = self.command(name).scopes
        if party.scopes is not None and not party.scopes & scopes:
            raise out_of_scope(self.wording.command(name), *sorted(scopes))

    def usable(self, name: C, party: Party[R]) -> frozenset[R]:
        """The relations by which ``party`` may ever give the command ``name``."""
        command = self.command(name)
        held = party.relations & frozenset(self.holders(name))
        return frozenset(each for each in held if party.scopes is None or command.scope(each) in party.scopes)

    def allowed(self, state: S, party: Party[R]) -> tuple[C, ...]:
        """What ``party`` may do in ``state``, in the order of the table."""
        found = (
            move.command
            for move in self.moves
            if move.state is state
            and move.relation in self.usable(move.command, party)
            and (self.command(move.command).own or not party.own)
        )
        return tuple(dict.fromkeys(found))

    def holders(self, name: C, state: S | None = None) -> tuple[R, ...]:
        """The relations that may give the command ``name``, in ``state`` where one is given, else in any."""
        giving = {move.relation for move in self.moves if move.command is name and state in {None, move.state}}
        return tuple(sorted(giving, key=lambda relation: [*type(relation).__members__.values()].index(relation)))

    def waiting(self, relation: R) -> tuple[S, ...]:
        """The states that wait for ``relation``."""
        return tuple(state for state, wait in self.waits.items() if wait.relation is relation)

    def deadline(self, state: S) -> str:
        """The parameter that says within how many working days ``state`` must be left; empty without a limit."""
        wait = self.waits.get(state)
        return wait.deadline if wait else ""

    def judged(self, relation: R, state: S) -> bool:
        """Whether everything that ``relation`` may do in ``state`` is an act of office."""
        given = [move.command for move in self.moves if move.state is state and move.relation is relation]
        return not any(self.command(name).own for name in given)

    @cached_property
    def _declared(self) -> Mapping[C, Command[C, R]]:
        return {command.name: command for command in self.commands}
