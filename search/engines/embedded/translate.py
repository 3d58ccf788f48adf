"""Clauses in the engine's own terms. Text becomes term queries one by one; it never meets a query parser."""

import tantivy
from tantivy import Occur, Query

from search.asking.query import Sort
from search.engines.embedded import schema
from search.ranking.clauses import Between, Boost, Clause, Everything, Fixed, Group, HasTerm, Nothing, Phrase

ORDERS = {Sort(sort): name for sort, name in schema.ORDERS.items()}
"""The fast field behind each order that is not relevance."""


def translate(built: tantivy.Schema, clause: Clause) -> Query:
    """A clause as a query of this engine."""
    return Translation(built).of(clause)


class Translation:
    """The clauses of one question as queries of this engine; what stands in several of them is made once."""

    def __init__(self, built: tantivy.Schema) -> None:
        self._built = built
        self._made: dict[int, tuple[Clause, Query]] = {}

    def of(self, clause: Clause) -> Query:
        """A clause as a query."""
        if not isinstance(clause, Group | Fixed):
            return self._leaf(clause)
        made = self._made.get(id(clause))
        if made is None:  # kept with its clause, or another one might take its identity
            made = self._made[id(clause)] = clause, self._nested(clause)
        return made[1]

    def _nested(self, clause: Group | Fixed) -> Query:
        if isinstance(clause, Fixed):
            return Query.const_score_query(self.of(clause.clause), clause.score)
        return self._group(clause)

    def _leaf(self, clause: HasTerm | Boost | Phrase | Between | Everything | Nothing) -> Query:
        match clause:
            case HasTerm(field, value):
                return Query.term_query(self._built, field, value, index_option="freq")
            case Boost(inner, factor):
                return Query.boost_query(self.of(inner), factor)
            case Phrase(field, values):
                return Query.phrase_query(self._built, field, list(values))
            case Between(field, low, high):
                kind = tantivy.FieldType.Integer
                return Query.range_query(self._built, field, kind, lower_bound=low, upper_bound=high)
            case Everything():
                return Query.all_query()
            case Nothing():
                return Query.empty_query()

    def _group(self, group: Group) -> Query:
        """A boolean query; one that excludes alone needs everything to exclude from, as the library knows no such."""
        kinds = ((Occur.Must, group.must), (Occur.Should, group.should), (Occur.MustNot, group.must_not))
        clauses = [(occur, self.of(clause)) for occur, found in kinds for clause in found]
        if not group.must and not group.at_least:
            clauses.append((Occur.Must, Query.const_score_query(Query.all_query(), 0.0)))
        return Query.boolean_query(clauses, minimum_number_should_match=group.at_least)
