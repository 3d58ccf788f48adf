"""Clauses in the cluster's own language. Text becomes term queries one by one; it never meets a query parser.

The server's scores carry the factor k1 + 1 of BM25, which Lucene's own leave out; so constants weigh as they should.
"""

from collections.abc import Iterable
from typing import Any

from search.ranking.clauses import Between, Boost, Clause, Everything, Fixed, Group, HasTerm, Nothing, Phrase

Query = dict[str, Any]


def translate(clause: Clause, factor: float = 1.0) -> Query:
    """A clause as a query of the cluster, its score times a factor."""
    match clause:
        case Group():
            return _group(clause, factor)
        case Fixed(inner, score):
            return {"constant_score": {"filter": translate(inner), "boost": score * factor}}
        case Boost(inner, own):
            return translate(inner, factor * own)
        case _:
            return _leaf(clause, factor)


def _leaf(clause: HasTerm | Phrase | Between | Everything | Nothing, factor: float) -> Query:
    match clause:
        case HasTerm(field, value):
            return {"term": {field: {"value": value, "boost": factor}}}
        case Phrase(field, values):
            return {"match_phrase": {field: {"query": " ".join(values), "boost": factor}}}
        case Between(field, low, high):
            bounds = {name: value for name, value in (("gte", low), ("lte", high)) if value is not None}
            return {"range": {field: {**bounds, "boost": factor}}}
        case Everything():
            return {"match_all": {"boost": factor}}
        case Nothing():
            return {"match_none": {}}


def _group(group: Group, factor: float) -> Query:
    """A boolean query. What adds nothing to the score is a filter, and optional clauses alone narrow nothing down."""
    if group.at_least > len(group.should):
        return {"match_none": {}}
    kinds = {
        "must": _all(clause for clause in group.must if not _silent(clause)),
        "filter": _all(clause for clause in group.must if _silent(clause)),
        "should": _all(group.should),
        "must_not": _all(group.must_not),
    }
    if not group.must and not group.at_least:
        kinds["filter"] = [{"match_all": {}}]
    given = {name: clauses for name, clauses in kinds.items() if clauses}
    return {"bool": {**given, "minimum_should_match": group.at_least, "boost": factor}}


def _silent(clause: Clause) -> bool:
    return isinstance(clause, Fixed) and clause.score == 0.0


def _all(clauses: Iterable[Clause]) -> list[Query]:
    return [translate(clause) for clause in clauses]
