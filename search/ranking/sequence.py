"""Sequence: whether a title says the question's characters in its order, wherever others stand between them.

An engine sees which characters of a question stand in a title and which of them are neighbours there. Whether the rest
follows in order too, as 学生评价教师 does in 学生网上评价任课教师 and not in 教师评价学生, is looked at in the first
hits only: none from far behind comes first by it.
"""

from collections import defaultdict
from dataclasses import dataclass

from search.analysis.folding import fold_text

FIRST = 20
"""Hits of an answer whose titles are looked at."""
SHORTEST = 3
"""Characters of the shortest question that has an order: two of them are a pair already."""
PART = "sequence"
"""Name of this part of a score."""


@dataclass(frozen=True, slots=True)
class TitleSequence:
    """What a question demands of the order in titles.

    Attributes:
        characters: Its Chinese characters, as written.
        weight: Score of a title that holds all of them in order. One that holds half of them gets nothing, as half
            stands in order by chance; in between it grows evenly.
    """

    characters: str = ""
    weight: float = 0.0

    def __bool__(self) -> bool:
        return len(self.characters) >= SHORTEST and self.weight > 0

    def score(self, title: str) -> float:
        """What the order in a title adds to its score."""
        half = len(self.characters) / 2
        return self.weight * max(longest_in_order(self.characters, fold_text(title)) - half, 0.0) / half


def longest_in_order(wanted: str, text: str) -> int:
    """Length of the longest common subsequence, by the bit-parallel method of Hyyrö (2004).

    A bit of `free` stands for a place of the text and is cleared once a subsequence that grew by one ends there.
    """
    places: dict[str, int] = defaultdict(int)
    for at, char in enumerate(text):
        places[char] |= 1 << at
    every = free = (1 << len(text)) - 1
    for char in wanted:
        usable = free & places.get(char, 0)
        free = ((free + usable) | (free - usable)) & every
    return len(text) - free.bit_count()
