"""Blanks: words with one character blanked, by which a word is found that has another character in its place."""

from functools import lru_cache

from search.analysis.segmentation import with_subwords

BLANK = "_"
INSIDE = "~"
"""Stands before a blanked word that is a part of a longer one."""
LONGEST_BLANKED = 4
"""Characters of the longest word that is stored with one of them blanked."""


@lru_cache(maxsize=131_072)
def blanks(word: str) -> tuple[str, ...]:
    """A word with each of its characters blanked in turn; none for a single character or a long word."""
    if not 1 < len(word) <= LONGEST_BLANKED:
        return ()
    return tuple(word[:at] + BLANK + word[at + 1 :] for at in range(len(word)))


@lru_cache(maxsize=131_072)
def blanks_within(word: str) -> tuple[str, ...]:
    """The blanks of a word, and marked as such those of the shorter words inside it."""
    inside = (within(blank) for part in with_subwords(word)[1:] for blank in blanks(part))
    return tuple(dict.fromkeys((*blanks(word), *inside)))


def within(blank: str) -> str:
    """The term of a blanked word that stands inside a longer one."""
    return INSIDE + blank
