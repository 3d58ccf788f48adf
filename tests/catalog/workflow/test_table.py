"""The kit against its tables: what stands in them can be done, nothing else, and refusals come in one order."""

from enum import StrEnum
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.words.language import CHINESE, ENGLISH, LANGUAGES
from catalog.acting.actor import Machine, Person
from catalog.acting.permissions import Permission
from catalog.base import new_id
from catalog.errors import CatalogError, Conflict, Forbidden
from catalog.workflow.table import Party, Workflow
from tests.factories.workflows import WORKFLOWS

AnyWorkflow = Workflow[Any, Any, Any]
EVERY = pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=WORKFLOWS)


def enumerations(workflow: AnyWorkflow) -> tuple[type[StrEnum], type[StrEnum], type[StrEnum]]:
    """States, commands and relations of a workflow."""
    first = workflow.moves[0]
    return type(first.state), type(first.command), type(first.relation)


def expected(workflow: AnyWorkflow, name: Any, state: Any, party: Party[Any]) -> Any:
    """What the table says by itself: the state that follows, or the kind of refusal."""
    command = next(each for each in workflow.commands if each.name is name)
    steps = [move for move in workflow.moves if move.command is name and move.relation in party.relations]
    if party.scopes is not None:
        steps = [move for move in steps if command.scope(move.relation) in party.scopes]
    if not steps or (party.own and not command.own):
        return Forbidden
    return next((move.to for move in steps if move.state is state), Conflict)


@st.composite
def situations(draw: st.DrawFn) -> tuple[AnyWorkflow, Any, Any, Party[Any]]:
    workflow = draw(st.sampled_from(list(WORKFLOWS.values())))
    states, commands, relations = enumerations(workflow)
    scopes = sorted({scope for command in workflow.commands for scope in command.scopes})
    party = Party(
        draw(st.frozensets(st.sampled_from(relations))),
        draw(st.booleans()),
        draw(st.none() | st.frozensets(st.sampled_from(scopes))),
    )
    return workflow, draw(st.sampled_from(commands)), draw(st.sampled_from(states)), party


@given(situations())
def test_what_is_permitted_is_what_the_table_says(situation: tuple[AnyWorkflow, Any, Any, Party[Any]]) -> None:
    workflow, name, state, party = situation
    outcome = expected(workflow, name, state, party)
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            workflow.permitted(name, state, party)
    else:
        assert workflow.permitted(name, state, party) is outcome


@given(situations())
def test_what_is_told_to_be_possible_is(situation: tuple[AnyWorkflow, Any, Any, Party[Any]]) -> None:
    workflow, name, state, party = situation
    possible = workflow.allowed(state, party)
    assert (name in possible) == (not isinstance(expected(workflow, name, state, party), type))
    assert len(set(possible)) == len(possible)


@EVERY
def test_every_state_command_and_relation_for_whoever_stands_in_one(workflow: AnyWorkflow) -> None:
    states, commands, relations = enumerations(workflow)
    steps = {(move.state, move.command, move.relation): move.to for move in workflow.moves}
    for state, name, relation in product(states, commands, relations):
        party = Party(frozenset({relation}), own=workflow.command(name).own)
        if (state, name, relation) in steps:
            assert workflow.permitted(name, state, party) is steps[state, name, relation]
        else:
            kind = Conflict if relation in workflow.holders(name) else Forbidden
            with pytest.raises(kind):
                workflow.permitted(name, state, party)


@EVERY
def test_refusals_come_in_one_order(workflow: AnyWorkflow) -> None:
    """Each situation has every later fault as well, so what is told is the first of them."""
    states, _, relations = enumerations(workflow)
    for command in workflow.commands:
        closed = [each for each in states if command.name not in workflow.allowed(each, Party(frozenset(relations)))]
        for state in closed:
            with pytest.raises(Forbidden) as scopeless:
                workflow.permitted(command.name, state, Party(frozenset(), own=True, scopes=frozenset()))
            assert set(scopeless.value.needs) == set(command.scopes)
            assert all(CHINESE.say(scope.label) in CHINESE.say(scopeless.value.detail) for scope in command.scopes)
            with pytest.raises(Forbidden) as stranger:
                workflow.permitted(command.name, state, Party(frozenset(), own=True, scopes=command.scopes))
            held = workflow.holders(command.name)
            assert stranger.value.needs == tuple(workflow.wording.relation(each) for each in held)
            everything = Party(frozenset(relations), own=not command.own, scopes=command.scopes)
            if not command.own:
                with pytest.raises(Forbidden) as judging:
                    workflow.permitted(command.name, state, everything)
                assert judging.value.note == workflow.wording.own
            with pytest.raises(Conflict) as late:
                workflow.permitted(command.name, state, Party(frozenset(relations), scopes=command.scopes))
            assert late.value.state == workflow.wording.state(state)
            assert late.value.action == workflow.wording.command(command.name)


@EVERY
def test_a_late_hand_is_told_what_it_may_do_instead(workflow: AnyWorkflow) -> None:
    states, commands, relations = enumerations(workflow)
    told = 0
    for state, name in product(states, commands):
        party = Party(frozenset(relations))
        if name in workflow.allowed(state, party):
            continue
        with pytest.raises(Conflict) as late:
            workflow.permitted(name, state, party)
        labels = tuple(workflow.wording.command(each) for each in workflow.allowed(state, party))
        assert late.value.allowed == labels
        told += bool(labels)
    assert told


@EVERY
def test_nobody_judges_what_is_their_own_with_whatever_relations(workflow: AnyWorkflow) -> None:
    states, commands, relations = enumerations(workflow)
    for state in states:
        possible = workflow.allowed(state, Party(frozenset(relations), own=True))
        assert all(workflow.command(name).own for name in possible)
    office = [name for name in commands if not workflow.command(name).own]
    assert office
    for state, name in product(states, office):
        with pytest.raises(Forbidden) as caught:
            workflow.permitted(name, state, Party(frozenset(relations), own=True))
        assert caught.value.note == workflow.wording.own


@EVERY
def test_the_table_is_whole(workflow: AnyWorkflow) -> None:
    _, commands, _ = enumerations(workflow)
    assert [each.name for each in workflow.commands] == list(commands)
    assert len({(move.state, move.command, move.relation) for move in workflow.moves}) == len(workflow.moves)
    for command in workflow.commands:
        assert workflow.holders(command.name)
        assert {command.scope(relation) for relation in workflow.holders(command.name)} == command.scopes


@EVERY
def test_every_part_has_words(workflow: AnyWorkflow) -> None:
    states, _, relations = enumerations(workflow)
    wording = workflow.wording
    named = [*map(wording.state, states), *map(wording.relation, relations), wording.own]
    for command in workflow.commands:
        named += [wording.command(command.name), wording.button(command.name)]
        assert CHINESE.say(wording.consequence(command.name, command.within)).endswith("。")
        assert ENGLISH.say(wording.consequence(command.name, command.within)).endswith(".")
    assert all(language.say(each) for each in named for language in LANGUAGES)


@EVERY
def test_one_command_leads_from_one_state_one_way(workflow: AnyWorkflow) -> None:
    ways = {(move.state, move.command): set[Any]() for move in workflow.moves}
    for move in workflow.moves:
        ways[move.state, move.command].add(move.to)
    assert all(len(to) == 1 for to in ways.values())


@EVERY
def test_every_state_is_reached_and_what_waits_can_be_moved_by_whom_it_waits_for(workflow: AnyWorkflow) -> None:
    states, _, relations = enumerations(workflow)
    reached, wave = {workflow.moves[0].state}, {workflow.moves[0].state}
    while wave:
        wave = {move.to for move in workflow.moves if move.state in wave} - reached
        reached |= wave
    assert reached == set(states)
    for relation in relations:
        for state in workflow.waiting(relation):
            own = not workflow.judged(relation, state)
            assert workflow.allowed(state, Party(frozenset({relation}), own=own))
    assert {state for each in relations for state in workflow.waiting(each)} == set(workflow.waits)


def test_a_token_acts_within_its_scopes_and_a_person_within_their_relations() -> None:
    owner = Person(new_id(), "某人")
    token = Machine(new_id(), owner, frozenset({Permission.EDIT_DATASETS}))
    workflow = WORKFLOWS["dataset"]
    relations = frozenset(enumerations(workflow)[2])
    assert Party.of(owner, relations).scopes is None
    assert Party.of(token, relations, own=True) == Party(relations, own=True, scopes=token.scopes)
    narrow = Party.of(token, relations)
    assert {name for name in enumerations(workflow)[1] if workflow.usable(name, narrow)} == {"edit", "submit"}


class Life(RuleBasedStateMachine):
    """Any commands by anybody in any order, side by side in every workflow."""

    def __init__(self) -> None:
        super().__init__()
        self.states = {name: workflow.moves[0].state for name, workflow in WORKFLOWS.items()}

    @rule(
        name=st.sampled_from(list(WORKFLOWS)),
        place=st.integers(0, 8),
        numbers=st.sets(st.integers(0, 3)),
        own=st.booleans(),
    )
    def give(self, name: str, place: int, numbers: set[int], own: bool) -> None:
        workflow = WORKFLOWS[name]
        _, commands, relations = enumerations(workflow)
        command = list(commands)[place % len(commands)]
        party = Party(frozenset(list(relations)[each % len(relations)] for each in numbers), own)
        before = self.states[name]
        try:
            self.states[name] = workflow.permitted(command, before, party)
        except CatalogError:
            assert command not in workflow.allowed(before, party)
        else:
            assert any(
                (move.state, move.command, move.to) == (before, command, self.states[name]) for move in workflow.moves
            )

    @invariant()
    def the_state_is_one_of_the_workflow(self) -> None:
        for name, state in self.states.items():
            assert state in enumerations(WORKFLOWS[name])[0]


TestLife = Life.TestCase
