"""Every error, ours and the framework's, is a problem document; none tells more than it should."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import httpx
import orjson
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.http import errors as edge_errors
from app.http.problems import PROBLEM_TYPES, STATUSES, Problem, problem_types_json
from app.words.language import CHINESE, ENGLISH
from catalog import errors
from catalog.errors import CatalogError, FieldProblem
from catalog.messages import message
from catalog.workflow.wording import Wording
from search.asking.query import InvalidQuery
from search.engine import SearchUnavailable
from tests.app.http.edge import client_of, problem
from tests.factories.hostile import hostile_strings

NAMES = Wording("dataset")


def reasons_of(kind: type[CatalogError], name: str) -> tuple[Any, ...]:
    """Every reason that an error of ``kind`` may give."""
    return get_args(get_type_hints(kind)[name])


SAMPLES: list[tuple[CatalogError, int]] = [
    (errors.Missing("dataset", "x"), 404),
    *((errors.Unauthenticated(reason), 401) for reason in reasons_of(errors.Unauthenticated, "reason")),
    (errors.Forbidden(message("act.anything"), ("own:data:read",)), 403),
    *((errors.AccessRequired("x", reason), 403) for reason in reasons_of(errors.AccessRequired, "reason")),
    (errors.Conflict(NAMES.state("draft"), NAMES.command("publish"), (NAMES.command("submit"),)), 409),
    (errors.Conflict(note=message("request.crossed")), 409),
    (errors.Duplicate(note=message("request.crossed")), 409),
    (errors.Stale("1", "2"), 412),
    (errors.Stale("", message("request.newer-version")), 412),
    (errors.Invalid([FieldProblem("/title", message("payload.missing"), "missing")]), 422),
    (errors.BadQuery("sort", message("payload.integer"), ("a", "b")), 400),
    (errors.TooLarge(10), 413),
    (errors.Unsupported(message("content.png"), (message("content.expected"),)), 415),
    (errors.RangeUnsatisfiable(7), 416),
    (errors.Throttled(30), 429),
    *((errors.Unavailable(part), 503) for part in reasons_of(errors.Unavailable, "part")),
    (CatalogError(), 500),
    (edge_errors.MalformedRequest(), 400),
    (edge_errors.AddressTooLong(65_535), 414),
    (edge_errors.MethodNotAllowed("PUT", ("GET",)), 405),
    (edge_errors.UnsupportedMediaType("text/plain"), 415),
    (edge_errors.PreconditionRequired("3"), 428),
    (edge_errors.Refused(status=406), 406),
]

TRANSLATED: list[tuple[Exception, int, str]] = [
    (InvalidQuery("sort", "sort.unknown", ("updated",)), 400, "bad-query"),
    (SearchUnavailable("connection refused by 10.0.0.1"), 503, "unavailable"),
    (IntegrityError("INSERT", {}, Exception("duplicate")), 409, "conflict"),
    (StaleDataError("stale"), 412, "stale-version"),
    (DataError("INSERT", {}, Exception("NUL")), 400, "malformed-request"),
    (OperationalError("SELECT", {}, Exception("gone")), 503, "unavailable"),
    (InterfaceError("SELECT", {}, Exception("gone")), 503, "unavailable"),
    (PoolTimeout("pool"), 503, "unavailable"),
    (ProgrammingError("SELECT secret", {}, Exception("secret")), 500, "internal"),
    (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 400, "malformed-request"),
    (HTTPException(403), 403, "forbidden"),
    (HTTPException(401), 401, "unauthenticated"),
    (HTTPException(418), 418, "refused"),
    (HTTPException(502, "upstream secret"), 500, "internal"),
    (HTTPException(503), 503, "unavailable"),
    (KeyError("secret"), 500, "internal"),
]


def raising(app: FastAPI, error: Exception, path: str = "/api/v1/raised") -> None:
    async def endpoint() -> None:
        raise error

    app.router.routes.append(APIRoute(path, endpoint))


def subclasses(kind: type[CatalogError]) -> Iterator[type[CatalogError]]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def test_every_error_has_its_number_and_a_sample_here() -> None:
    known: set[type[CatalogError]] = {CatalogError, *subclasses(CatalogError)}
    assert set(STATUSES) == known
    assert {type(error) for error, _ in SAMPLES} == known
    assert len({kind.slug for kind in known}) == len(known)


@pytest.mark.parametrize(("error", "status"), SAMPLES, ids=lambda value: type(value).__name__)
async def test_every_error_of_ours_is_told(edge: FastAPI, error: CatalogError, status: int) -> None:
    raising(edge, error)
    async with client_of(edge) as client:
        document = problem(await client.get("/api/v1/raised?token=geheim"), status, error.slug)
    assert document["detail"] == CHINESE.say(error.detail)
    assert error.extras.keys() <= document.keys()


@pytest.mark.parametrize(("error", "status", "slug"), TRANSLATED, ids=lambda value: type(value).__name__)
async def test_every_error_of_others_is_translated_without_its_words(
    edge: FastAPI, error: Exception, status: int, slug: str
) -> None:
    raising(edge, error)
    async with client_of(edge) as client:
        answer = await client.get("/api/v1/raised")
    problem(answer, status, slug)
    assert "secret" not in answer.text
    assert "10.0.0.1" not in answer.text


async def test_a_query_that_search_refuses_is_told_in_one_sentence(edge: FastAPI) -> None:
    raising(edge, InvalidQuery("sort", "sort.unknown", ("updated", "published")))
    async with client_of(edge) as client:
        document = problem(await client.get("/api/v1/raised"), 400, "bad-query")
    assert document["detail"] == "参数“sort”：没有这种排序方式。可用：updated、published。"


async def test_headers_say_what_to_do(edge: FastAPI) -> None:
    expected = {
        "/a": (errors.Throttled(30), "retry-after", "30"),
        "/b": (errors.Unavailable("store", 7), "retry-after", "7"),
        "/c": (errors.Unauthenticated("revoked"), "www-authenticate", 'Bearer realm="minshu", error="revoked"'),
        "/d": (errors.RangeUnsatisfiable(7), "content-range", "bytes */7"),
    }
    for path, (error, _, _) in expected.items():
        raising(edge, error, path)
    async with client_of(edge) as client:
        for path, (_, name, value) in expected.items():
            answer = await client.get(path)
            assert answer.headers[name] == value
            assert answer.headers["cache-control"] == "no-store"


async def test_what_nobody_foresaw_is_told_without_detail(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/trial/unforeseen")
    document = problem(answer, 500, "internal")
    assert document["detail"] == "系统内部错误"
    assert "geheim" not in answer.text
    assert answer.headers["content-security-policy"]


async def test_the_framework_s_own_refusals(client: httpx.AsyncClient) -> None:
    problem(await client.get("/api/v1/nothing"), 404, "not-found")
    answer = await client.delete("/api/v1/trial/payload")
    assert problem(answer, 405, "method-not-allowed")["allowed"] == ["POST"]
    assert answer.headers["allow"] == "POST"
    problem(await client.get("/api/v1/trial/items/one"), 404, "not-found")
    document = problem(await client.get("/api/v1/trial/items/1?size=many"), 400, "bad-query")
    assert document["parameter"] == "size"
    assert document["detail"] == "参数“size”：应为整数。"


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        ({}, "/title", "title：缺少必填项"),
        ({"title": ""}, "/title", "title：至少 1 个字符"),
        ({"title": "x" * 1_000_000}, "/title", "title：最多 100 个字符"),
        ({"title": 1}, "/title", "title：应为文字"),
        ({"title": "x", "count": "many"}, "/count", "count：应为整数"),
        ({"title": "x", "colour": "green"}, "/colour", "colour：只能是：'red' 或 'blue'"),
        ([], "", "正文：应为对象"),
        (None, "", "正文：缺少必填项"),
    ],
)
async def test_a_payload_that_does_not_fit_is_told_field_by_field(
    client: httpx.AsyncClient, body: object, pointer: str, message: str
) -> None:
    answer = await client.post("/api/v1/trial/payload", json=body)
    document = problem(answer, 422, "invalid")
    (first,) = orjson.loads(answer.content)["errors"]
    assert (first["pointer"], first["message"]) == (pointer, message)
    assert len(answer.content) < 2000
    assert document["title"] == "提交的内容有误"


@pytest.mark.parametrize(
    ("content", "media_type", "status", "slug"),
    [
        (b'{"title": ', "application/json", 400, "malformed-request"),
        (b'{"title": "\xff\xfe"}', "application/json", 400, "malformed-request"),
        ('{"title": "标题"}'.encode("gb18030"), "application/json", 400, "malformed-request"),
        (b"[" * 100_000, "application/json", 400, "malformed-request"),
        (b'{"title": "x", "count": ' + b"9" * 5000 + b"}", "application/json", 400, "malformed-request"),
        (b'{"title": "\\ud800"}', "application/json", 422, "invalid"),
        (b'{"title": "x"}', "text/plain", 415, "unsupported-media-type"),
        (b'{"title": "x"}', "", 415, "unsupported-media-type"),
        (b"title=x", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b"\x00" * 100, "application/octet-stream", 415, "unsupported-media-type"),
    ],
)
async def test_a_body_that_cannot_be_read(
    client: httpx.AsyncClient, content: bytes, media_type: str, status: int, slug: str
) -> None:
    headers = {"content-type": media_type} if media_type else {}
    problem(await client.post("/api/v1/trial/payload", content=content, headers=headers), status, slug)


async def test_only_a_browser_outside_the_api_gets_a_page(edge: FastAPI) -> None:
    async def page(request: Request, found: Problem) -> Response:
        return HTMLResponse(f"<h1>{found.title}</h1>", found.status)

    edge.state.render_error = page
    async with client_of(edge) as client:
        shown = await client.get("/nothing", headers={"accept": "text/html,*/*"})
        assert (shown.status_code, shown.text) == (404, "<h1>找不到，或您无权查看</h1>")
        assert shown.headers["content-security-policy"]
        problem(await client.get("/api/v1/nothing", headers={"accept": "text/html"}), 404, "not-found")
        problem(await client.get("/nothing"), 404, "not-found")


async def test_a_broken_error_page_still_tells_the_problem(edge: FastAPI) -> None:
    def page(request: Request, found: Problem) -> Response:
        raise RuntimeError("template")

    edge.state.render_error = page
    async with client_of(edge) as client:
        problem(await client.get("/nothing", headers={"accept": "text/html"}), 404, "not-found")


async def test_every_type_can_be_opened(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/problems")).json()
    assert listed == json.loads(problem_types_json())["problems"]
    assert [entry["type"] for entry in listed] == [f"/problems/{known.slug}" for known in PROBLEM_TYPES]
    for entry in listed:
        assert (await client.get(entry["type"])).json() == entry
        assert entry["meaning"].endswith(".")
    problem(await client.get("/problems/made-up"), 404, "not-found")


async def test_hostile_strings_never_break_the_edge(client: httpx.AsyncClient) -> None:
    for text in hostile_strings():
        body = json.dumps({"title": text[:100] or "x", "count": 0})
        answers = [
            await client.post(
                "/api/v1/trial/payload",
                content=body.encode("utf-8", "surrogatepass"),
                headers={"content-type": "application/json"},
            ),
            await client.get("/api/v1/trial/items/1", params={"size": text.encode("utf-8", "surrogatepass")}),
            await client.get(
                "/api/v1/trial/whoami",
                headers=[(b"x-request-id", text.encode("utf-8", "replace").replace(b"\n", b" "))],
            ),
        ]
        for answer in answers:
            assert answer.status_code < 500
            assert answer.status_code == 200 or answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("error", "status"), SAMPLES, ids=lambda value: type(value).__name__)
async def test_a_problem_speaks_the_language_that_is_preferred(edge: FastAPI, error: CatalogError, status: int) -> None:
    raising(edge, error)
    async with client_of(edge) as client:
        for accepted, language in (("", CHINESE), ("de, en;q=0.9, zh;q=0.8", ENGLISH), ("zh-TW, en;q=0.5", CHINESE)):
            answer = await client.get("/api/v1/raised", headers={"accept-language": accepted})
            document = problem(answer, status, error.slug)
            assert document["title"] == language.say(error.title)
            assert document["detail"] == language.say(error.detail)
            assert answer.headers["content-language"] == language.tag
            assert answer.headers["vary"] == "Accept-Language"


async def test_an_english_problem_has_no_chinese_in_it(edge: FastAPI) -> None:
    for number, (error, _) in enumerate(SAMPLES):
        raising(edge, error, f"/api/v1/{number}")
    async with client_of(edge) as client:
        answers = [await client.get(f"/api/v1/{n}", headers={"accept-language": "en"}) for n in range(len(SAMPLES))]
    assert [answer.text for answer in answers if re.search(r"[\u3000-\u9fff\uff00-\uffef]", answer.text)] == []


async def test_messages_within_a_problem_become_words(edge: FastAPI) -> None:
    raising(edge, errors.Forbidden(message("act.anything"), (message("none"), "x"), message("account.session-only")))
    raising(edge, errors.Invalid([FieldProblem("/title", message("payload.missing"), "missing")]), "/api/v1/invalid")
    async with client_of(edge) as client:
        refused = problem(await client.get("/api/v1/raised", headers={"accept-language": "en"}), 403, "forbidden")
        invalid = problem(await client.get("/api/v1/invalid"), 422, "invalid")
    assert (refused["action"], refused["needs"]) == ("do anything here", "none or x")
    assert invalid["errors"] == [{"pointer": "/title", "message": "缺少必填项", "code": "missing"}]


async def test_the_types_of_problems_are_told_in_english_too(client: httpx.AsyncClient) -> None:
    english = await client.get("/problems/not-found", headers={"accept-language": "en"})
    assert english.json()["title"] == "Not found, or not for you to see"
    assert (english.headers["content-language"], english.headers["vary"]) == ("en", "Accept-Language")
    listed = (await client.get("/problems", headers={"accept-language": "en"})).json()
    assert [entry["title"] for entry in listed] == [ENGLISH.say(known.title) for known in PROBLEM_TYPES]
