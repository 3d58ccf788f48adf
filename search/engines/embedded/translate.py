"""Clauses in the engine's own terms. Text becomes term queries one by one; it never meets a query parser."""

import tantivy
from tantivy import Occur, Query

from search.clauses import Between, Boost, Clause, Everything, Fixed, Group, Nothing, Phrase, Term
from search.engines.embedded import schema
from search.query import Sort

ORDERS = {Sort(sort): name for sort, name in schema.ORDERS.items()}
"""The fast field behind each order that is not relevance."""


def translate(built: tantivy.Schema, clause: Clause) -> Query:
    """A clause as a query of this engine."""
    match clause:
        case Group():
            return _group(built, clause)
        case Fixed(inner, score):
            return Query.const_score_query(translate(built, inner), score)
        case Boost(inner, factor):
            return Query.boost_query(translate(built, inner), factor)
        case _:
            return _leaf(built, clause)


def _leaf(built: tantivy.Schema, clause: Term | Phrase | Between | Everything | Nothing) -> Query:
    match clause:
        case Term(field, value):
            return Query.term_query(built, field, value, index_option="freq")
        case Phrase(field, values):
            return Query.phrase_query(built, field, list(values))
        case Between(field, low, high):
            return Query.range_query(built, field, tantivy.FieldType.Integer, lower_bound=low, upper_bound=high)
        case Everything():
            return Query.all_query()
        case Nothing():
            return Query.empty_query()


def _group(built: tantivy.Schema, group: Group) -> Query:
    """A boolean query; one that excludes alone needs everything to exclude from, as the library knows no such query."""
    kinds = ((Occur.Must, group.must), (Occur.Should, group.should), (Occur.MustNot, group.must_not))
    clauses = [(occur, translate(built, clause)) for occur, found in kinds for clause in found]
    if not group.must and not group.at_least:
        clauses.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
    return Query.boolean_query(clauses, minimum_number_should_match=group.at_least)
