"""Every address of the API, called with what its description allows and with what it does not: never an own error."""

import re
import string
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.journeys.conftest import Platform
from tests.journeys.problems import problem

METHODS = ("get", "post", "put", "patch", "delete")
CALLERS = ("visitor", "user", "cataloguer", "data-admin", "auditor")
EXAMPLES = 400
KNOWN_WORDS = ("t-reform", "themes", "submit", "approve", "1", "", "0", "-1", "福州", "a,b", "size", '"v1"')

words = st.one_of(
    st.sampled_from(KNOWN_WORDS),
    st.uuids().map(str),
    st.text(max_size=12),
    st.integers().map(str),
    st.text(string.printable, max_size=30),
)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words
documents = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=8
)


@pytest.fixture(scope="module")
async def callers(stage: Platform) -> dict[str, httpx.AsyncClient]:
    return {name: stage.client() if name == "visitor" else await stage.by_token(name) for name in CALLERS}


@pytest.fixture(scope="module")
async def operations(stage: Platform) -> list[tuple[str, str, list[str], list[str]]]:
    """Method, path, query parameters and body fields of every operation, as the description tells them."""
    described = (await stage.client().get("/api/v1/openapi.json")).json()
    found = [
        (method, path, _query(operation), _fields(operation, described))
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if method in METHODS and path.startswith("/api/")
    ]
    assert len(found) > 30
    return found


def _query(operation: dict[str, Any]) -> list[str]:
    return [each["name"] for each in operation.get("parameters", []) if each.get("in") == "query"]


def _fields(operation: dict[str, Any], described: dict[str, Any]) -> list[str]:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return list(described["components"]["schemas"].get(name, {}).get("properties", {}))


async def judged(answer: httpx.Response) -> None:
    """No error of the server, and every other one a problem document."""
    assert answer.status_code < 500, (answer.request.method, str(answer.request.url), answer.text)
    if answer.status_code >= 400:
        problem(answer)


async def test_no_call_breaks_the_api(
    operations: list[tuple[str, str, list[str], list[str]]], callers: dict[str, httpx.AsyncClient]
) -> None:
    calls: list[tuple[str, str, str, dict[str, Any]]] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def collect(data: st.DataObject) -> None:
        calls.append(_call(data, operations))

    collect()
    assert len({(method, path) for _, method, path, _ in calls}) > len(operations)
    for name, method, path, sent in calls:
        await judged(await callers[name].request(method.upper(), path, **sent))


def _call(
    data: st.DataObject, operations: list[tuple[str, str, list[str], list[str]]]
) -> tuple[str, str, str, dict[str, Any]]:
    method, template, query, fields = data.draw(st.sampled_from(operations))
    path = re.sub(r"\{[^}]*\}", lambda _: _quoted(data.draw(words)), template)
    sent: dict[str, Any] = {"headers": {"If-Match": '"v1"'} if data.draw(st.booleans()) else {}}
    names = st.sampled_from([*query, "unheard"])
    sent["params"] = [
        (name, data.draw(words).encode("utf-8", "surrogatepass")) for name in data.draw(st.lists(names, max_size=3))
    ]
    if method in {"post", "put", "patch"}:
        given_fields = data.draw(st.lists(st.sampled_from([*fields, "unheard"]), max_size=5, unique=True))
        body: Any = {name: data.draw(documents) for name in given_fields}
        sent["json"] = body if data.draw(st.integers(0, 5)) else data.draw(documents)
    return data.draw(st.sampled_from(CALLERS)), method, path, sent


def _quoted(word: str) -> str:
    return "".join(f"%{byte:02X}" for byte in word.encode("utf-8", "surrogatepass")) or "%20"


async def test_every_read_answers_bare_calls(
    operations: list[tuple[str, str, list[str], list[str]]], callers: dict[str, httpx.AsyncClient]
) -> None:
    for method, template, query, _ in operations:
        path = re.sub(r"\{[^}]*\}", "00000000-0000-7000-8000-000000000000", template)
        if method == "get":
            for caller in callers.values():
                await judged(await caller.get(path))
                await judged(await caller.get(path, params=dict.fromkeys(query, "\u202e'\"<>")))
