"""What waits for somebody, as SQL from the same table that decides."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from catalog.workflow.table import Workflow

S = TypeVar("S", bound=StrEnum)
C = TypeVar("C", bound=StrEnum)
R = TypeVar("R", bound=StrEnum)


def waiting_for(
    workflow: Workflow[S, C, R],
    state: InstrumentedAttribute[str],
    standing: Mapping[R, ColumnElement[bool]],
    own: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Rows whose state waits for one of the relations in which somebody stands to them.

    Args:
        workflow: whose table is asked.
        state: the column of the state.
        standing: relation → whether somebody stands in it to the row; relations that are left out do not count.
        own: whether the row is their own; what is judged by office never waits for its owner.
    """
    waits = (
        and_(state == each, condition, own.is_not(true()) if workflow.judged(relation, each) else true())
        for relation, condition in standing.items()
        for each in workflow.waiting(relation)
    )
    return or_(false(), *waits)
