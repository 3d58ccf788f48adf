"""Reading vocabularies; what was read is kept for the session, never longer."""

from dataclasses import dataclass

from sqlalchemy import select

from catalog.base import ReadSession
from catalog.errors import Missing
from catalog.vocabularies.models import Term
from catalog.vocabularies.shipped import SCHEMES

TERMS = "minshu.terms"


@dataclass(frozen=True)
class Entry:
    """One code of a vocabulary as pages and the API show it; ``valid`` is whether it may still be chosen."""

    scheme: str
    code: str
    label_zh: str
    label_en: str
    note: str
    broader: str | None
    source: str
    confirmed: bool
    valid: bool


async def terms(session: ReadSession, scheme: str) -> tuple[Entry, ...]:
    """Every term of ``scheme`` in its own order, also those that may no longer be chosen.

    Raises:
        Missing: there is no such vocabulary.
    """
    if scheme not in SCHEMES:
        raise Missing("vocabulary", scheme)
    kept: dict[str, tuple[Entry, ...]] = session.info.setdefault(TERMS, {})
    if scheme not in kept:
        statement = select(Term).where(Term.scheme == scheme).order_by(Term.position, Term.code)
        kept[scheme] = tuple(_entry(row) for row in (await session.scalars(statement)).all())
    return kept[scheme]


async def term(session: ReadSession, scheme: str, code: str) -> Entry:
    """The term ``code`` of ``scheme``.

    Raises:
        Missing: there is no such vocabulary, or no such code in it.
    """
    for entry in await terms(session, scheme):
        if entry.code == code:
            return entry
    raise Missing("term", f"{scheme}/{code}")


async def labels(session: ReadSession, scheme: str) -> dict[str, str]:
    """The Chinese labels of ``scheme`` by code, in its own order; raises like ``terms``."""
    return {entry.code: entry.label_zh for entry in await terms(session, scheme)}


async def stored_terms(session: ReadSession) -> dict[tuple[str, str], Term]:
    """Every row by scheme and code, for the loader."""
    return {(row.scheme, row.code): row for row in (await session.scalars(select(Term))).all()}


def _entry(row: Term) -> Entry:
    return Entry(
        scheme=row.scheme,
        code=row.code,
        label_zh=row.label_zh,
        label_en=row.label_en,
        note=row.note,
        broader=row.broader,
        source=row.source,
        confirmed=row.confirmed,
        valid=row.valid,
    )


@dataclass(frozen=True)
class Words:
    """Labels and notes of some vocabularies, by scheme and code."""

    terms: dict[str, dict[str, Term]]

    def label(self, scheme: str, code: str) -> str:
        """The Chinese label of ``code``; the code itself where there is none."""
        found = self.terms.get(scheme, {}).get(code)
        return found.label_zh if found else code

    def note(self, scheme: str, code: str) -> str:
        """What ``code`` means in plain words."""
        found = self.terms.get(scheme, {}).get(code)
        return found.note if found else ""


async def words(session: ReadSession, *schemes: str) -> Words:
    """Every term of ``schemes``, in one select."""
    query = select(Term).where(Term.scheme.in_(schemes)).order_by(Term.scheme, Term.position, Term.code)
    found: dict[str, dict[str, Term]] = {scheme: {} for scheme in schemes}
    for term in await session.scalars(query):
        found[term.scheme][term.code] = term
    return Words(found)
