"""The engine for many machines: the port of `search.engine` on an Elasticsearch cluster."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

from search.analysis.marking import Marker
from search.analysis.segmentation import query_terms
from search.asking.query import InvalidQuery, SearchQuery, Sort, clean_text
from search.document import SearchDocument
from search.engine import MAX_SUGGESTIONS, SearchUnavailable
from search.engines.elasticsearch import answers
from search.engines.elasticsearch.client import Absent, Cluster, ClusterAccess
from search.engines.elasticsearch.indexes import Indexes
from search.engines.elasticsearch.records import require_identity
from search.engines.elasticsearch.writing import BulkWriter, put_actions, remove_action
from search.engines.paging import require_generation
from search.hit import Hit
from search.indexing.record import Record
from search.ranking.clauses import Clause
from search.ranking.completion import completion_clause
from search.ranking.plan import QueryPlan, plan
from search.results import IndexedVersion, SearchResults, Suggestion

BODIES_BATCH = 1_000


class ElasticsearchEngine:
    """A `SearchEngine` on a cluster. Any number of processes may read and write at once: it keeps the versions.

    A rebuild that begins while another fills its index takes that index away, so that the latest wins; the earlier one
    hears `SearchUnavailable`.
    """

    def __init__(self, access: ClusterAccess, prefix: str) -> None:
        """Open the cluster; nothing is sent before the first call.

        Args:
            access: Where it is and how to be let in.
            prefix: What the names of this site's indexes begin with, in small letters.
        """
        self._cluster = Cluster(access)
        self._indexes = Indexes(self._cluster, prefix)
        self._writing = BulkWriter(self._cluster, self._indexes)

    async def put(
        self,
        documents: Sequence[SearchDocument],
        *,
        index: str | None = None,
        records: Sequence[Record] | None = None,
    ) -> None:
        """Add or replace documents; see `SearchEngine.put`. After a failure some of them may be there already.

        Raises:
            ValueError: An identity is no UUID.
            SearchUnavailable: The cluster did not take all of them.
        """
        for document in documents:
            require_identity(document.id)
        actions = await asyncio.to_thread(put_actions, documents, records)
        await self._writing.write(actions, index)

    async def remove(self, identity: str, version: int, *, index: str | None = None) -> None:
        """Hide one dataset; see `SearchEngine.remove`."""
        require_identity(identity)
        await self._writing.write([remove_action(identity, version)], index)

    async def sweep(self, tombstones: Sequence[IndexedVersion]) -> int:
        """Forget tombstones; see `SearchEngine.sweep`."""
        return await self._writing.sweep(tombstones)

    async def search(self, query: SearchQuery) -> SearchResults:
        """Answer one page; see `SearchEngine.search`."""
        start = perf_counter()
        results = await self._search(query)
        return replace(results, took=round((perf_counter() - start) * 1000, 3))

    async def suggest(self, prefix: str, *, scopes: tuple[str, ...], size: int = 8) -> tuple[Suggestion, ...]:
        """Titles for what is being typed; see `SearchEngine.suggest`."""
        if not 1 <= size <= MAX_SUGGESTIONS:
            raise InvalidQuery("size", "suggestions.size", most=MAX_SUGGESTIONS)
        terms = query_terms(clean_text(prefix))
        if not terms:
            return ()
        marker = Marker.of(terms)
        bodies = answers.bodies_of(await self._ask(answers.best_request(completion_clause(terms), scopes, size)))
        return tuple(Suggestion(identity, marker.mark(body["title"])) for identity, body in bodies.items())

    async def find(self, wanted: Clause, *, scopes: tuple[str, ...], size: int) -> tuple[Hit, ...]:
        """The best hits of a clause; see `SearchEngine.find`."""
        return answers.hits_of(await self._ask(answers.best_request(wanted, scopes, size)))

    async def scores(self, clauses: Sequence[Clause], identities: Sequence[str]) -> tuple[Mapping[str, float], ...]:
        """What each clause scores; see `SearchEngine.scores`."""
        found = await asyncio.gather(*(self._ask(answers.score_request(clause, identities)) for clause in clauses))
        return tuple(map(answers.scores_of, found))

    async def new_index(self) -> str:
        """Make an empty index; see `SearchEngine.new_index`."""
        return await self._indexes.create()

    async def activate(self, name: str) -> None:
        """Serve from an index; see `SearchEngine.activate`."""
        await self._indexes.activate(name)

    async def discard(self, name: str) -> None:
        """Drop an index; see `SearchEngine.discard`."""
        await self._indexes.discard(name)

    async def count(self, *, index: str | None = None) -> int:
        """How many datasets; see `SearchEngine.count`."""
        found = await self._ask({"size": 0, "track_total_hits": True, "query": answers.LIVE}, index)
        return int(found["hits"]["total"]["value"])

    async def shown(self, identities: Sequence[str], *, index: str | None = None) -> Mapping[str, Mapping[str, Any]]:
        """What is stored of datasets; see `SearchEngine.shown`."""
        bodies: dict[str, Mapping[str, Any]] = {}
        for start in range(0, len(identities), BODIES_BATCH):
            found = await self._ask(answers.bodies_request(identities[start : start + BODIES_BATCH]), index)
            bodies |= answers.bodies_of(found)
        return bodies

    async def versions(self, *, index: str | None = None) -> AsyncIterator[IndexedVersion]:
        """Every identity with its version, in order; see `SearchEngine.versions`."""
        name = await self._serving() if index is None else index
        last = ""
        while True:
            batch = answers.versions_of(await self._ask(answers.versions_request(last), name))
            if not batch:
                return
            for version in batch:
                yield version
            last = batch[-1].id

    async def generation(self) -> str:
        """Name of the active index; see `SearchEngine.generation`."""
        return (await self._indexes.state()).current

    async def previous(self) -> str:
        """Name of the index before; see `SearchEngine.previous`."""
        return (await self._indexes.state()).previous

    async def unfit(self, *, index: str | None = None) -> bool:
        """Whether to rebuild; see `SearchEngine.unfit`."""
        return await self._indexes.is_unfit(index)

    async def close(self) -> None:
        """Let go of every connection; see `SearchEngine.close`."""
        await self._cluster.close()

    async def _serving(self) -> str:
        """Name of the active index, which must be there."""
        if not (name := await self.generation()):
            raise SearchUnavailable("there is no active index")
        return name

    async def _search(self, query: SearchQuery) -> SearchResults:
        """The page of the first level that holds enough, or of the last one."""
        index = None
        if query.position and query.order is Sort.RELEVANCE:
            index = await self._serving()
            require_generation(query, index)
        planned = plan(query)
        pages: list[answers.LevelAnswer] = []
        for level in range(max(len(planned.levels), 1)):
            pages.append(await self._page(planned, query, level, index))
            if pages[-1].held >= planned.enough:
                break
        return answers.results_of(pages, query, planned, self._indexes.name_of(pages[-1].index))

    async def _page(self, planned: QueryPlan, query: SearchQuery, level: int, index: str | None) -> answers.LevelAnswer:
        """One level; pages of one query ask the same copy of a shard, in which equals keep their order."""
        found = await self._ask(answers.page_request(planned, query, level), index, query.digest, refresh=False)
        return answers.page_of(found)

    async def _ask(self, body: answers.Body, name: str | None = None, copy: str = "", *, refresh: bool = True) -> Any:
        """A search in the active index; or in a named one, all that was written visible.

        Raises:
            SearchUnavailable: There is no such index, or the cluster cannot answer, or not from every shard.
        """
        if name is not None and refresh:
            await self._indexes.refresh(name)
        index, preference = self._indexes.reading(name), copy or None
        try:
            return await self._cluster.read(
                lambda client: client.search(
                    index=index, body=body, preference=preference, allow_partial_search_results=False
                )
            )
        except Absent as error:
            raise SearchUnavailable(f"there is no index {index}") from error
