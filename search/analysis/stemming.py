"""Stemming of English words, for the field beside the unstemmed one: inflected forms are found too and score less."""

from functools import lru_cache

import snowballstemmer

LONGEST = 40
"""A longer word of letters is no word of English."""
SHORTEST = 3
"""A shorter word has no ending."""

_porter = snowballstemmer.stemmer("porter")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word by Porter's algorithm; anything but a word of a to z stays as it is."""
    if not SHORTEST <= len(word) <= LONGEST or not (word.isascii() and word.isalpha()):
        return word
    stemmed: str = _porter.stemWord(word)
    return stemmed
