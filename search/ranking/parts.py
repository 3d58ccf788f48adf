"""The named parts of a score, each a clause; their sum is the score of a document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from search.analysis.blanks import within
from search.analysis.folding import fold_text
from search.analysis.pinyin import as_word, begun_together, grams
from search.analysis.segmentation import QueryTerm, is_latin
from search.analysis.stemming import stem
from search.asking.forms import Forms
from search.asking.question import Question
from search.indexing.record import beginning, whole
from search.ranking.clauses import Boost, Clause, Fixed, Group, HasTerm, Phrase, all_of
from search.ranking.conditions import but, held, sounding, words_held
from search.ranking.weights import Feature, Weights

TWO = 2
MOST_YEARS = 10
"""Years that a period is looked for by."""


@dataclass(frozen=True, slots=True)
class ScoreParts:
    """What the parts of one question's score are made from."""

    question: Question
    forms: Forms
    features: frozenset[Feature]
    weights: Weights

    def named(self) -> Mapping[str, Clause]:
        """Name of each part to its clause; parts that can match nothing are left out."""
        made = {
            "title-whole": (Feature.WHOLE, self._whole),
            "code": (Feature.IDENTIFIERS, self._code),
            "words": (None, self._text),
            "title-words": (None, self._title),
            "keywords": (None, lambda: self._bm25("keywords", self.weights.keywords)),
            "items": (Feature.ITEMS, self._items),
            "organization": (Feature.ORGANIZATIONS, self._organization),
            "stems": (Feature.STEMS, self._stems),
            "neighbours": (Feature.PHRASES, self._phrases),
            "all-words": (Feature.COVERAGE, self._coverage),
            "title-characters": (Feature.COVERAGE, self._characters),
            "title-sound": (Feature.SYLLABLES, self._syllables),
            "one-off": (Feature.BLANKS, self._blanks),
            "pinyin": (Feature.PINYIN, self._pinyin),
            "initials": (Feature.INITIALS, self._initials),
            "place": (Feature.PLACES, self._places),
            "theme": (Feature.THEMES, self._themes),
            "year": (Feature.YEARS, self._years),
        }
        wanted = {name: make() for name, (feature, make) in made.items() if feature is None or feature in self.features}
        found = {name: tuple(clauses) for name, clauses in wanted.items()}
        return {name: Group(should=clauses, at_least=1) for name, clauses in found.items() if clauses}

    def _words(self) -> Iterator[tuple[str, float]]:
        """What is scored by BM25, each with its share: words, parts of compounds, what means the same."""
        shares: dict[str, float] = {}
        for word in self.question.words:
            _share(shares, word.term, 1.0, self.weights)
            if Feature.SYNONYMS in self.features:
                for term in (term for terms in word.alternatives for term in terms):
                    _share(shares, term, self.weights.synonym, self.weights)
        yield from shares.items()

    def _latin(self) -> list[str]:
        return [word.term.text for word in self.question.words if is_latin(word.term.text[:1])]

    def _bm25(self, field: str, latin: float, han: float | None = None) -> Iterator[Clause]:
        for word, share in self._words():
            weight = share * (latin if han is None or is_latin(word[0]) else han)
            if weight:
                yield Boost(HasTerm(field, word), weight)

    def _whole(self) -> Iterator[Clause]:
        if not self.question.words:
            return
        yield Fixed(HasTerm("whole_title", whole(self.question.text)), self.weights.whole_title)
        yield Fixed(HasTerm("title_begins", beginning(self.question.text)), self.weights.title_begins)

    def _code(self) -> Iterator[Clause]:
        named = (asked.text for asked in self.question.fields if asked.name == "code")
        yield from (Fixed(HasTerm("code", fold_text(text)), self.weights.code) for text in (self.question.text, *named))

    def _text(self) -> Iterator[Clause]:
        yield from self._bm25("text", self.weights.text, self.weights.text_han)

    def _title(self) -> Iterator[Clause]:
        yield from self._bm25("title", self.weights.title, self.weights.title_han)

    def _items(self) -> Iterator[Clause]:
        yield from self._bm25("items", self.weights.items)
        yield Fixed(HasTerm("column", whole(self.question.asked)), self.weights.column)

    def _organization(self) -> Iterator[Clause]:
        yield from self._bm25("organization_name", self.weights.organization_name)
        every = tuple(words_held("organization_name", word, self.features) for word in self.question.words)
        if every:
            yield Fixed(Group(must=every), self.weights.organization_all)

    def _stems(self) -> Iterator[Clause]:
        for word in dict.fromkeys(map(stem, self._latin())):
            yield Boost(HasTerm("stems", word), self.weights.stems)

    def _phrases(self) -> Iterator[Clause]:
        for pair in pairwise(self._latin()):
            yield Boost(Phrase("ordered", pair), self.weights.phrase)

    def _coverage(self) -> Iterator[Clause]:
        for field, weight in (("title_marks", self.weights.title_words), ("marks", self.weights.every_word)):
            every = tuple(held(field, word, self.forms, self.features) for word in self.question.words)
            if weight and every:
                yield Fixed(Group(must=every), weight)

    def _characters(self) -> Iterator[Clause]:
        w = self.weights
        weights = (w.characters, w.characters_one, w.characters_two)
        yield from _tiers("title_marks", self.forms.characters, weights, self.forms.own)
        yield from (Boost(HasTerm("title_marks", char), w.character) for char in self.forms.characters)

    def _syllables(self) -> Iterator[Clause]:
        w = self.weights
        weights = (w.syllables, w.syllables_one, w.syllables_two)
        yield from _tiers("title_syllables", self.forms.syllables, weights, self.forms.own)
        pairs = self.forms.syllable_pairs
        weight = w.syllable_pair + (w.syllables if len(self.forms.syllables) == TWO else 0.0)
        yield from (Fixed(HasTerm("title_joins", pair), weight) for pair in pairs)

    def _blanks(self) -> Iterator[Clause]:
        for blank in self.forms.blanks:
            yield Fixed(HasTerm("title_blanks", blank), self.weights.blank)
            yield Fixed(HasTerm("title_blanks", within(blank)), self.weights.blank_inside)

    def _pinyin(self) -> Iterator[Clause]:
        w, forms = self.weights, self.forms
        for word in forms.letters:
            weight = w.join + w.join_share / len(forms.letters)
            yield Fixed(all_of("title_joins", word.joins), weight * (1 - w.folded))
            yield Fixed(sounding(word), weight * w.folded)
            whole_words = tuple(HasTerm("title_joins", as_word(way)) for way in word.alike)
            yield Fixed(Group(should=whole_words, at_least=1), w.join_word)
            if word.corrected:
                others = tuple(HasTerm("title_joins", near) for near in word.corrected)
                yield Fixed(Group(should=others, at_least=1), weight * w.corrected)
        yield from _tiers("title_syllables", forms.spelled, (w.spelled_all, w.spelled_one, 0.0), len(forms.spelled))
        yield from (Fixed(HasTerm("title_syllables", syllable), w.spelled) for syllable in forms.spelled)
        yield from (Fixed(HasTerm("title_joins", pair), w.spelled_pair) for pair in forms.spelled_pairs)

    def _initials(self) -> Iterator[Clause]:
        w, letters = self.weights, [word.word for word in self.forms.letters if word.initials]
        for word in letters:
            yield Fixed(HasTerm("title_initials", as_word(word)), w.initials_word)
            yield Fixed(all_of("title_initials", begun_together(word)), w.initials)
            found = tuple(dict.fromkeys(grams(word)))
            yield from (Fixed(HasTerm("title_initials", gram), w.initials_gram / len(found)) for gram in found)

    def _places(self) -> Iterator[Clause]:
        yield from (Fixed(HasTerm("region", place), self.weights.place) for place in self.question.places)

    def _themes(self) -> Iterator[Clause]:
        yield from (Fixed(HasTerm("theme", theme), self.weights.theme) for theme in self.question.themes)

    def _years(self) -> Iterator[Clause]:
        for first, last in self.question.years:
            years = tuple(HasTerm("title_marks", str(year)) for year in range(first, last + 1)[:MOST_YEARS])
            yield Fixed(Group(should=years, at_least=1), self.weights.year)


def _share(shares: dict[str, float], term: QueryTerm, share: float, weights: Weights) -> None:
    for word in term.words:
        shares[word] = max(shares.get(word, 0.0), share)
    for part in term.parts:
        shares[part] = max(shares.get(part, 0.0), share * weights.compound_part)


def _tiers(field: str, values: tuple[str, ...], weights: tuple[float, float, float], own: int) -> Iterator[Clause]:
    """All of three values or more, all but one of three or more, all but two of six or more.

    Two stand in too many titles by chance, where they are no neighbours. Of `own` values some may be missing: the name
    of a place lends no weight to what is far from the thing that was asked for there.
    """
    for missing, (weight, least) in enumerate(zip(weights, (0, 3, 6), strict=True)):
        if weight and own >= least and len(values) > TWO:
            yield from (Fixed(clause, weight) for clause in but(field, values, missing))
