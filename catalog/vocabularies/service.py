"""Checking codes against the vocabularies, and bringing these up to the release."""

from collections.abc import Iterable

from catalog.base import ReadSession, WriteSession
from catalog.errors import FieldProblem, Invalid
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
    return FieldProblem(pointer, _message(shipped.SCHEMES[scheme], code, known), "unknown-code")


async def check(session: ReadSession, scheme: str, code: str, pointer: str = "") -> None:
    """Refuse a ``code`` that ``scheme`` does not have or no longer offers.

    Raises:
        Invalid: with the codes that exist.
        Missing: there is no such vocabulary.
    """
    found = await problem(session, scheme, code, pointer)
    if found is not None:
        raise Invalid([found])


def _message(name: str, code: str, known: Iterable[queries.Entry]) -> str:
    options = [f"{entry.code}（{entry.label_zh}）" for entry in known]
    listed = "、".join(options[:_SHOWN])
    tail = f"等 {len(options)} 个" if len(options) > _SHOWN else ""
    given = code if len(code) <= _QUOTED else f"{code[:_QUOTED]}…"
    return f"{name}没有代码“{given}”，请从以下代码中选择：{listed}{tail}"
