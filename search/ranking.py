"""From a question to clauses: what is found, and in which order. Every weight of ranking stands here or in `FIELDS`.

A question is answered on the first of its levels that holds enough: every word, then most of them. Each level holds
everything that the one before holds and scores it alike, so the best stay in front.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from search.analysis.folding import fold_text
from search.analysis.segmentation import QueryTerm, query_terms
from search.clauses import Between, Boost, Clause, Fixed, Group, Nothing, Term, all_of, any_of
from search.document import FIELDS, WORD_FIELDS, Analysis
from search.query import SearchQuery

WHOLE_TITLE = 60.0
"""Weight of a question that is exactly the title."""
TITLE_COVER = 20.0
"""Added where the title holds every word of the question."""
PART = 0.4
"""What a part of a compound scores beside the compound."""
PRIOR = 0.2
"""Weight of the prior; an engine multiplies a score by 1 + this times the prior, so it decides only near ties."""
MOST = 0.6
"""Share of the words that the second level asks for."""
ENOUGH = 1
"""A level that holds fewer documents gives way to the next."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A query as clauses, to be put together with or without one facet's own filter.

    Attributes:
        levels: What is asked, the narrowest first; empty where no words were given.
        filters: Facet name to its filter.
        bounds: Every other filter, visibility among them.
        terms: The words the question was understood as.
    """

    levels: tuple[Clause, ...]
    filters: Mapping[str, Clause]
    bounds: tuple[Clause, ...]
    terms: tuple[QueryTerm, ...]

    def clause(self, level: int, *, without: str = "") -> Clause:
        """The whole clause of one level; `without` leaves one facet's filter out."""
        filters = tuple(clause for name, clause in self.filters.items() if name != without)
        return Group(must=(*self.levels[level : level + 1], *self.bounds, *filters))


def plan(query: SearchQuery) -> Plan:
    """What to ask an engine for this query."""
    terms = query_terms(query.text)
    filters = {name: any_of(name, values) for name, values in query.filters.items() if values}
    ranges = (Fixed(Between(name, low, high)) for name, (low, high) in query.ranges.items())
    return Plan(_levels(query.text, terms), filters, (any_of("scope", query.scopes), *ranges), terms)


def title_clause(terms: tuple[QueryTerm, ...]) -> Clause:
    """Titles that hold every one of these words, all with the same score."""
    return Fixed(_title(terms), 1.0)


def _levels(text: str, terms: tuple[QueryTerm, ...]) -> tuple[Clause, ...]:
    if not terms:
        return (Nothing(),) if text else ()
    needed = dict.fromkeys((len(terms), ceil(len(terms) * MOST)))
    scores = _scores(text, terms)
    return tuple(Group(must=(_gate(terms, count),), should=scores) for count in needed)


def _gate(terms: tuple[QueryTerm, ...], count: int) -> Clause:
    """What holds at least `count` of the words."""
    if count == len(terms):
        return Fixed(all_of("marks", (mark for term in terms for mark in term.marks)))
    return Fixed(Group(should=tuple(all_of("marks", term.marks) for term in terms), at_least=count))


def _scores(text: str, terms: tuple[QueryTerm, ...]) -> tuple[Clause, ...]:
    weights: dict[str, float] = {}
    for term in terms:
        for word in term.words:
            weights[word] = max(weights.get(word, 0.0), 1.0)
        for part in term.parts:
            weights[part] = max(weights.get(part, 0.0), PART)
    words = (Boost(Term(f.name, word), f.boost * weight) for word, weight in weights.items() for f in WORD_FIELDS)
    return (*words, *_wholes(text, terms))


def _wholes(text: str, terms: tuple[QueryTerm, ...]) -> tuple[Clause, ...]:
    """The whole question as a title, as an identifier, and every word of it in the title."""
    whole = fold_text(text)
    codes = (Fixed(Term(field.name, whole), field.boost) for field in FIELDS if field.analysis is Analysis.IDENTIFIER)
    return (Fixed(Term("whole_title", whole), WHOLE_TITLE), *codes, Fixed(_title(terms), TITLE_COVER))


def _title(terms: tuple[QueryTerm, ...]) -> Clause:
    return all_of("title_marks", (mark for term in terms for mark in term.marks))
