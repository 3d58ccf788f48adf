"""The life of a working copy: every state, command and hand, and what a reason must be."""

from itertools import product

import pytest

from catalog.datasets.lifecycle import MOVES, NEEDS_REASON, REASON_LIMIT, Command, Hand, State, commands, move
from catalog.errors import Conflict, Forbidden, Invalid

ALL = frozenset(Hand)
WHY = "数据来源没有写明"


@pytest.mark.parametrize(("state", "command", "hand"), list(product(State, Command, Hand)))
def test_only_what_stands_in_the_table_is_done(state: State, command: Command, hand: Hand) -> None:
    expected = MOVES.get((state, command))
    if expected is not None and expected.hand is hand:
        assert move(state, command, frozenset({hand}), reason=WHY) is expected.to
        assert command in commands(state, frozenset({hand}))
        return
    assert command not in commands(state, frozenset({hand}))
    ever = {step.hand for (_, given), step in MOVES.items() if given is command}
    with pytest.raises(Conflict if hand in ever else Forbidden):
        move(state, command, frozenset({hand}), reason=WHY)


@pytest.mark.parametrize(("state", "command"), list(MOVES))
def test_nobody_judges_what_they_submitted_with_whatever_hands(state: State, command: Command) -> None:
    if MOVES[state, command].hand is Hand.CATALOGUER:
        assert move(state, command, ALL, own=True, reason=WHY) is MOVES[state, command].to
        return
    with pytest.raises(Forbidden):
        move(state, command, ALL, own=True, reason=WHY)


@pytest.mark.parametrize(("state", "command"), list(MOVES))
def test_a_reason_is_asked_where_something_is_taken_back(state: State, command: Command) -> None:
    for reason in ("", "  \n"):
        if command in NEEDS_REASON:
            with pytest.raises(Invalid) as caught:
                move(state, command, ALL, reason=reason)
            assert [problem.pointer for problem in caught.value.problems] == ["/reason"]
        else:
            assert move(state, command, ALL, reason=reason) is MOVES[state, command].to
    with pytest.raises(Invalid):
        move(state, command, ALL, reason="x" * (REASON_LIMIT + 1))


def test_every_state_can_be_left_and_reached() -> None:
    assert {state for state, _ in MOVES} == set(State)
    assert {step.to for step in MOVES.values()} == set(State)
