"""Row queries, searches, cursors, ranges and conditions that do not fit: told by name, with what would fit."""

from typing import Any

import httpx
import pytest

from tests.factories.datasets import CSV, open_metadata
from tests.factories.hostile import hostile_strings
from tests.journeys.conftest import Platform, publish, register
from tests.journeys.problems import problem
from tests.plugins.callers import VISITOR

pytestmark = pytest.mark.caller(VISITOR)

DATASETS = "/api/v1/datasets"
LISTS = (DATASETS, "/api/v1/organizations", "/api/v1/audit/checkpoints")
OWN_LISTS = (
    f"{DATASETS}/drafts",
    "/api/v1/access/applications",
    "/api/v1/access/applications/queue",
    "/api/v1/access/grants",
    "/api/v1/audit/entries",
)


@pytest.fixture(scope="module")
async def file(stage: Platform) -> str:
    """The file of a published dataset."""
    identity = await register(stage, open_metadata(), CSV)
    await publish(stage, identity)
    (found,) = (await stage.client().get(f"{DATASETS}/{identity}/distributions")).json()
    return str(found["id"])


async def rows(caller: httpx.AsyncClient, file: str, **parameters: Any) -> httpx.Response:
    return await caller.get(f"/api/v1/data/{file}/rows", params=parameters)


@pytest.mark.parametrize(
    ("parameters", "parameter", "known"),
    [
        ({"城市": "福州"}, "城市", "地区"),
        ({"select": "年份,城市"}, "select", "地区"),
        ({"select": ""}, "select", "地区"),
        ({"select": "年份,年份"}, "select", None),
        ({"sort": "城市"}, "sort", "地区"),
        ({"sort": "--年份"}, "sort", "年份"),
        ({"sort": "年份,-年份"}, "sort", None),
        ({"地区__like": "福"}, "地区__like", "contains"),
        ({"年份__contains": "20"}, "年份__contains", "gte"),
        ({"地区__": "x"}, "地区__", "eq"),
        ({"__eq": "x"}, "__eq", "地区"),
        ({"年份": "二〇二〇"}, "年份", None),
        ({"年份": ""}, "年份", None),
        ({"年份": "1e5"}, "年份", None),
        ({"年份": "9" * 400}, "年份", None),
        ({"数值": "NaN"}, "数值", None),
        ({"数值": "inf"}, "数值", None),
        ({"年份__in": "2020,x"}, "年份__in", None),
        ({"年份__in": ",".join(["1"] * 201)}, "年份__in", None),
        ({"地区__in": '"福州'}, "地区__in", None),
        ({"地区": "x" * 1001}, "地区", None),
        ({"地区__isnull": "perhaps"}, "地区__isnull", None),
        ({"count": "all"}, "count", "exact"),
        ({"size": "0"}, "size", None),
        ({"size": "-1"}, "size", None),
        ({"size": "1001"}, "size", None),
        ({"size": "1e2"}, "size", None),
        ({"size": "٣"}, "size", None),
        ({"size": "9" * 50}, "size", None),
        ({"size": ["1", "2"]}, "size", None),
        ({"offset": "5"}, "offset", "cursor"),
        ({"_rownum": "1"}, "_rownum", "地区"),
        ({"地区": ["福州"] * 51}, "地区", None),
    ],
)
async def test_a_row_query_that_does_not_fit_names_what_and_what_exists(
    caller: httpx.AsyncClient, file: str, parameters: dict[str, Any], parameter: str, known: str | None
) -> None:
    document = problem(await rows(caller, file, **parameters), 400)
    assert document["parameter"] == parameter
    assert known is None or known in document["known"]


async def test_hostile_conditions_find_nothing_and_break_nothing(caller: httpx.AsyncClient, file: str) -> None:
    for text in hostile_strings()[:80]:
        sent = text.encode("utf-8", "surrogatepass")
        for name in ("地区", "地区__contains", "select", "sort", "cursor"):
            answer = await caller.get(f"/api/v1/data/{file}/rows", params={name: sent})
            if answer.status_code != 200:
                problem(answer, 400)
            elif name == "地区":
                assert answer.json()["rows"] == []


async def test_a_cursor_of_another_query_is_refused(stage: Platform, caller: httpx.AsyncClient, file: str) -> None:
    first = (await rows(caller, file, sort="年份", size=1)).json()["next"]
    cursor = httpx.URL(first).params["cursor"]
    for other in ({"sort": "-年份"}, {"sort": "年份", "地区": "福州"}, {}, {"sort": "数值"}):
        assert problem(await rows(caller, file, cursor=cursor, **other), 400)["parameter"] == "cursor"
    identity = await register(stage, open_metadata(title="另一份各地区年度统计"), CSV + "2023,泉州,5\n".encode())
    await publish(stage, identity)
    (other_file,) = (await caller.get(f"{DATASETS}/{identity}/distributions")).json()
    answer = await rows(caller, other_file["id"], sort="年份", cursor=cursor)
    assert problem(answer, 400)["parameter"] == "cursor"
    listed = httpx.URL((await caller.get(DATASETS, params={"size": 1})).json()["next"]).params["cursor"]
    assert problem(await caller.get("/api/v1/organizations", params={"cursor": listed}), 400)


@pytest.mark.parametrize("size", ["0", "-1", "101", "9" * 30, "1.5", "x", "", "1 or 1=1", "%00"])
async def test_a_page_beyond_the_limit_is_refused_by_name(stage: Platform, size: str) -> None:
    caller = await stage.by_token("auditor")
    for path in (*LISTS, *OWN_LISTS):
        document = problem(await caller.get(f"{path}?size={size}"), 400)
        assert size == "%00" or document["parameter"] == "size", path


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"size": "101"}, "size"),
        ({"size": "-1"}, "size"),
        ({"sort": "title; DROP"}, "sort"),
        ({"q": "闽" * 201}, "q"),
        ({"q": "x" * 5000}, "q"),
        ({"q": ["a", "b"]}, "q"),
        ({"theme": "6" * 101}, "theme"),
        ({"updated_after": "yesterday"}, "updated_after"),
        ({"updated_after": "99999-01-01"}, "updated_after"),
        ({"updated_before": "2026-02-30"}, "updated_before"),
        ({"published_after": "2026-01-02", "published_before": "2026-01-01"}, "published_before"),
        ({"size_min": "1e9"}, "size_min"),
        ({"size_min": "2", "size_max": "1"}, "size_max"),
        ({"explain": "on"}, "explain"),
        ({"freshness": [str(n) for n in range(51)]}, "freshness"),
        ({"q": "x" * 10_000}, "q"),
        ({"page": "2"}, "page"),
        ({"scope": "internal"}, "scope"),
        ({"scopes": "internal"}, "scopes"),
    ],
)
async def test_a_search_that_does_not_fit_names_the_parameter(
    caller: httpx.AsyncClient, parameters: dict[str, Any], parameter: str
) -> None:
    assert problem(await caller.get("/api/v1/search", params=parameters), 400)["parameter"] == parameter


async def test_an_unknown_value_of_a_facet_finds_nothing_and_keeps_the_alternatives(caller: httpx.AsyncClient) -> None:
    everything = (await caller.get("/api/v1/search", params={"size": 0})).json()
    for facet, counts in everything["facets"].items():
        found = (await caller.get("/api/v1/search", params={facet: "no such value"})).json()
        assert (found["total"], found["hits"], found["next"]) == (0, [], None)
        assert found["facets"][facet] == [*counts, {"value": "no such value", "count": 0}]


async def test_suggestions_refuse_what_is_too_long_or_unknown_and_bear_the_rest(caller: httpx.AsyncClient) -> None:
    answer = await caller.get("/api/v1/search/suggestions", params={"q": "公" * 201})
    assert problem(answer, 400)["parameter"] == "q"
    for text in ("", "😀", "((((", "a" * 200, "zhuang" * 33):
        assert (await caller.get("/api/v1/search/suggestions", params={"q": text})).status_code == 200
    for parameters, name in (({"q": "公", "size": "3"}, "size"), ({"q": ["公", "交"]}, "q")):
        assert problem(await caller.get("/api/v1/search/suggestions", params=parameters), 400)["parameter"] == name


async def test_no_question_breaks_search(caller: httpx.AsyncClient) -> None:
    for text in [
        *hostile_strings()[:120],
        "title:*",
        "(((",
        '"',
        "a AND",
        "NOT",
        "*",
        "?",
        "~",
        "\\",
        "/.*/",
        "[a TO b]",
    ]:
        sent = text.encode("utf-8", "surrogatepass")
        for path, name in (("/api/v1/search", "q"), ("/api/v1/search/suggestions", "q"), ("/api/v1/search", "theme")):
            answer = await caller.get(path, params={name: sent})
            if answer.status_code != 200:
                problem(answer, 400)


@pytest.mark.parametrize(
    ("header", "status", "expected"),
    [
        ("bytes=0-0", 206, CSV[:1]),
        ("bytes=-1", 206, CSV[-1:]),
        ("bytes=5-", 206, CSV[5:]),
        ("bytes=0-99999999", 206, CSV),
        ("BYTES=0-0", 206, CSV[:1]),
        ("bytes = 0-0", 206, CSV[:1]),
        ("bytes=0-1,3-4", 200, CSV),
        ("bytes=5-1", 200, CSV),
        ("items=0-1", 200, CSV),
        ("bytes=a-b", 200, CSV),
        ("bytes=-", 200, CSV),
        ("bytes=٠-١", 200, CSV),
        ("", 200, CSV),
    ],
)
async def test_an_odd_range_is_served_or_ignored_as_the_standard_says(
    caller: httpx.AsyncClient, file: str, header: str, status: int, expected: bytes
) -> None:
    headers = [(b"Range", header.encode())]
    answer = await caller.get(f"/api/v1/distributions/{file}/file", headers=headers)
    assert (answer.status_code, answer.content) == (status, expected)
    assert int(answer.headers["Content-Length"]) == len(expected)


@pytest.mark.parametrize("header", ["bytes=99999-", "bytes=-0", "bytes=99999999999999-99999999999999"])
async def test_a_range_beyond_the_file_says_how_long_it_is(caller: httpx.AsyncClient, file: str, header: str) -> None:
    answer = await caller.get(f"/api/v1/distributions/{file}/file", headers={"Range": header})
    problem(answer, 416)
    assert answer.headers["Content-Range"] == f"bytes */{len(CSV)}"


async def test_conditions_and_heads_send_no_bytes(stage: Platform, caller: httpx.AsyncClient, file: str) -> None:
    address = f"/api/v1/distributions/{file}/file"
    whole = await caller.get(address)
    tag, begun = whole.headers["ETag"], await file_reads(stage)
    for header in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = await caller.get(address, headers={"If-None-Match": header})
        assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", tag)
    head = await caller.head(address)
    assert (head.status_code, head.content, head.headers["Content-Length"]) == (200, b"", str(len(CSV)))
    assert await file_reads(stage) == begun, "what sends no byte leaves no entry"
    for header in ("", '"', "x", '"other"', "\x01"):
        assert (await caller.get(address, headers={"If-None-Match": header})).status_code == 200
    mixed = await caller.get(address, headers={"Range": "bytes=0-3", "If-Range": '"other"'})
    assert (mixed.status_code, mixed.content) == (200, CSV)
    mixed = await caller.get(address, headers={"Range": "bytes=0-3", "If-Range": tag})
    assert (mixed.status_code, mixed.content) == (206, CSV[:4])


async def file_reads(stage: Platform) -> int:
    auditor = await stage.by_token("auditor")
    found = await auditor.get("/api/v1/audit/entries", params={"action": "delivery:file:read", "size": 100})
    return len(found.json()["items"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v2/datasets", 404),
        ("GET", "/api/v1/../../etc/passwd", 404),
        ("DELETE", "/api/v1/datasets", 405),
        ("PATCH", "/api/v1/search", 405),
        ("TRACE", "/api/v1/datasets", 405),
        ("PROPFIND", "/api/v1/datasets", 405),
        ("POST", "/api/v1/audit/entries", 405),
        ("DELETE", "/api/v1/audit/entries", 405),
        ("PUT", "/api/v1/organizations/t-data", 405),
    ],
)
async def test_the_frameworks_refusals_are_problem_documents(
    caller: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    answer = await caller.request(method, path)
    document = problem(answer, status)
    if status == 405:
        assert answer.headers["Allow"].split(", ") == document["allowed"] != []


async def test_a_head_of_every_public_address_is_like_its_get(caller: httpx.AsyncClient, file: str) -> None:
    addresses = (DATASETS, "/api/v1/search?q=x", "/api/v1/organizations", f"/api/v1/data/{file}/schema")
    pages = ("/", "/search?q=x", "/docs", "/problems/not-found", "/health/ready", f"/api/v1/data/{file}/export.csv")
    for path in (*addresses, *pages):
        whole, answer = await caller.get(path), await caller.head(path)
        for each in (whole, answer):
            del each.headers["x-request-id"]
        assert (answer.status_code, answer.headers, answer.content) == (whole.status_code, whole.headers, b""), path


async def test_a_head_of_what_is_not_there_or_not_for_it_says_so_without_content(caller: httpx.AsyncClient) -> None:
    for path, status in (("/api/v1/nothing", 404), ("/api/v1/search?size=x", 400), ("/logout", 405), ("/work", 303)):
        answer = await caller.head(path)
        assert (answer.status_code, answer.content) == (status, b""), path
