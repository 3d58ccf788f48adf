"""The weights of ranking: every number that decides an order, in one table, each with its meaning.

Two are not here because they are stored with a document: `search.indexing.record.PRIOR` and `BREVITY`.

Scores of BM25 carry its factor k1 + 1, in both engines: a rare word scores some 5 to 20, a frequent one 1.
"""

from dataclasses import dataclass
from enum import StrEnum


class Feature(StrEnum):
    """What ranking can do without, to see what each is worth."""

    WHOLE = "whole"
    """A question that is a whole title, or its beginning."""
    COVERAGE = "coverage"
    """Titles that hold every character or word of the question, or all but one or two."""
    SEQUENCE = "sequence"
    """Titles that hold the characters in the question's order, with others between them."""
    SYLLABLES = "syllables"
    """What characters sound like, for homophones."""
    PINYIN = "pinyin"
    """Words of letters as pinyin, folded and with one wrong letter too."""
    INITIALS = "initials"
    """Words of letters as first letters of syllables."""
    BLANKS = "blanks"
    """Words with one character wrong."""
    STEMS = "stems"
    """Stemmed English."""
    PHRASES = "phrases"
    """Neighbouring words of the question that are neighbours in the document."""
    SYNONYMS = "synonyms"
    """Words that mean the same."""
    IDENTIFIERS = "identifiers"
    """The catalogue code."""
    ITEMS = "items"
    """The names of columns."""
    ORGANIZATIONS = "organizations"
    """The name of the agency."""
    PLACES = "places"
    """Places named in the question raise what belongs to them."""
    THEMES = "themes"
    """Themes named in the question raise what belongs to them."""
    YEARS = "years"
    """Years and periods named in the question raise what speaks of them."""
    WIDENING = "widening"
    """Levels beyond the first."""


ALL = frozenset(Feature)


@dataclass(frozen=True, slots=True)
class Weights:
    """The table. `each` is multiplied by the number of what matches, `part of` is shared among all of a question.

    Attributes:
        whole_title: The question is exactly the title.
        title_begins: The title begins with the question.
        code: The question is exactly the catalogue code.
        text: BM25 of a Latin word in any text; the unit of all the others.
        text_han: BM25 of a Chinese word in any text.
        stems: BM25 of a stemmed Latin word in any text.
        title: BM25 of a Latin word in the title.
        title_han: BM25 of a Chinese word in the title.
        keywords: BM25 of a word in the keywords.
        items: BM25 of a word in the names of columns.
        column: The question is exactly the name of a column.
        organization_name: BM25 of a word in the name of the agency.
        organization_all: The name of the agency holds every word, or what means the same.
        phrase: BM25 of two neighbouring Latin words.
        title_words: Every word stands in the title.
        every_word: Every word stands somewhere.
        characters: The title holds every Chinese character.
        characters_one: It holds all but one, of three or more.
        characters_two: It holds all but two, of six or more.
        character: BM25 of a Chinese character in the title.
        sequence: The title holds every character in the question's order; less for less (`search.ranking.sequence`).
        syllables: The title sounds of every syllable.
        syllables_one: Of all but one, of three or more.
        syllables_two: Of all but two, of six or more.
        syllable_pair: Each pair of neighbouring syllables.
        blank: Each word of the title that differs in one character.
        blank_inside: Each word inside a longer one that differs in one character.
        join: Each word of letters that is two or more syllables of the title.
        join_word: Each word of letters that is the sound of a whole word of the title.
        join_share: Part of all words of letters, added to `join`.
        folded: Share of `join` that is given to what sounds the same to many, too.
        corrected: Share of `join` for the same with one letter corrected.
        spelled: Each syllable of words of letters.
        spelled_all: The title sounds of every syllable of words of letters.
        spelled_one: Of all but one, of three or more.
        spelled_pair: Each pair of neighbouring syllables of words of letters.
        initials_word: Each word of letters that is the first letters of a whole word of the title.
        initials: Each word of letters that is first letters of neighbours in the title.
        initials_gram: Part of neighbouring letters that are first letters of neighbours in the title.
        place: It belongs to a place that the question names.
        theme: It belongs to a theme that the question names.
        year: Its title speaks of a year that the question names.
        synonym: Share of a word's score for what means the same.
        compound_part: Share of a word's score for a part of a compound.
    """

    whole_title: float = 5.0
    title_begins: float = 0.5
    code: float = 100.0
    text: float = 1.0
    text_han: float = 0.1
    stems: float = 0.5
    title: float = 0.4
    title_han: float = 0.17
    keywords: float = 0.12
    items: float = 0.05
    column: float = 12.0
    organization_name: float = 0.1
    organization_all: float = 15.0
    phrase: float = 0.5
    title_words: float = 12.0
    every_word: float = 5.0
    characters: float = 6.0
    characters_one: float = 2.5
    characters_two: float = 5.0
    character: float = 0.2
    sequence: float = 4.0
    syllables: float = 1.8
    syllables_one: float = 1.0
    syllables_two: float = 0.5
    syllable_pair: float = 1.2
    blank: float = 0.4
    blank_inside: float = 0.15
    join: float = 0.75
    join_word: float = 1.5
    join_share: float = 16.0
    folded: float = 0.8
    corrected: float = 0.5
    spelled: float = 0.15
    spelled_all: float = 1.0
    spelled_one: float = 1.0
    spelled_pair: float = 0.3
    initials_word: float = 2.0
    initials: float = 1.0
    initials_gram: float = 3.0
    place: float = 8.0
    theme: float = 4.0
    year: float = 4.0
    synonym: float = 0.6
    compound_part: float = 0.4


WEIGHTS = Weights()
"""The one setting that ships."""
