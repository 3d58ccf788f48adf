"""What the kit does not know of a dataset's life: which commands must say why, and how long a reason may be."""

import pytest

from app.words.language import CHINESE
from catalog.datasets.lifecycle import LIFECYCLE, DatasetCommand, DatasetRelation, DatasetState, check_reason
from catalog.errors import Conflict, Forbidden, Invalid
from catalog.text import PROSE_LIMIT
from catalog.workflow.table import Party

WHY = "数据来源没有写明"
TAKEN_BACK = {DatasetCommand.RETURN, DatasetCommand.WITHDRAW}


@pytest.mark.parametrize("command", DatasetCommand)
def test_a_reason_is_asked_where_something_is_taken_back(command: DatasetCommand) -> None:
    assert LIFECYCLE.command(command).needs_reason == (command in TAKEN_BACK)
    for reason in ("", "  \n"):
        if command in TAKEN_BACK:
            with pytest.raises(Invalid) as caught:
                check_reason(command, reason)
            assert [problem.pointer for problem in caught.value.problems] == ["/reason"]
        else:
            check_reason(command, reason)
    check_reason(command, WHY)
    with pytest.raises(Invalid):
        check_reason(command, "x" * (PROSE_LIMIT + 1))


def test_the_later_of_two_reviewers_was_late_and_a_cataloguer_has_no_right() -> None:
    reviewer = Party(frozenset({DatasetRelation.REVIEWER}))
    with pytest.raises(Conflict) as late:
        LIFECYCLE.permitted(DatasetCommand.RETURN, DatasetState.APPROVED, reviewer)
    assert late.value.allowed == ()
    with pytest.raises(Forbidden) as caught:
        LIFECYCLE.permitted(
            DatasetCommand.RETURN, DatasetState.APPROVED, Party(frozenset({DatasetRelation.CATALOGUER}))
        )
    assert caught.value.needs == tuple(map(LIFECYCLE.wording.relation, ("reviewer", "authority")))


def test_whoever_submitted_is_told_so_whatever_the_state() -> None:
    everything = Party(frozenset(DatasetRelation), own=True)
    for state in DatasetState:
        with pytest.raises(Forbidden) as caught:
            LIFECYCLE.permitted(DatasetCommand.APPROVE, state, everything)
        assert "自己提交" in CHINESE.say(caught.value.detail)
    assert LIFECYCLE.permitted(DatasetCommand.EDIT, DatasetState.PUBLISHED, everything) is DatasetState.DRAFT
