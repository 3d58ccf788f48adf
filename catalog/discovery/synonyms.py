"""The way of a proposed synonym: an operator proposes it, and operators accept, decline or withdraw it. Pure."""

from enum import StrEnum

from catalog.acting.permissions import Permission
from catalog.audit.actions import Action
from catalog.promises import SYNONYMS_WITHIN
from catalog.workflow.commands import Command, Effect, Payload
from catalog.workflow.table import Move, Wait, Workflow
from catalog.workflow.wording import Wording


class SynonymState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SynonymCommand(StrEnum):
    """What may be done with a proposal."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class SynonymRelation(StrEnum):
    """In which relation somebody stands to a proposal."""

    OPERATOR = "operator"


_S, _C, _R = SynonymState, SynonymCommand, SynonymRelation
_SCOPE = Permission.MANAGE_SEARCH

SYNONYMS = Workflow(
    moves=(
        Move(_S.PROPOSED, _C.ACCEPT, _R.OPERATOR, _S.ACCEPTED),
        Move(_S.PROPOSED, _C.DECLINE, _R.OPERATOR, _S.DECLINED),
        Move(_S.ACCEPTED, _C.WITHDRAW, _R.OPERATOR, _S.WITHDRAWN),
    ),
    commands=(
        Command(_C.ACCEPT, Payload, _SCOPE, Action.SYNONYM_ACCEPT, Effect.ADOPT, within=SYNONYMS_WITHIN),
        Command(_C.DECLINE, Payload, _SCOPE, Action.SYNONYM_DECLINE, Effect.KEEP),
        Command(_C.WITHDRAW, Payload, _SCOPE, Action.SYNONYM_WITHDRAW, Effect.END, within=SYNONYMS_WITHIN),
    ),
    waits={_S.PROPOSED: Wait(_R.OPERATOR)},
    wording=Wording("synonym"),
)
