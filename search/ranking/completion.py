"""Completion: from what is being typed to the clause that finds titles. The same for every engine.

The last word is perhaps unfinished: a Latin word by its beginning, pinyin in the middle of a syllable.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from search.analysis.pinyin import (
    LONGEST_SYLLABLE,
    SYLLABLES,
    as_word,
    begun_together,
    is_letters,
    neighbours,
    split,
)
from search.analysis.segmentation import QueryTerm, is_latin
from search.indexing.record import beginning
from search.ranking.clauses import Clause, Fixed, Group, HasTerm, all_of

WRITTEN = 4.0
"""Score of a title that holds a word as it was typed."""
SPELLED = 3.0
"""Score of one that sounds as was typed."""
INITIALS = 2.0
"""Score of one whose first letters were typed."""
UNFINISHED = 1.0
"""Score of one that sounds as was typed once the last syllable is finished."""
WHOLE_WORD = 0.5
"""Added where it is a word that sounds so, or begins so: letters also meet across words."""
BEGUN = 1.0
"""Added to a title that begins as was typed."""
MOST_BEGUN = 64
"""Ways to finish a word that are looked for."""
_BEGINNINGS: dict[str, list[str]] = {}
for _syllable in sorted(SYLLABLES):
    for _end in range(1, len(_syllable)):
        _BEGINNINGS.setdefault(_syllable[:_end], []).append(_syllable)


def completion_clause(terms: Iterable[QueryTerm]) -> Clause:
    """Titles that hold every one of these words: written, in pinyin, by first letters, or begun."""
    words = tuple(terms)
    begins = HasTerm("title_begins", beginning("".join(term.text for term in words)))
    return Group(must=tuple(map(_held, words)), should=(Fixed(begins, BEGUN),))


def _held(term: QueryTerm) -> Clause:
    written = Fixed(all_of("title_marks", term.marks), WRITTEN)
    if not is_latin(term.text[:1]):
        return written
    begun = Fixed(HasTerm("title_prefixes", term.text), WRITTEN)
    return Group(should=(written, begun, *_sounds(term.text)), at_least=1)


def _sounds(word: str) -> Iterator[Clause]:
    if not is_letters(word):
        return
    yield Fixed(all_of("title_initials", begun_together(word)), INITIALS)
    yield Fixed(HasTerm("title_initials", as_word(word)), WHOLE_WORD)
    syllables = split(word)
    if syllables:
        yield Fixed(_spelled(syllables), SPELLED)
        yield Fixed(HasTerm("title_joins", as_word(word)), WHOLE_WORD)
    begun = tuple(_spelled(syllables) for syllables in islice(_begun(word), MOST_BEGUN))
    if begun:
        yield Fixed(Group(should=begun, at_least=1), UNFINISHED)


def _spelled(syllables: tuple[str, ...]) -> Clause:
    """Titles in which these syllables follow each other."""
    if len(syllables) == 1:
        return HasTerm("title_syllables", syllables[0])
    return all_of("title_joins", map("".join, neighbours(syllables)))


def _begun(word: str) -> Iterator[tuple[str, ...]]:
    """The syllables that a word may become when its last one is finished."""
    for end in range(len(word) - 1, max(len(word) - LONGEST_SYLLABLE, -1), -1):
        before = split(word[:end])
        if before or end == 0:
            yield from ((*before, syllable) for syllable in _BEGINNINGS.get(word[end:], ()))
