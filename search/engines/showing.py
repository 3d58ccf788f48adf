"""From what is stored of documents to what people are shown; the same for every engine."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from search.analysis.marking import Marker
from search.document import SORTED_BY
from search.query import Cursor, InvalidQuery, SearchQuery, Sort, encode_cursor
from search.results import MAX_MATCHED_ITEMS, SUMMARY_LENGTH, Hit


def hit_of(body: Mapping[str, Any], score: float, marker: Marker) -> Hit:
    """A hit with its texts marked, from what `shown_of` stored."""
    return Hit(
        id=body["id"],
        version=body["version"],
        score=score,
        code=body["code"],
        title=marker.mark(body["title"]),
        summary=marker.excerpt(body["summary"], SUMMARY_LENGTH),
        items=tuple(islice(marker.matching(body["items"]), MAX_MATCHED_ITEMS)),
        organization=body["organization"],
        organization_name=body["organization_name"],
        theme=body["theme"],
        region=body["region"],
        open_class=body["open_class"],
        carriers=tuple(body["carriers"]),
        formats=tuple(body["formats"]),
        cycle=body["cycle"],
        freshness=body["freshness"],
        published_at=body["published_at"],
        updated_at=body["updated_at"],
        file_size=body["file_size"],
        downloads=body["downloads"],
    )


def require_generation(query: SearchQuery, generation: str) -> None:
    """See that an offset is counted in the index it was made for.

    Raises:
        InvalidQuery: The cursor belongs to an index that was replaced.
    """
    if query.cursor and query.order is Sort.RELEVANCE and query.cursor.generation != generation:
        raise InvalidQuery("cursor", "索引已更新，翻页标记不再有效。请从第一页重新开始。")


def next_cursor(query: SearchQuery, generation: str, last: Mapping[str, Any]) -> str:
    """The cursor of the page that follows one which ends with this body."""
    if query.order is Sort.RELEVANCE:
        offset = query.cursor.offset if query.cursor else 0
        return encode_cursor(Cursor(offset + query.size, generation), query)
    return encode_cursor(Cursor(0, generation, (last[SORTED_BY[query.order]], last["id"])), query)
