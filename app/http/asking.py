"""A question for search as it stands in an address, and the cursor with which its answer goes on."""

from collections.abc import Iterable
from functools import partial

from app.http.pagination import cursor_values, encode_cursor
from search.asking.parameters import parse
from search.asking.query import SearchQuery
from search.results import SearchResults

SEARCH = "search"
"""What the cursors of this list are called."""


def query_of(pairs: Iterable[tuple[str, str]]) -> SearchQuery:
    """The public query that ``pairs`` of an address ask for.

    Raises:
        InvalidQuery: names the parameter, what is wrong with it and what would be accepted.
    """
    return parse(pairs, unpack=partial(cursor_values, SEARCH))


def next_cursor(results: SearchResults) -> str:
    """The cursor of the page that follows; empty where none does."""
    return encode_cursor(SEARCH, *results.next.values()) if results.next else ""
