"""Synonyms: what else a word of a question may be called. They work on questions alone, so a change needs no rebuild.

A rule is written as in the list of the dictionary: `甲 = 乙 = 丙` finds each by any other, `甲 → 乙 = 丙` finds 乙
and 丙 by 甲 only. Operators' rules come on top of the dictionary's with `with_synonyms`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from search.analysis.dictionary.lists import lines_of
from search.analysis.dictionary.places import PLACE_ALIASES
from search.analysis.dictionary.words import AGENCIES
from search.analysis.folding import fold_text

MAX_RULES = 5_000
"""Most rules that can be added to the dictionary's."""
MAX_RULE_WORDS = 12
MAX_WORD_LENGTH = 40
SAME = "="
ONE_WAY = "→"


class InvalidRule(ValueError):
    """A rule of synonyms that cannot be used.

    Attributes:
        code: What is wrong; the words for it are the caller's.
        values: What belongs to the code, by name.
    """

    def __init__(self, code: str, **values: int) -> None:
        super().__init__(f"{code} {values or ''}".rstrip())
        self.code = code
        self.values: Mapping[str, int] = values


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that mean the same.

    Attributes:
        words: At least two, folded.
        one_way: Whether only the first finds the others.
    """

    words: tuple[str, ...]
    one_way: bool = False

    def pairs(self) -> Iterator[tuple[str, str]]:
        """A word that is asked, and another that is found by it."""
        asked = self.words[:1] if self.one_way else self.words
        yield from ((word, other) for word in asked for other in self.words if other != word)


@dataclass(frozen=True, slots=True)
class Synonyms:
    """A table of synonyms.

    Attributes:
        table: Folded word to what else it may be called, the best first.
    """

    table: Mapping[str, tuple[str, ...]]

    def of(self, word: str) -> tuple[str, ...]:
        """What else a folded word may be called. What contains a word is left out: it is found anyway."""
        others = self.table.get(word, ())
        return tuple(other for other in others if word not in other) if len(word) > 1 else others


def parse_rule(line: str) -> Rule:
    """Read a rule.

    Raises:
        InvalidRule: It names fewer than two words or too many, or one of them is empty, too long, or nothing but marks.
    """
    first, arrow, others = line.partition(ONE_WAY)
    written = [*first.split(SAME), *(others.split(SAME) if arrow else ())]
    words = tuple(dict.fromkeys(fold_text(word) for word in written))
    if arrow and SAME in first:
        raise InvalidRule("several-before-arrow")
    if not all(words) or not 1 < len(words) <= MAX_RULE_WORDS:
        raise InvalidRule("words", most=MAX_RULE_WORDS)
    if not all(any(char.isalnum() for char in word) for word in words):
        raise InvalidRule("only-marks")
    if any(len(word) > MAX_WORD_LENGTH for word in words):
        raise InvalidRule("word-too-long", most=MAX_WORD_LENGTH)
    return Rule(words, bool(arrow))


@cache
def standard_synonyms() -> Synonyms:
    """The dictionary's: its list of synonyms, short names of agencies, other names of places."""
    agencies = (Rule(row) for row in AGENCIES if len(row) > 1)
    aliases = (Rule((alias, *names), one_way=True) for alias, names in PLACE_ALIASES.items())
    return _table((*map(parse_rule, lines_of("synonyms.txt")), *agencies, *aliases))


def with_synonyms(rules: Iterable[Rule]) -> Synonyms:
    """The dictionary's synonyms with more rules, which come first.

    Raises:
        InvalidRule: There are too many.
    """
    added = tuple(rules)
    if len(added) > MAX_RULES:
        raise InvalidRule("too-many", count=len(added), most=MAX_RULES)
    table = dict(standard_synonyms().table)
    for word, others in _table(added).table.items():
        table[word] = tuple(dict.fromkeys((*others, *table.get(word, ()))))
    return Synonyms(table)


def _table(rules: Iterable[Rule]) -> Synonyms:
    table: dict[str, dict[str, None]] = {}
    for rule in rules:
        for word, other in rule.pairs():
            table.setdefault(word, {})[other] = None
    return Synonyms({word: tuple(others) for word, others in table.items()})
