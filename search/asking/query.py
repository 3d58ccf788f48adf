"""What is asked: a question in its checked form, and where one of its pages begins."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

from search.asking.synonyms import Synonyms
from search.document import FACETS, PUBLIC_SCOPE

MAX_TEXT_LENGTH = 200
"""Longest question in characters, after cleaning."""
DEFAULT_SIZE = 20
MAX_SIZE = 100
MAX_OFFSET = 10_000
"""How deep an order by relevance can be paged; the other orders have no end."""
MAX_TIMESTAMP = 253_402_300_799
"""The last second of the year 9999."""
DIGEST_LENGTH = 16


class Sort(StrEnum):
    """The orders of results; without a question relevance means the latest update first."""

    RELEVANCE = "relevance"
    UPDATED = "updated"
    PUBLISHED = "published"
    DOWNLOADS = "downloads"


class InvalidQuery(ValueError):
    """A query that cannot be answered as it was asked.

    Attributes:
        parameter: The parameter at fault.
        code: What is wrong; the words for it are the caller's.
        known: The values that would have been accepted, where they can be listed.
        values: What belongs to the code, by name: limits, and what was counted.
    """

    def __init__(self, parameter: str, code: str, known: tuple[str, ...] = (), **values: int) -> None:
        super().__init__(f"{parameter}: {code} {values or ''}".rstrip())
        self.parameter = parameter
        self.code = code
        self.known = known
        self.values: Mapping[str, int] = values


@dataclass(frozen=True, slots=True)
class PagePosition:
    """Where a page begins, in one query.

    Attributes:
        binding: The `digest` of the query; every other one refuses the position.
        offset: How many hits came before, in the order by relevance.
        generation: The index the offset counts in; in another index it means nothing.
        after: Sort value and identity of the last hit, in every other order.
    """

    binding: str
    offset: int = 0
    generation: str = ""
    after: tuple[int, str] | None = None

    def values(self) -> tuple[str, int, str, tuple[int, str] | None]:
        """The position as plain values, for whoever makes the text of a cursor of it."""
        return self.binding, self.offset, self.generation, self.after

    @classmethod
    def of(cls, values: Sequence[Any]) -> Self:
        """The position that these values were made of.

        Raises:
            ValueError: They are no position.
        """
        match list(values):
            case [str(binding), offset, str(generation), None] if type(offset) is int and offset > 0:
                return cls(binding, offset, generation)
            case [str(binding), 0, str(generation), [value, str(identity)]] if type(value) is int:
                if abs(value) <= MAX_TIMESTAMP:
                    return cls(binding, 0, generation, (value, identity))
        raise ValueError(values)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A question in its checked form.

    Attributes:
        text: Cleaned text; empty asks for everything.
        filters: Facet name to the accepted values: any of them, and every facet must agree.
        ranges: Number field to its lowest and highest value, both included; None leaves a side open. Times are seconds
            since 1970 (UTC), sizes are bytes.
        sort: The order.
        size: Hits a page, 0 to 100; 0 asks for totals and facets only.
        scopes: Visibility tokens of the caller; a document that shares none of them does not exist for the query.
        position: Where the page begins; None is the first page.
        facets: Which facets to count.
        explain: Whether the parts of the scores are asked for, which is for operators.
        synonyms: Those to understand the text with; None are the dictionary's.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    size: int = DEFAULT_SIZE
    scopes: tuple[str, ...] = (PUBLIC_SCOPE,)
    position: PagePosition | None = None
    facets: tuple[str, ...] = FACETS
    explain: bool = False
    synonyms: Synonyms | None = None

    @property
    def offset(self) -> int:
        """How many hits come before the page, in the order by relevance."""
        return self.position.offset if self.position else 0

    @property
    def order(self) -> Sort:
        """The order that is really used: nothing is more relevant than another where no words were given."""
        return self.sort if self.text or self.sort is not Sort.RELEVANCE else Sort.UPDATED

    @property
    def digest(self) -> str:
        """What binds a position to its query: everything that decides which hits come in which order."""
        filters = sorted((name, sorted(set(values))) for name, values in self.filters.items() if values)
        parts = [self.text, filters, sorted(self.ranges.items()), self.order, sorted(set(self.scopes))]
        text = json.dumps(parts, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]

    def at(self, position: PagePosition) -> "SearchQuery":
        """The query for the page that begins there.

        Raises:
            InvalidQuery: The position belongs to another query, or lies beyond what relevance can be paged to.
        """
        if position.binding != self.digest or (self.order is Sort.RELEVANCE) != (position.after is None):
            raise InvalidQuery("cursor", "cursor.other")
        if position.offset > MAX_OFFSET:
            raise InvalidQuery("cursor", "cursor.too-deep", most=MAX_OFFSET)
        return replace(self, position=position)


def clean_text(text: str) -> str:
    """The question as it is understood: NFKC, control and unpaired characters as spaces, spaces joined.

    Raises:
        InvalidQuery: The text is longer than `MAX_TEXT_LENGTH`.
    """
    folded = unicodedata.normalize("NFKC", text)
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in folded)
    cleaned = " ".join(kept.split())
    if len(cleaned) > MAX_TEXT_LENGTH:
        raise InvalidQuery("q", "text.too-long", length=len(cleaned), most=MAX_TEXT_LENGTH)
    return cleaned
