"""Checking codes against the vocabularies, and bringing these up to the release."""

from collections.abc import Sequence

from catalog.base import ReadSession, WriteSession
from catalog.errors import FieldProblem, Invalid
from catalog.messages import Message, Translated, message
from catalog.parameters.following import follow
from catalog.vocabularies import queries, shipped
from catalog.vocabularies.models import Term

_SHOWN = 12
_QUOTED = 40


async def load(session: WriteSession) -> int:
    """Load the shipped terms; answers the number of rows written, none on a second run."""
    stored = await queries.stored_terms(session)
    written = follow(session, stored, shipped.terms(), lambda key: Term(scheme=key[0], code=key[1]))
    await session.flush()
    # Terms were perhaps read on this session before the rows changed.
    session.info.pop(queries.TERMS, None)
    return written


async def problem(session: ReadSession, scheme: str, code: str, pointer: str = "") -> FieldProblem | None:
    """What is wrong with choosing ``code`` of ``scheme`` at ``pointer``, or None; the message names what exists.

    Raises:
        Missing: there is no such vocabulary.
    """
    known = [entry for entry in await queries.terms(session, scheme) if entry.valid]
    if any(entry.code == code for entry in known):
        return None
    return FieldProblem(pointer, _unknown(scheme, code, known), "unknown-code")


async def check(session: ReadSession, scheme: str, code: str, pointer: str = "") -> None:
    """Refuse a ``code`` that ``scheme`` does not have or no longer offers.

    Raises:
        Invalid: with the codes that exist.
        Missing: there is no such vocabulary.
    """
    found = await problem(session, scheme, code, pointer)
    if found is not None:
        raise Invalid([found])


def _unknown(scheme: str, code: str, known: Sequence[queries.Entry]) -> Message:
    name, given = message(f"vocabulary.{scheme}"), code if len(code) <= _QUOTED else f"{code[:_QUOTED]}…"
    options = tuple(
        message("code-and-label", code=entry.code, label=Translated(entry.label_zh, entry.label_en))
        for entry in known[:_SHOWN]
    )
    if len(known) > _SHOWN:
        return message("vocabulary.unknown-of-many", name=name, code=given, known=options, count=len(known))
    return message("vocabulary.unknown", name=name, code=given, known=options)
