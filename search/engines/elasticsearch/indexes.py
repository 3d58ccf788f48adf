"""The indexes of one site on the cluster, told apart by number, and the aliases that say what each is for.

```
<prefix>-00000007           an index
<prefix>-00000007-writes    its own alias; writing through an alias never makes an index by mistake
<prefix>-current            alias of the one that serves
<prefix>-previous           alias of the one before, kept for going back
```
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from elasticsearch import AsyncElasticsearch, BadRequestError

from search.engine import SearchUnavailable
from search.engines.elasticsearch.client import Absent, Cluster
from search.engines.elasticsearch.mapping import SCHEMA_VERSION, SETTINGS, mappings

NAME_DIGITS = 8
TAKEN = "resource_already_exists_exception"


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which indexes there are, the oldest first, and what they are for; empty where there is none."""

    names: tuple[str, ...]
    current: str
    previous: str


class Indexes:
    """Makes, switches and drops the indexes of one prefix."""

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster = cluster
        self._prefix = prefix
        self._ours = re.compile(rf"{re.escape(prefix)}-(\d{{{NAME_DIGITS}}})")
        self._unfinished: set[str] = set()
        self.current = f"{prefix}-current"
        self._previous = f"{prefix}-previous"

    def index_of(self, name: str) -> str:
        """What an index is called on the cluster."""
        return f"{self._prefix}-{name}"

    def name_of(self, index: str) -> str:
        """The name of what the cluster calls so; empty where it is none of ours."""
        found = self._ours.fullmatch(index)
        return found[1] if found else ""

    def reading(self, name: str | None) -> str:
        """What to ask; None is the active one."""
        return self.current if name is None else self.index_of(name)

    def writing(self, name: str | None) -> str:
        """What to write to; None is the active one."""
        return self.current if name is None else f"{self.index_of(name)}-writes"

    def is_unfinished(self, name: str | None) -> bool:
        """Whether an index was made here and serves nobody yet."""
        return name in self._unfinished

    async def state(self) -> IndexState:
        """What there is now."""
        pattern = f"{self._prefix}-*"
        found: Mapping[str, Any] = await self._cluster.read(lambda client: client.indices.get_alias(index=pattern))
        aliases = {self.name_of(index): value["aliases"] for index, value in found.items() if self.name_of(index)}
        served = {alias: name for name, held in aliases.items() for alias in held}
        return IndexState(tuple(sorted(aliases)), served.get(self.current, ""), served.get(self._previous, ""))

    async def schema_version(self, name: str | None) -> str:
        """What an index was built with; empty where there is none."""
        index = self.reading(name)
        try:
            found: Mapping[str, Any] = await self._cluster.read(lambda client: client.indices.get_mapping(index=index))
        except Absent:
            return ""
        (held,) = found.values()
        return str(held["mappings"].get("_meta", {}).get("schema_version", ""))

    async def is_unfit(self, name: str | None) -> bool:
        """Whether an index is absent or was built otherwise than this program builds."""
        return await self.schema_version(name) != SCHEMA_VERSION

    async def refresh(self, name: str) -> None:
        """Make what was written to an index visible.

        Raises:
            SearchUnavailable: There is no such index.
        """
        index = self.index_of(name)
        try:
            await self._cluster.write(lambda client: client.indices.refresh(index=index))
        except Absent as error:
            raise SearchUnavailable(f"there is no index {name}") from error

    async def create(self) -> str:
        """Make an empty index. What another process left unfinished, or still fills, goes: the latest rebuild wins."""
        state = await self.state()
        for name in state.names:
            if name not in {state.current, state.previous} | self._unfinished:
                await self.drop(name)
        last = max(map(int, state.names), default=0)
        while not await self._create(name := f"{(last := last + 1):0{NAME_DIGITS}d}"):
            pass
        self._unfinished.add(name)
        return name

    async def activate(self, name: str) -> None:
        """Serve from an index; the one before is kept, older ones go.

        Raises:
            SearchUnavailable: There is no such index, or another process switched at the same moment.
        """
        state = await self.state()
        if name not in state.names:
            raise SearchUnavailable(f"there is no index {name}")
        if name == state.current:
            return
        await self.refresh(name)
        await self._switch(state, name)
        self._unfinished.discard(name)
        for other in state.names:
            if other not in {name, state.current} | self._unfinished:
                await self.drop(other)

    async def discard(self, name: str) -> None:
        """Drop an index that is neither active nor the one before.

        Raises:
            SearchUnavailable: It is in use.
        """
        state = await self.state()
        if name in {state.current, state.previous}:
            raise SearchUnavailable(f"index {name} is in use")
        await self.drop(name)

    async def drop(self, name: str) -> None:
        """Delete an index, if it is there."""
        self._unfinished.discard(name)
        index = self.index_of(name)
        await self._cluster.write(lambda client: client.indices.delete(index=index, ignore_unavailable=True))

    async def _create(self, name: str) -> bool:
        """Make an index; False where there is one of this name."""
        index, own = self.index_of(name), self.writing(name)

        async def create(client: AsyncElasticsearch) -> Any:
            return await client.indices.create(index=index, settings=SETTINGS, mappings=mappings(), aliases={own: {}})

        try:
            await self._cluster.write(create)
        except SearchUnavailable as error:
            if isinstance(error.__cause__, BadRequestError) and error.__cause__.error == TAKEN:
                return False
            raise
        return True

    async def _switch(self, state: IndexState, name: str) -> None:
        """Move both aliases in one step, from where they were seen."""
        moves = [
            {"remove": {"index": self.index_of(held), "alias": alias, "must_exist": True}}
            for held, alias in ((state.current, self.current), (state.previous, self._previous))
            if held
        ]
        moves.append({"add": {"index": self.index_of(name), "alias": self.current}})
        if state.current:
            moves.append({"add": {"index": self.index_of(state.current), "alias": self._previous}})
        try:
            await self._cluster.write(lambda client: client.indices.update_aliases(actions=moves))
        except Absent as error:
            raise SearchUnavailable(f"index {name} was dropped, or another process switched meanwhile") from error
