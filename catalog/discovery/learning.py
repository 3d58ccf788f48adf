"""Learning from questions: keeping traces, showing what enough clients asked, synonyms that operators accept."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from catalog.acting.act import Act
from catalog.acting.permissions import Permission, demand
from catalog.audit.actions import Action
from catalog.audit.entry import Basis, BasisType, Target
from catalog.audit.service import record
from catalog.base import WriteSession
from catalog.discovery import queries
from catalog.discovery.models import QueryDay, QueryTrace, SynonymProposal
from catalog.discovery.synonyms import SYNONYMS, SynonymCommand, SynonymRelation, SynonymState
from catalog.discovery.traces import Trace
from catalog.errors import Duplicate, FieldProblem, Invalid
from catalog.messages import message
from catalog.workflow.table import Party

CLIENTS = 10
"""Clients of one day that must have asked a question before it is kept in clear."""
MAX_WORD = 40
"""Longest word of a synonym, in characters."""
TRACES_KEPT = timedelta(days=2)
DAYS_KEPT = timedelta(days=90)

TraceKey = tuple[date, str, str]
"""Day, key of the question, key of the client."""


async def keep_traces(session: WriteSession, traces: Mapping[TraceKey, Trace]) -> None:
    """Add what was noted; show in clear what enough clients of a day asked; let go of what is old."""
    if not traces:
        return
    rows = [
        {
            "day": day,
            "query_key": query,
            "client_key": client,
            "asked": trace.asked,
            "viewed": trace.viewed,
            "empty": trace.empty,
            "opened": trace.opened,
        }
        for (day, query, client), trace in sorted(traces.items())
    ]
    adding = insert(QueryTrace)
    added = {name: getattr(QueryTrace, name) + adding.excluded[name] for name in ("asked", "viewed", "empty", "opened")}
    await session.execute(
        adding.on_conflict_do_update(index_elements=["day", "query_key", "client_key"], set_=added), rows
    )
    texts = {(day, query): trace.text for (day, query, _), trace in traces.items()}
    await _show(session, texts)
    newest = max(day for day, _, _ in traces)
    await session.execute(delete(QueryTrace).where(QueryTrace.day <= newest - TRACES_KEPT))
    await session.execute(delete(QueryDay).where(QueryDay.day < newest - DAYS_KEPT))


async def _show(session: WriteSession, texts: Mapping[tuple[date, str], str]) -> None:
    """Write in clear what enough clients asked, with the counts of the whole day."""
    counted = await queries.asked_by_many(session, list(texts), CLIENTS)
    if not counted:
        return
    rows = [
        {
            "day": found.day,
            "text": texts[found.day, found.query_key],
            "clients": found.clients,
            "viewers": found.viewers,
            "asked": found.asked,
            "empty": found.empty,
            "openers": found.openers,
        }
        for found in counted
    ]
    writing = insert(QueryDay)
    counts = {name: writing.excluded[name] for name in ("clients", "viewers", "asked", "empty", "openers")}
    await session.execute(writing.on_conflict_do_update(index_elements=["day", "text"], set_=counts), rows)


async def propose(session: WriteSession, act: Act, word: str, meaning: str) -> SynonymProposal:
    """Propose that ``word`` also finds what ``meaning`` finds; what was declined or withdrawn is proposed anew.

    Raises:
        Forbidden: not an operator.
        Invalid: a word is empty, too long or nothing but marks, or both are the same.
        Duplicate: it is proposed or accepted already.
    """
    demand(act.actor, Permission.MANAGE_SEARCH)
    word, meaning = _word(word, "/word"), _word(meaning, "/meaning")
    if word == meaning:
        raise Invalid([FieldProblem("/meaning", message("synonym.same"), "same")])
    proposal = await queries.proposal_of(session, word, meaning)
    if proposal is None:
        proposal = SynonymProposal(word=word, meaning=meaning)
        session.add(proposal)
    elif proposal.state in {SynonymState.PROPOSED, SynonymState.ACCEPTED}:
        raise Duplicate(note=message("synonym.proposed", word=word, meaning=meaning))
    proposal.state = SynonymState.PROPOSED
    proposal.proposed_by, proposal.proposed_at = act.person.account_id, act.at
    proposal.decided_by = proposal.decided_at = None
    await session.flush()
    await _record(session, act, Action.SYNONYM_PROPOSE, proposal)
    return proposal


async def decide(session: WriteSession, act: Act, proposal_id: UUID, name: SynonymCommand) -> SynonymProposal:
    """Accept or decline a proposal, or withdraw one that was accepted; searches follow within a minute.

    Raises:
        Forbidden: not an operator.
        Missing: there is no such proposal.
        Conflict: its state does not allow the command.
    """
    demand(act.actor, Permission.MANAGE_SEARCH)
    proposal = await queries.proposal(session, proposal_id)
    operator = Party.of(act.actor, frozenset({SynonymRelation.OPERATOR}))
    proposal.state = SYNONYMS.permitted(name, SynonymState(proposal.state), operator)
    proposal.decided_by, proposal.decided_at = act.person.account_id, act.at
    await session.flush()
    await _record(session, act, SYNONYMS.command(name).action, proposal)
    return proposal


def _word(text: str, pointer: str) -> str:
    kept = " ".join(text.split())
    if not kept or len(kept) > MAX_WORD or not kept.isprintable() or set(kept) & set("=→"):
        raise Invalid([FieldProblem(pointer, message("synonym.word", most=MAX_WORD), "malformed")])
    if not any(char.isalnum() for char in kept):
        raise Invalid([FieldProblem(pointer, message("synonym.only-marks"), "malformed")])
    return kept


async def _record(session: WriteSession, act: Act, action: Action, proposal: SynonymProposal) -> None:
    basis = Basis(BasisType.DUTY, str(act.person.account_id))
    detail = {"word": proposal.word, "meaning": proposal.meaning}
    await record(session, act, action, Target("synonym", proposal.id), basis, detail=detail)


def rules(accepted: Sequence[SynonymProposal]) -> list[str]:
    """Accepted proposals as rules of the search's synonyms."""
    return [f"{each.word} → {each.meaning}" for each in accepted]
