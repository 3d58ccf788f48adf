"""From a question to clauses: what is found, and in which order.

A question is answered on the first of its levels that holds enough: every word; most of them, or a near form of the
title (a character or syllable missing, pinyin, first letters); any of them. Each level holds everything that the one
before holds and scores it alike, so pages stay as they are. Filters and ranges take no part in the choice: they narrow
an answer down and never bring anything in.

What is found is scored by named parts (`QueryPlan.parts`), each a clause; every weight of them stands in `Weights`.
Most parts give the same score to all they match, so that they weigh the same however rare a word is; the words
themselves are scored by BM25.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from search.analysis.segmentation import QueryTerm
from search.asking.forms import forms_of
from search.asking.query import SearchQuery, Sort
from search.asking.question import Question, understand
from search.document import WORD_FIELDS
from search.ranking.clauses import Between, Clause, Fixed, Group, any_of
from search.ranking.conditions import conditions, levels
from search.ranking.parts import ScoreParts
from search.ranking.sequence import TitleSequence
from search.ranking.weights import ALL, WEIGHTS, Feature, Weights

MARKED = frozenset(field.name for field in WORD_FIELDS)
"""Fields that are shown with what matches."""
ENOUGH = 10
"""Documents that a level must hold, or the next one answers. An order by time would mix what is near among what holds
every word, so there it is one."""


@dataclass(frozen=True, slots=True)
class QueryPlan:
    """A query as clauses, to be put together with or without one facet's own filter.

    Attributes:
        levels: What is found, the narrowest first, without scores; empty where no words were given.
        filters: Facet name to its filter.
        ranges: The other filters that narrow an answer down.
        bounds: What the question itself demands beside its words, and who may see it.
        terms: The words the question was understood as.
        parts: Name of a part of the score, in Chinese, to its clause; the score of a document is their sum.
        sequence: What is added to the scores of the first hits.
        enough: A level that holds fewer documents gives way to the next.
    """

    levels: tuple[Clause, ...]
    filters: Mapping[str, Clause]
    ranges: tuple[Clause, ...]
    bounds: tuple[Clause, ...]
    terms: tuple[QueryTerm, ...]
    parts: Mapping[str, Clause]
    sequence: TitleSequence
    enough: int

    @property
    def narrowed(self) -> bool:
        """Whether filters or ranges narrow the answer down."""
        return bool(self.filters or self.ranges)

    def clause(self, level: int, *, without: str = "", scored: bool = True) -> Clause:
        """The whole clause of one level; `without` leaves one facet's filter out, not `scored` every score."""
        filters = tuple(clause for name, clause in self.filters.items() if name != without)
        scores = tuple(self.parts.values()) if scored else ()
        return Group(must=(*self._held(level), *self.ranges, *filters), should=scores)

    def held(self, level: int) -> Clause:
        """What a level holds before it is narrowed down, without scores."""
        return Group(must=self._held(level))

    def _held(self, level: int) -> tuple[Clause, ...]:
        return (*self.levels[level : level + 1], *self.bounds)


def plan(query: SearchQuery, features: frozenset[Feature] = ALL, weights: Weights = WEIGHTS) -> QueryPlan:
    """What to ask an engine for this query; tests and evaluations take features away or weigh otherwise."""
    question = understand(query.text, query.synonyms)
    forms = forms_of(question.asked, {word.term.text for word in question.words if word.is_place})
    in_order = Feature.SEQUENCE in features and query.order is Sort.RELEVANCE
    return QueryPlan(
        levels=levels(question, forms, features),
        filters={name: any_of(name, values) for name, values in query.filters.items() if values},
        ranges=tuple(Fixed(Between(name, low, high)) for name, (low, high) in query.ranges.items()),
        bounds=(any_of("scope", query.scopes), *conditions(question, features)),
        terms=_terms(question),
        parts=ScoreParts(question, forms, features, weights).named(),
        sequence=TitleSequence(forms.written, weights.sequence) if in_order else TitleSequence(),
        enough=ENOUGH if query.order is Sort.RELEVANCE else 1,
    )


def _terms(question: Question) -> tuple[QueryTerm, ...]:
    """The words, what means the same, and what a field must hold: all that is marked."""
    words = (*question.words, *(word for asked in question.fields if asked.name in MARKED for word in asked.words))
    others = (term for word in words for terms in word.alternatives for term in terms)
    return tuple(dict.fromkeys((*(word.term for word in words), *others)))
