"""A query in the engine's terms. Text becomes term queries one by one; it never meets a query parser."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

import tantivy
from tantivy import Occur, Query

from search.analysis.folding import fold_text
from search.analysis.segmentation import QueryTerm, query_terms
from search.document import FIELDS, PART_WEIGHT, TITLE_COVER_SCORE, WHOLE_TITLE_BOOST, WORD_FIELDS, Analysis
from search.engines.embedded import schema
from search.query import SearchQuery, Sort

RELAXED_SHARE = 0.6
"""Where nothing holds every word, how much of them a document must hold."""

ORDERS = {Sort.UPDATED: schema.ORDER_UPDATED, Sort.PUBLISHED: schema.ORDER_PUBLISHED}
"""The fast field behind each order that is not relevance."""

Clause = tuple[Occur, Query]


@dataclass(frozen=True, slots=True)
class Translation:
    """The parts of a query, to be put together with or without one facet's own filter.

    Attributes:
        scope: What the caller may see.
        strict: The words, all of them needed; None where nothing was asked.
        relaxed: The words, most of them needed; None where that would be the same.
        filters: Facet name to its filter.
        bounds: Every other filter.
    """

    scope: Clause
    strict: Clause | None
    relaxed: Clause | None
    filters: dict[str, Clause]
    bounds: tuple[Clause, ...]

    def query(self, *, relaxed: bool, without: str = "") -> Query:
        """The query to run; `without` leaves one facet's filter out."""
        words = self.relaxed if relaxed else self.strict
        filters = [clause for name, clause in self.filters.items() if name != without]
        clauses = [*([words] if words else []), self.scope, *filters, *self.bounds]
        return Query.boolean_query(clauses)


def translate(built: tantivy.Schema, query: SearchQuery) -> tuple[Translation, tuple[QueryTerm, ...]]:
    """The query's parts and the words it was understood as."""
    terms = query_terms(query.text)
    filters = {name: any_of(built, name, values) for name, values in query.filters.items() if values}
    bounds = () if query.updated_after is None else (_from(built, "updated_at", query.updated_after),)
    words = Words(built, query.text, terms) if terms else None
    nothing = (Occur.Must, Query.empty_query()) if query.text else None
    strict = words.clause(len(terms)) if words else nothing
    needed = ceil(len(terms) * RELAXED_SHARE)
    relaxed = words.clause(needed) if words and needed < len(terms) else None
    scope = any_of(built, schema.SCOPE, query.scopes)
    return Translation(scope, strict, relaxed, filters, bounds), terms


def any_of(built: tantivy.Schema, name: str, values: Iterable[str]) -> Clause:
    """A filter by any of some values; by none it lets nothing through. It adds nothing to the score."""
    queries = [(Occur.Should, _term(built, name, value)) for value in dict.fromkeys(values)]
    either = queries[0][1] if len(queries) == 1 else Query.boolean_query(queries) if queries else Query.empty_query()
    return Occur.Must, Query.const_score_query(either, 0.0)


def before(built: tantivy.Schema, name: str, key: int) -> Clause:
    """What comes at or after this order key when the highest comes first."""
    bounded = Query.range_query(built, name, tantivy.FieldType.Integer, upper_bound=key)
    return Occur.Must, Query.const_score_query(bounded, 0.0)


def within(wanted: Query, bound: Clause) -> Query:
    """A query with one more condition."""
    return Query.boolean_query([(Occur.Must, wanted), bound])


def all_marks(built: tantivy.Schema, name: str, marks: Iterable[str]) -> Query:
    """What holds every one of these marks."""
    return Query.boolean_query([(Occur.Must, _term(built, name, mark)) for mark in dict.fromkeys(marks)])


@dataclass(frozen=True, slots=True)
class Words:
    """The part of a query that is text."""

    built: tantivy.Schema
    text: str
    terms: tuple[QueryTerm, ...]

    def clause(self, needed: int) -> Clause:
        """What holds at least this many of the words, scored by where it holds them."""
        return Occur.Must, Query.boolean_query([self._gate(needed), *self._scores()])

    def _gate(self, needed: int) -> Clause:
        if needed == len(self.terms):
            every = all_marks(self.built, schema.MARKS, (mark for term in self.terms for mark in term.marks))
            return Occur.Must, Query.const_score_query(every, 0.0)
        gates = [(Occur.Should, all_marks(self.built, schema.MARKS, term.marks)) for term in self.terms]
        some = Query.boolean_query(gates, minimum_number_should_match=needed)
        return Occur.Must, Query.const_score_query(some, 0.0)

    def _scores(self) -> list[Clause]:
        weights: dict[str, float] = {}
        for term in self.terms:
            for word in term.words:
                weights[word] = max(weights.get(word, 0.0), 1.0)
            for part in term.parts:
                weights[part] = max(weights.get(part, 0.0), PART_WEIGHT)
        clauses = [
            (Occur.Should, Query.boost_query(_term(self.built, field.name, word), field.boost * weight))
            for word, weight in weights.items()
            for field in WORD_FIELDS
        ]
        return [*clauses, *self._wholes()]

    def _wholes(self) -> list[Clause]:
        """The whole question as a title, as an identifier, and every word of it in the title."""
        whole = fold_text(self.text)
        wholes = [(schema.WHOLE_TITLE, WHOLE_TITLE_BOOST)]
        wholes += [(field.name, field.boost) for field in FIELDS if field.analysis is Analysis.IDENTIFIER]
        clauses = [(Occur.Should, Query.boost_query(_term(self.built, name, whole), boost)) for name, boost in wholes]
        title = all_marks(self.built, schema.TITLE_MARKS, (mark for term in self.terms for mark in term.marks))
        return [*clauses, (Occur.Should, Query.const_score_query(title, TITLE_COVER_SCORE))]


def _from(built: tantivy.Schema, name: str, lowest: int) -> Clause:
    bounded = Query.range_query(built, name, tantivy.FieldType.Integer, lower_bound=lowest)
    return Occur.Must, Query.const_score_query(bounded, 0.0)


def _term(built: tantivy.Schema, name: str, value: str) -> Query:
    return Query.term_query(built, name, value, index_option="freq")
