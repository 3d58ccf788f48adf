"""Known items: queries by which somebody looks for one title, in the ways in which people type it.

From a title comes a smallest set of its words that no other title holds; from that set one query a class. Whatever
has the same title is relevant, nothing else is.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise
from operator import itemgetter

import rjieba
from pypinyin import lazy_pinyin

from search.evaluation.material import JudgedQuery

LONGEST = 4
"""Most words of a query."""
EMPTY_WORDS = frozenset(["数据", "信息", "情况", "统计", "名单", "以及", "有关", "关于"])
LONG = 6
"""Characters from which two may be wrong."""
FOLDED = (("zh", "z"), ("ch", "c"), ("sh", "s"))
LETTERS = "abcdefghijklmnopqrstuwxyz"
GUESS = False
"""Whether unknown words are guessed."""
_cut = rjieba.Jieba().cut


@dataclass(frozen=True)
class Titles:
    """The titles of a collection, and what is drawn from all of them.

    Attributes:
        identities: Title to the documents that carry it.
        words: Title to its content words.
        characters: Every Chinese character of any title, in order.
        homophones: Syllable to the characters that sound so.
    """

    identities: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    characters: tuple[str, ...]
    homophones: Mapping[str, tuple[str, ...]]


def known_items(
    titles: Iterable[tuple[str, str]], count: int, seed: int
) -> tuple[list[JudgedQuery], dict[str, dict[str, int]]]:
    """Queries for `count` titles and their judgements, the same for the same titles and seed.

    Args:
        titles: Identity and title of every document.
        count: How many titles are looked for.
        seed: Which ones, and how they are mistyped.
    """
    all_titles = _titles(titles)
    dice = random.Random(seed)  # noqa: S311 - the same at every run on purpose
    holders = _holders(all_titles)
    pool = sorted(title for title, words in all_titles.words.items() if len(words) > 1)
    queries: list[JudgedQuery] = []
    judgements: dict[str, dict[str, int]] = {}
    drawn = ((title, _telling(dice, all_titles.words[title], holders)) for title in dice.sample(pool, len(pool)))
    for number, (title, words) in enumerate(islice(filter(itemgetter(1), drawn), count), start=1):
        for name, text in _forms(dice, title, words, all_titles):
            queries.append(JudgedQuery(f"{number}-{name}", text, name))
            judgements[queries[-1].id] = dict.fromkeys(all_titles.identities[title], 1)
    return queries, judgements


def _titles(rows: Iterable[tuple[str, str]]) -> Titles:
    identities: dict[str, list[str]] = defaultdict(list)
    for identity, title in rows:
        identities[title].append(identity)
    characters = sorted({char for title in identities for char in title if _is_han(char)})
    homophones: dict[str, list[str]] = defaultdict(list)
    for char in characters:
        homophones[lazy_pinyin(char)[0]].append(char)
    return Titles(
        {title: tuple(found) for title, found in identities.items()},
        {title: _content_words(title) for title in identities},
        tuple(characters),
        {syllable: tuple(chars) for syllable, chars in homophones.items()},
    )


def _content_words(title: str) -> tuple[str, ...]:
    words = (word for word in _cut(title, GUESS) if len(word) > 1 and all(map(_is_han, word)))
    return tuple(dict.fromkeys(word for word in words if word not in EMPTY_WORDS))


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _holders(titles: Titles) -> dict[str, set[str]]:
    """Word to the titles that hold it, wherever."""
    vocabulary = {word for words in titles.words.values() for word in words}
    longest = max(map(len, vocabulary))
    found: dict[str, set[str]] = defaultdict(set)
    for title in titles.identities:
        ends = ((i, j) for i in range(len(title)) for j in range(i + 2, min(i + longest, len(title)) + 1))
        for part in {title[i:j] for i, j in ends} & vocabulary:
            found[part].add(title)
    return found


def _telling(dice: random.Random, words: Sequence[str], holders: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Two to four words that together stand in one title only, in its order; none where there are no such words."""
    drawn = dice.sample(words, len(words))
    for count in range(2, min(LONGEST, len(drawn)) + 1):
        if len(reduce(set.intersection, (holders[word] for word in drawn[:count]))) == 1:
            return tuple(word for word in words if word in drawn[:count])
    return ()


def _forms(dice: random.Random, title: str, words: tuple[str, ...], titles: Titles) -> Iterator[tuple[str, str]]:
    joined = "".join(words)
    spelled = ["".join(lazy_pinyin(word)) for word in words]
    one, two = dice.sample(range(len(joined)), 2)
    foreign = [char for char in titles.characters if char not in title]
    yield "words", " ".join(words)
    yield "joined", "".join(reversed(words))
    yield "full", title
    yield "typo", _put(joined, one, _homophone(dice, joined[one], titles))
    yield "wrong", _put(joined, one, dice.choice(foreign))
    yield "drop", joined[:one] + joined[one + 1 :]
    yield (
        "typo2",
        _put(_put(joined, one, _homophone(dice, joined[one], titles)), two, _homophone(dice, joined[two], titles)),
    )
    if len(joined) >= LONG:
        yield "wrong2", _put(_put(joined, one, dice.choice(foreign)), two, dice.choice(foreign))
    if places := [i for i, (left, right) in enumerate(pairwise(joined)) if left != right]:
        i = dice.choice(places)
        yield "swap", joined[:i] + joined[i + 1] + joined[i] + joined[i + 2 :]
    yield "prefix", " ".join((*words[:-1], words[-1][:-1]))
    yield "pinyin", " ".join(spelled)
    yield "pinyin_solid", "".join(spelled)
    letters = " ".join(spelled)
    at = dice.choice([i for i, char in enumerate(letters) if char != " "])
    yield "pinyin_typo", _put(letters, at, dice.choice([char for char in LETTERS if char != letters[at]]))
    yield "fuzzy_pinyin", " ".join("".join(map(_plain, lazy_pinyin(word))) for word in words)
    initials = ["".join(syllable[0] for syllable in lazy_pinyin(word)) for word in words]
    yield "initials", " ".join(initials)
    yield "initials_solid", "".join(initials)


def _plain(syllable: str) -> str:
    """The syllable as it is written by who does not tell zh from z, ch from c, sh from s and ng from n."""
    start = next((plain + syllable[2:] for full, plain in FOLDED if syllable.startswith(full)), syllable)
    return start.removesuffix("g") if start.endswith("ng") else start


def _homophone(dice: random.Random, char: str, titles: Titles) -> str:
    """Another character that sounds so, or the same where there is none."""
    return dice.choice([other for other in titles.homophones[lazy_pinyin(char)[0]] if other != char] or [char])


def _put(text: str, at: int, char: str) -> str:
    return text[:at] + char + text[at + 1 :]
