"""Likeness: from one dataset to the clause that finds those like it. The same for every engine."""

from collections.abc import Iterable, Iterator
from itertools import islice

from search.analysis.dictionary.places import SHORT_PLACES
from search.analysis.segmentation import query_terms
from search.document import SearchDocument
from search.ranking.clauses import Boost, Clause, Fixed, Group, HasTerm

TITLE = 3.0
"""Weight of a word of the title that stands in another title."""
KEYWORDS = 2.0
"""Weight of a keyword that is a keyword there too."""
ITEMS = 0.5
"""Weight of a word in the name of a column that both have."""
THEME = 2.0
"""Added where the theme is the same."""
REGION = 1.0
"""Added where the region is the same."""
PLACES = frozenset((*SHORT_PLACES, *SHORT_PLACES.values()))
MAX_WORDS = 24
"""Words taken from the title, the keywords and the columns each: a long one asks no more than a short one."""


def similar_clause(document: SearchDocument) -> Clause:
    """What is like this dataset, without itself: a word of the title, a keyword or a column in common at least.

    What both share beyond that, the theme and the region, only raises.
    """
    texts = (("title", TITLE, (document.title,)), ("keywords", KEYWORDS, document.keywords))
    words = [
        Boost(HasTerm(field, word), weight)
        for field, weight, given in (*texts, ("items", ITEMS, document.items))
        for word in _words(given)
    ]
    values = (("theme", document.theme, THEME), ("region", document.region, REGION))
    shared = (Fixed(HasTerm(field, value), score) for field, value, score in values if value)
    return Group(
        must=(Group(should=tuple(words), at_least=1),), should=tuple(shared), must_not=(HasTerm("id", document.id),)
    )


def _words(texts: Iterable[str]) -> Iterator[str]:
    """The words of some texts, each once, at most `MAX_WORDS`; names of places say where, not what."""
    words = dict.fromkeys(word for text in texts for term in query_terms(text) for word in (*term.words, *term.parts))
    return islice((word for word in words if word not in PLACES), MAX_WORDS)
