"""Hostile cursors at every list of the API: refused by name, whatever they hold, and never an error of our own."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.api.data.endpoints import ROWS
from app.http.asking import SEARCH
from app.http.pagination import encode_cursor
from tests.factories.datasets import CSV, open_metadata
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.problems import problem

KINDS = {
    "/api/v1/access/applications": "applications",
    "/api/v1/access/grants": "grants",
    "/api/v1/accounts": "accounts",
    "/api/v1/audit/checkpoints": "checkpoints",
    "/api/v1/audit/entries": "entries",
    "/api/v1/data/{distribution_id}/rows": ROWS,
    "/api/v1/datasets": "datasets",
    "/api/v1/datasets/drafts": "drafts",
    "/api/v1/datasets/{dataset_id}/history": "history",
    "/api/v1/datasets/{dataset_id}/revisions": "revisions",
    "/api/v1/me/tokens": "tokens",
    "/api/v1/organizations": "organizations",
    "/api/v1/search": SEARCH,
    "/api/v1/search/synonyms": "synonyms",
}
"""Every list that is read page by page, and what its cursors are called."""
CALLERS = ("auditor", "operator", "cataloguer", "data-admin")
NOISE = (
    *("x", "!!!", "bnVsbA", "W10", "WyJhIl0", "福州", "A" * 9000, "../..", "W251bGwsbnVsbF0", "WyIiLDFd"),
    encode_cursor("nothing", 1),
)
NAIVE = "2026-01-31T08:00:00"
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    2**31,
    2**63,
    "",
    "\0",
    "a\0b",
    NAIVE,
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    str(UUID(int=0)),
    [],
    ["\0"],
    {},
    {"a": "\0"},
    [[[[]]]],
    "福" * 1800,
)


def forged(kind: str) -> Iterator[str]:
    """Cursors of the right list with values that do not belong there, one to four of them."""
    yield encode_cursor(kind)
    for count in range(1, 5):
        yield from (encode_cursor(kind, *[value] * count) for value in ODD)
    for value in ODD:
        yield encode_cursor(kind, "2026-01-31T08:00:00Z", value)
        yield encode_cursor(kind, value, str(UUID(int=1)))


async def every_list(stage: Platform) -> dict[str, str]:
    """The lists that the description tells, by path, each with the address of one that can be read."""
    described = (await stage.client().get("/api/v1/openapi.json")).json()["paths"]
    identity = await register(stage, open_metadata(title="各地区逐页统计"), CSV)
    await publish(stage, identity)
    (file,) = (await stage.client().get(f"/api/v1/datasets/{identity}/distributions")).json()
    known = {"dataset_id": identity, "distribution_id": file["id"]}
    paths = (path for path, methods in described.items() if "cursor" in _parameters(methods.get("get", {})))
    return {path: path.format(**known) for path in paths}


def _parameters(operation: dict[str, Any]) -> set[str]:
    return {each["name"] for each in operation.get("parameters", ())}


@pytest.fixture(scope="module")
async def lists(stage: Platform) -> dict[str, tuple[httpx.AsyncClient, str]]:
    """Every list by its path: who may read it, and its address."""
    callers = [await stage.by_token(name) for name in CALLERS]
    found: dict[str, tuple[httpx.AsyncClient, str]] = {}
    for path, address in (await every_list(stage)).items():
        answers = [(caller, (await caller.get(address)).status_code) for caller in callers]
        found[path] = next(caller for caller, status in answers if status == 200), address
    return found


async def test_every_list_is_tried(lists: dict[str, tuple[httpx.AsyncClient, str]]) -> None:
    assert lists.keys() == KINDS.keys()


@pytest.mark.parametrize("path", KINDS)
async def test_noise_is_refused(lists: dict[str, tuple[httpx.AsyncClient, str]], path: str) -> None:
    caller, address = lists[path]
    for cursor in NOISE:
        document = problem(await caller.get(address, params={"cursor": cursor}), 400)
        assert (document["type"], document["parameter"]) == ("/problems/bad-query", "cursor"), cursor


@pytest.mark.parametrize("path", sorted(KINDS.keys() - {"/api/v1/search"}))
async def test_an_empty_cursor_is_none_either_but_where_what_is_empty_counts_as_absent(
    lists: dict[str, tuple[httpx.AsyncClient, str]], path: str
) -> None:
    caller, address = lists[path]
    assert problem(await caller.get(address, params={"cursor": ""}), 400)["parameter"] == "cursor"


@pytest.mark.parametrize("path", KINDS)
async def test_a_forged_cursor_is_refused_or_only_jumps(
    lists: dict[str, tuple[httpx.AsyncClient, str]], path: str
) -> None:
    caller, address = lists[path]
    refused = 0
    for cursor in forged(KINDS[path]):
        answer = await caller.get(address, params={"cursor": cursor})
        if answer.status_code != 200:
            assert problem(answer, 400)["parameter"] == "cursor", cursor
            refused += 1
    assert refused > len(ODD)
