"""What the codes of documents are called: the labels of the vocabularies, kept in memory for a while."""

import time
from collections.abc import Callable, Mapping

from catalog.base import ReadSession
from catalog.datasets.document import RevisionDocument
from catalog.datasets.elements import VOCABULARY_FIELDS
from catalog.vocabularies.queries import words

FRESH_SECONDS = 60.0
"""So old the names may be."""

Labels = Mapping[str, str]
"""Chinese labels of the codes of a document, by the name of the member that holds the code."""


class CodeNames:
    """Names codes in this process: the answer that is asked for most often would else cost a second select."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: dict[str, dict[str, str]] = {}
        self._read_at = float("-inf")

    async def of(self, session: ReadSession, document: RevisionDocument) -> Labels:
        """The labels of the codes of ``document``; a code that stands in no vocabulary has none."""
        if self._monotonic() - self._read_at >= FRESH_SECONDS:
            await self._read(session)
        known = ((name, self._kept[scheme].get(getattr(document, name))) for name, scheme in VOCABULARY_FIELDS.items())
        return {name: label for name, label in known if label}

    async def _read(self, session: ReadSession) -> None:
        found = await words(session, *VOCABULARY_FIELDS.values())
        self._kept = {
            scheme: {code: term.label_zh for code, term in terms.items()} for scheme, terms in found.terms.items()
        }
        self._read_at = self._monotonic()
