"""Writing in bulk: bounded requests, versions given from outside, and patience with a cluster that is full."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import repeat
from typing import Any, cast

import orjson
from elasticsearch import AsyncElasticsearch

from search.document import SearchDocument
from search.engine import SearchUnavailable
from search.engines.elasticsearch.client import REPEATED, WRITE_WAITS, Absent, Cluster
from search.engines.elasticsearch.indexes import Indexes
from search.engines.elasticsearch.mapping import REMOVED
from search.engines.elasticsearch.records import source_of, tombstone_of
from search.indexing.record import Record, record_of
from search.results import IndexedVersion

REQUEST_BYTES = 4 * 1024**2
"""A request is closed when it has grown to this; one document alone may be longer."""
REQUEST_ACTIONS = 1_000
SHARD_SECONDS = "2s"
"""How long the cluster itself waits for a shard that has just lost its node."""


@dataclass(frozen=True, slots=True)
class BulkAction:
    """One line of a bulk request, and its body where it has one."""

    head: bytes
    body: bytes = b""

    def lines(self) -> list[bytes]:
        """The lines to send."""
        return [self.head, self.body] if self.body else [self.head]


def put_actions(documents: Sequence[SearchDocument], records: Sequence[Record] | None) -> list[BulkAction]:
    """Documents with their terms, of one identity only the newest. Takes time: run it beside the event loop."""
    newest: dict[str, tuple[SearchDocument, Record | None]] = {}
    made = repeat(None, len(documents)) if records is None else records
    for document, record in zip(documents, made, strict=True):
        if document.id not in newest or document.version >= newest[document.id][0].version:
            newest[document.id] = document, record
    return [_index(d.id, d.version, source_of(d, record or record_of(d))) for d, record in newest.values()]


def remove_action(identity: str, version: int) -> BulkAction:
    """A tombstone that is not older than what is there."""
    return _index(identity, version, tombstone_of(identity))


def _index(identity: str, version: int, source: Mapping[str, Any]) -> BulkAction:
    head = {"index": {"_id": identity, "version": version, "version_type": "external_gte"}}
    return BulkAction(orjson.dumps(head), orjson.dumps(source))


class BulkWriter:
    """Sends actions until the cluster has taken them all."""

    def __init__(self, cluster: Cluster, indexes: Indexes) -> None:
        self._cluster = cluster
        self._indexes = indexes

    async def write(self, actions: Sequence[BulkAction], name: str | None) -> None:
        """Have actions done, visible and durable; what is older than what is there is left out.

        Raises:
            SearchUnavailable: Not all of it happened; repeating all of it is harmless.
        """
        for batch in _batches(actions):
            await self._patiently(batch, name)

    async def sweep(self, tombstones: Sequence[IndexedVersion]) -> int:
        """Forget tombstones of the active index that still stand as given; answers how many went."""
        swept = 0
        for start in range(0, len(tombstones), REQUEST_ACTIONS):
            swept += await self._sweep({t.id: t.version for t in tombstones[start : start + REQUEST_ACTIONS]})
        return swept

    async def _sweep(self, wanted: Mapping[str, int]) -> int:
        """Two steps: look, then delete exactly what was seen, told by its sequence number."""
        query = {"bool": {"filter": [{"ids": {"values": list(wanted)}}, {"term": {REMOVED: True}}]}}
        body = {"query": query, "version": True, "seq_no_primary_term": True, "_source": False, "size": len(wanted)}
        index = self._indexes.current
        try:
            found = await self._cluster.read(lambda client: client.search(index=index, body=body))
        except Absent as error:
            raise SearchUnavailable("there is no active index") from error
        hits = [hit for hit in found["hits"]["hits"] if hit["_version"] == wanted[hit["_id"]]]
        if not hits:
            return 0
        items = await self._send([_delete(hit) for hit in hits], None)
        return sum(map(_done, items))

    async def _patiently(self, batch: Sequence[BulkAction], name: str | None) -> None:
        """Send a batch, then again what the cluster had no room for."""
        left = list(batch)
        for wait in (*WRITE_WAITS, None):
            items = await self._send(left, name)
            problems = [(action, item) for action, item in zip(left, items, strict=True) if _refused(item)]
            if not problems:
                return
            left = [action for action, _ in problems]
            item = problems[0][1]
            if wait is None or any(item["status"] not in REPEATED for _, item in problems):
                raise SearchUnavailable(f"{len(left)} documents were not taken: {item['status']} {item.get('error')}")
            await asyncio.sleep(wait)

    async def _send(self, actions: Sequence[BulkAction], name: str | None) -> list[dict[str, Any]]:
        """One request; answers what became of each action."""
        lines = [line for action in actions for line in action.lines()]
        target, refresh = self._indexes.writing(name), not self._indexes.is_unfinished(name)

        async def bulk(client: AsyncElasticsearch) -> Any:
            serialized = cast("list[Mapping[str, Any]]", lines)  # the client passes lines on that are bytes already
            return await client.bulk(
                index=target, operations=serialized, refresh=refresh, require_alias=True, timeout=SHARD_SECONDS
            )

        answered = await self._cluster.write(bulk)
        return [outcome for item in answered["items"] for outcome in item.values()]


def _done(item: Mapping[str, Any]) -> bool:
    return int(item["status"]) < HTTPStatus.MULTIPLE_CHOICES


def _refused(item: Mapping[str, Any]) -> bool:
    return not _done(item) and item["status"] != HTTPStatus.CONFLICT


def _delete(hit: Mapping[str, Any]) -> BulkAction:
    exactly = {"_id": hit["_id"], "if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"]}
    return BulkAction(orjson.dumps({"delete": exactly}))


def _batches(actions: Sequence[BulkAction]) -> Iterator[list[BulkAction]]:
    """Actions in requests of bounded length."""
    batch: list[BulkAction] = []
    size = 0
    for action in actions:
        length = len(action.head) + len(action.body) + 2
        if batch and (size + length > REQUEST_BYTES or len(batch) == REQUEST_ACTIONS):
            yield batch
            batch, size = [], 0
        batch.append(action)
        size += length
    if batch:
        yield batch
