"""What a question lets through: its conditions, and its levels from narrow to wide. Nothing here scores."""

from collections.abc import Iterator, Sequence
from math import ceil
from operator import add

from search.analysis.blanks import within
from search.analysis.folding import fold_text
from search.analysis.letters import Letters
from search.analysis.pinyin import as_word
from search.analysis.segmentation import PART_LENGTH, QueryTerm, is_latin, plain_words
from search.analysis.stemming import stem
from search.asking.forms import Forms
from search.asking.question import AskedField, Question, Word
from search.ranking.clauses import Clause, Everything, Fixed, Group, HasTerm, Nothing, Phrase, all_of, any_of
from search.ranking.weights import Feature

WORDS_OF = {"marks": "text", "title_marks": "title"}
"""The words beside each field of marks."""
CODED = frozenset({"region", "theme"})
"""Fields that hold codes."""
MOST = 0.6
"""Share of the words that the second level asks for."""


def conditions(question: Question, features: frozenset[Feature]) -> tuple[Clause, ...]:
    """Phrases, excluded words and fields: what must hold beside the words."""
    excluded = tuple(_as_written(text) for text in question.excluded)
    return (
        *(Fixed(_as_written(text)) for text in question.phrases),
        *((Fixed(Group(must_not=excluded)),) if excluded else ()),
        *(Fixed(_in_field(asked, features)) for asked in question.fields),
    )


def levels(question: Question, forms: Forms, features: frozenset[Feature]) -> tuple[Clause, ...]:
    """What is found, the narrowest first; each holds everything that the one before holds.

    Words of letters are inflected, so that "most of them" says little: without Chinese there is no level between.
    """
    if not question.words:
        return () if conditions(question, features) or not question.text else (Nothing(),)
    words = tuple(held("marks", word, forms, features) for word in question.words)
    every: Clause = Group(must=words)
    if Feature.WIDENING not in features:
        return (Fixed(every),)
    most: Clause = Group(should=words, at_least=ceil(len(words) * MOST))
    near = Group(should=(most, *_near(forms, features)), at_least=1)
    wide = Group(should=(near, *words, *_far(forms, features)), at_least=1)
    if not forms.characters:
        return Fixed(every), Fixed(wide)
    return Fixed(every), Fixed(near), Fixed(wide)


def held(field: str, word: Word, forms: Forms, features: frozenset[Feature]) -> Clause:
    """What holds a word, what means the same or, of letters, sounds so, in a field of marks."""
    others = [*_spoken(forms.spoken(word.term.text), features)]
    if Feature.SYNONYMS in features:
        others += (Group(must=tuple(_as_word(field, term) for term in terms)) for terms in word.alternatives)
    if field == "marks":
        others += _fitting(word, features)
    own = marked(field, word.term.marks)
    return Group(should=(own, *others), at_least=1) if others else own


def _fitting(word: Word, features: frozenset[Feature]) -> Iterator[Clause]:
    """What need not hold a word anywhere: it lies in its place, it belongs to its theme."""
    if Feature.PLACES in features and word.is_place:
        yield from (HasTerm("region", place) for place in word.places)
    if Feature.THEMES in features and word.theme:
        yield HasTerm("theme", word.theme)


def _as_word(field: str, term: QueryTerm) -> Clause:
    """What holds a word that nobody typed: one of two characters as a word, for 中学 is none of 高中学费."""
    if len(term.text) == PART_LENGTH and not is_latin(term.text[0]):
        return all_of(WORDS_OF[field], term.words)
    return marked(field, term.marks)


def marked(field: str, marks: Sequence[str]) -> Clause:
    """What holds all of some marks; of every text a single character is no mark, it stands among the ordered ones."""
    where = ("ordered" if field == "marks" and len(mark) == 1 and not is_latin(mark) else field for mark in marks)
    terms = tuple(HasTerm(*held) for held in zip(where, marks, strict=True))
    return Group(must=terms) if terms else Everything()


def _spoken(word: Letters | None, features: frozenset[Feature]) -> Iterator[Clause]:
    """Titles that sound like a whole word of letters, or hold a word with these first letters."""
    if word and len(word.syllables) > 1 and Feature.PINYIN in features:
        yield sounding(word)
    if word and word.initials and Feature.INITIALS in features:
        yield HasTerm("title_initials", as_word(word.word))


def words_held(field: str, word: Word, features: frozenset[Feature]) -> Clause:
    """What holds a word, its parts or what means the same, in a field of words."""
    others = word.alternatives if Feature.SYNONYMS in features else ()
    ways = (word.term.words, word.term.parts, *(tuple(w for term in terms for w in term.words) for terms in others))
    return Group(should=tuple(all_of(field, way) for way in ways if way), at_least=1)


def misses(count: int) -> int:
    """How many of so many characters or syllables may be wrong: one of three, two of six, a fifth of more than ten."""
    return 0 if count < 3 else 1 if count < 6 else max(2, count // 5)  # noqa: PLR2004  the numbers are the meaning


def letters_clause(word: Letters) -> Clause:
    """Titles that hold a word of letters as pinyin: as it is typed, or with one letter corrected."""
    corrected = (HasTerm("title_joins", near) for near in word.corrected)
    syllables = (HasTerm("title_syllables", word.word),) if len(word.syllables) == 1 else ()
    return Group(should=(sounding(word), *corrected, *syllables), at_least=1)


def sounding(word: Letters) -> Clause:
    """Titles that sound like a word of letters to who does not tell some sounds apart."""
    ways = tuple(HasTerm("title_joins", way) for way in word.alike)
    return Group(should=ways, at_least=1) if ways else all_of("title_joins", word.joins)


def _as_written(text: str) -> Clause:
    words = plain_words(text)
    if not words:
        return Nothing()
    return Phrase("ordered", words) if len(words) > 1 else HasTerm("ordered", words[0])


def _in_field(asked: AskedField, features: frozenset[Feature]) -> Clause:
    """What is asked of one field: its codes where they are known, else its words."""
    if asked.name in CODED:
        return any_of(asked.name, asked.codes) if asked.codes else _all_held("marks", asked.words, features)
    if asked.name == "code":
        exact, inside = HasTerm("code", fold_text(asked.text)), _all_held("marks", asked.words, features)
        return Group(should=(exact, inside), at_least=1)
    if asked.name == "title":
        return _all_held("title_marks", asked.words, features)
    telling = [word for word in asked.words if len(word.term.text) > 1] or asked.words
    return Group(must=tuple(words_held(asked.name, word, features) for word in telling)) if telling else Nothing()


def _all_held(field: str, words: Sequence[Word], features: frozenset[Feature]) -> Clause:
    """What holds every word, or what means the same, in a field of marks."""
    return Group(must=tuple(held(field, word, Forms(), features) for word in words)) if words else Nothing()


def _near(forms: Forms, features: frozenset[Feature]) -> Iterator[Clause]:
    """Near forms of the whole question in titles."""
    if Feature.COVERAGE in features:
        yield from but("title_marks", forms.characters, misses(len(forms.characters)))
    if Feature.SYLLABLES in features:
        yield from but("title_syllables", forms.syllables, misses(len(forms.syllables)))
    if Feature.PINYIN in features and forms.letters:
        most = ceil(len(forms.letters) * MOST)
        yield Group(should=tuple(letters_clause(word) for word in forms.letters), at_least=most)
        yield from but("title_syllables", forms.spelled, misses(len(forms.spelled)))
    if Feature.INITIALS in features:
        likely = tuple(HasTerm("title_initials", as_word(word.word)) for word in forms.letters if word.initials)
        if likely:
            yield Group(should=likely, at_least=ceil(len(likely) * MOST))


def _far(forms: Forms, features: frozenset[Feature]) -> Iterator[Clause]:
    """Any near form of any part of the question in titles, and English words of the same stem anywhere."""
    if Feature.STEMS in features:
        yield from (HasTerm("stems", stem(word.word)) for word in forms.letters)
    if Feature.SYLLABLES in features:
        yield from (HasTerm("title_joins", pair) for pair in forms.syllable_pairs)
    if Feature.BLANKS in features:
        yield from (HasTerm("title_blanks", term) for blank in forms.blanks for term in (blank, within(blank)))
    if Feature.PINYIN in features:
        yield from (letters_clause(word) for word in forms.letters)
        yield from (HasTerm("title_joins", pair) for pair in forms.spelled_pairs)
    if Feature.INITIALS in features:
        yield from _some_initials(forms)


def _some_initials(forms: Forms) -> Iterator[Clause]:
    """Most pairs of neighbouring letters of a word that may be first letters."""
    for word in (letters.word for letters in forms.letters if letters.initials):
        pairs = dict.fromkeys(map(add, word, word[1:]))
        terms = tuple(HasTerm("title_initials", pair) for pair in pairs)
        yield Group(should=terms, at_least=ceil(len(terms) * MOST))


def but(field: str, values: tuple[str, ...], missing: int) -> Iterator[Clause]:
    """What holds all but so many of some values of a field; nothing is asked where there are fewer than two."""
    if len(values) > 1:
        terms = tuple(HasTerm(field, value) for value in values)
        yield Group(must=terms) if missing == 0 else Group(should=terms, at_least=len(terms) - missing)
