"""Every case stands in one tier, by what it asks for: the marker is set here and never typed by hand.

A fixture that stands for something costly is a root; whoever asks for one, directly or through other fixtures, stands
in its tier, and who asks for several in the last of theirs. A case that asks for something at run time only (an engine
chosen by a parameter) says so with ``@pytest.mark.asks("fixture")``; at its end it is held to its word.
"""

from collections.abc import Iterable, Iterator

import pytest

ROOTS = {
    "databases": "database",
    "object_store": "platform",
    "elasticsearch_url": "elasticsearch",
    "processes": "processes",
    "chromium": "browser",
    "alone": "faults",
}
"""Root → its tier, from the cheapest to the one that bears nobody beside it."""
TIERS = {
    "pure": "asks for no server and starts no process of the product",
    "database": "asks for a database",
    "platform": "asks for web, worker and store in this process",
    "elasticsearch": "asks for the Elasticsearch node",
    "processes": "starts the product as processes",
    "browser": "asks for Chromium",
    "faults": "kills processes and measures how long things take, so nothing may run beside it",
}


def tier_of(fixtures: Iterable[str]) -> str:
    """The tier of whoever asks for these fixtures and for no others."""
    asked = {ROOTS[name] for name in fixtures if name in ROOTS}
    return next((tier for tier in reversed(TIERS) if tier in asked), next(iter(TIERS)))


def pytest_configure(config: pytest.Config) -> None:
    """Name the markers."""
    for tier, meaning in TIERS.items():
        config.addinivalue_line("markers", f"{tier}: {meaning} (set by itself)")
    config.addinivalue_line("markers", "asks(*fixtures): the case may ask for these at run time")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Set the marker, also where the report finds it.

    Raises:
        pytest.UsageError: somebody has typed it.
    """
    if typed := TIERS.keys() & {mark.name for mark in item.iter_markers()}:
        raise pytest.UsageError(f"{item.nodeid}: the tier {min(typed)!r} is set by what the case asks for")
    tier = tier_of(_announced(item))
    item.add_marker(tier)
    item.user_properties.append(("tier", tier))


def _announced(item: pytest.Item) -> Iterator[str]:
    yield from getattr(item, "fixturenames", ())
    for mark in item.iter_markers("asks"):
        yield from mark.args


@pytest.fixture(autouse=True)
def tier_is_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    """At its end the case has asked for what its tier says, and for no more."""
    yield
    assert tier_of(request.fixturenames) == tier_of(_announced(request.node))
