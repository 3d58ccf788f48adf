"""In which order cases run, and which of them stay together in one worker.

What costs most goes first, so that the workers end at about the same time. A module stays together for the sake of its
fixtures; a folder whose tests share something that takes long to make is one room, whichever modules it has.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.plugins.tiers import TIERS

ROOMS = ("tests/browser/",)
"""Folders that are one room: theirs is the running platform with the demo catalogue."""
_RANKS = {tier: rank for rank, tier in enumerate(reversed(TIERS))}


def room_of(nodeid: str) -> str:
    """Where a case belongs: its module, or the folder that is one room."""
    module = nodeid.partition("::")[0]
    return next((room for room in ROOMS if module.startswith(room)), module)


class RoomScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Hands out rooms in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return room_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> RoomScheduling:
    """Rooms, and not those with the most cases first."""
    config.option.loadscopereorder = False
    return RoomScheduling(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the rooms by the tier of their costliest case, then by how many they have."""
    ranks: dict[str, list[int]] = defaultdict(list)
    for item in items:
        ranks[room_of(item.nodeid)].append(_RANKS[str(dict(item.user_properties)["tier"])])
    items.sort(key=lambda item: _place(room_of(item.nodeid), ranks))


def _place(room: str, ranks: Mapping[str, Sequence[int]]) -> tuple[int, int, str]:
    return min(ranks[room]), -len(ranks[room]), room
