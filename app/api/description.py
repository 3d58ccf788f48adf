"""The description of the API (OpenAPI): what follows from what an endpoint asks for is derived, so it cannot drift.

An endpoint that asks for a signed-in caller may answer 401 and 403, one that asks for ``If-Match`` 412 and 428, one
with a body 413, 415 and 422: the dependencies say so, and nobody has to write it down a second time.
"""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from app.api.datasets.elements import describe
from app.api.declared import TYPES, address, header_declarations
from app.api.health.endpoints import operator_only
from app.http.conditional import expected_version
from app.http.dependencies import (
    allow_upload,
    current_actor,
    known_caller,
    read_session,
    signed_in,
    signed_in_person,
    write_session,
)
from app.http.errors import AddressTooLong, MalformedRequest, PreconditionRequired, UnsupportedMediaType
from app.http.problems import MEDIA_TYPE, PROBLEM_TYPES, STATUSES
from app.security.authentication import COOKIE
from app.security.csrf import HEADER
from app.words.language import CHINESE
from catalog.errors import (
    BadQuery,
    CatalogError,
    Conflict,
    Forbidden,
    Invalid,
    Missing,
    Stale,
    Throttled,
    TooLarge,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

Document = dict[str, Any]
Kinds = tuple[type[CatalogError], ...]

SAFE = frozenset({"GET", "HEAD"})
EVERYWHERE: Kinds = (AddressTooLong, MalformedRequest, Throttled, CatalogError)
OF_BODIES: Kinds = (TooLarge, UnsupportedMediaType, Invalid)
OF_DEPENDENCIES: tuple[tuple[Callable[..., Any], Kinds], ...] = (
    (current_actor, (Unauthenticated,)),
    (known_caller, (Unauthenticated,)),
    (signed_in, (Forbidden,)),
    (signed_in_person, (Forbidden,)),
    (operator_only, (Unauthenticated, Forbidden)),
    (read_session, (Unavailable,)),
    (write_session, (Unavailable,)),
    (expected_version, (Stale, PreconditionRequired)),
    (allow_upload, (TooLarge, Unsupported, Invalid, Unavailable)),
)
"""What asking for something may end in."""

HEADERS = {
    "401": header_declarations({"WWW_Authenticate": "令牌为何不被接受"}),
    "429": header_declarations({"Retry_After": "多少秒后可以重试"}),
    "503": header_declarations({"Retry_After": "多少秒后可以重试"}),
}
TAGS = {
    "search": "检索已发布的数据集",
    "datasets": "数据集：公众读到的版本、编目、审核、发布",
    "distributions": "数据文件：清单和下载",
    "data": "数据行：结构、查询、导出",
    "access": "依申请开放：申请、审核、利用协议、授权",
    "audit": "审计记录和公开的校验点",
    "organizations": "机构",
    "vocabularies": "代码表",
    "identity": "本人账号、会话和令牌",
    "operators": "账号和角色（系统管理员）",
    "problems": "错误类型",
    "health": "运行状态",
}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "出错时的回答（RFC 9457）。type 可以打开；各类型的附加成员见错误类型的说明。",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "description": "错误类型的地址，如 /problems/not-found"},
        "title": {"type": "string", "description": "错误类型的名称"},
        "status": {"type": "integer", "description": "HTTP 状态码"},
        "detail": {"type": "string", "description": "这一次错在哪里，怎么办"},
        "instance": {"type": "string", "description": "出错的地址，不含查询参数"},
        "request_id": {"type": "string", "description": "请求编号，与日志和 X-Request-ID 一致"},
    },
    "additionalProperties": True,
}
SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "令牌，以 minshu_ 开头"},
    "session": {"type": "apiKey", "in": "cookie", "name": COOKIE, "description": "浏览器会话"},
    "csrf": {"type": "apiKey", "in": "header", "name": HEADER, "description": "浏览器会话的修改请求须带"},
}
PATH_PARAMETERS = {
    "account_id": "账号的 id",
    "application_id": "申请的 id",
    "code": "机构代码",
    "dataset_id": "数据集的 id",
    "distribution_id": "数据文件的 id，取自数据集的文件清单",
    "grant_id": "授权的 id",
    "membership_id": "任职的 id",
    "name": "代码表的名称",
    "number": "版本号，从 1 起",
    "other": "另一个版本号",
    "slug": "错误类型的名称",
    "synonym_id": "同义词建议的 id",
    "token_id": "令牌的 id",
}
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": '所依据的版本：取回内容时得到的 ETag，如 "v3"',
    "schema": {"type": "string"},
}


class DescribedApi(FastAPI):
    """The application, with a description that tells every refusal, the ways to sign in, and the groups."""

    def openapi(self) -> Document:
        """The description; made once."""
        if self.openapi_schema is None:
            complete(super().openapi(), iter_route_contexts(self.routes))
        return super().openapi()


def complete(document: Document, routes: Iterator[RouteContext]) -> None:
    """Add to ``document`` what FastAPI cannot know of ``routes``."""
    schemas = document["components"]["schemas"]
    for framework in ("HTTPValidationError", "ValidationError"):
        schemas.pop(framework, None)
    schemas["Problem"] = PROBLEM
    describe(schemas)
    document["components"]["securitySchemes"] = SCHEMES
    document["tags"] = [{"name": name, "description": meaning} for name, meaning in TAGS.items()]
    for context in routes:
        if isinstance(context.original_route, APIRoute) and context.include_in_schema:
            for method in context.methods or ():
                operation = document["paths"][context.path_format][method.lower()]
                _complete_operation(operation, context, method)


def _complete_operation(operation: Document, route: RouteContext, method: str) -> None:
    asked = set(_calls(route.dependant))
    operation["operationId"] = f"{operation['tags'][0]}_{route.name}"
    operation["security"] = _security(asked, unsafe=method not in SAFE)
    if expected_version in asked:
        operation.setdefault("parameters", []).append(IF_MATCH)
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            parameter["description"] = PATH_PARAMETERS[parameter["name"]]
    responses = operation["responses"]
    _answers_in_chinese(responses)
    if TYPES not in responses.get("422", {}):
        responses.pop("422", None)  # the framework's own, which our handlers replace
    for kind in sorted(_refusals(route, asked, method), key=lambda kind: kind.slug):
        response = responses.setdefault(str(STATUSES[kind]), {})
        response.setdefault(TYPES, []).append(address(kind))
    for status, response in responses.items():
        if TYPES in response:
            responses[status] = _problem_response(status, response[TYPES])
    operation["responses"] = dict(sorted(responses.items()))


def _answers_in_chinese(responses: Document) -> None:
    for response in responses.values():
        if response.get("description") == "Successful Response":
            response["description"] = "成功"


def _refusals(route: RouteContext, asked: set[Callable[..., Any]], method: str) -> set[type[CatalogError]]:
    found = {kind for call, kinds in OF_DEPENDENCIES if call in asked for kind in kinds} | set(EVERYWHERE)
    if route.body_field is not None:
        found |= set(OF_BODIES)
    if write_session in asked and method not in SAFE:
        found.add(Conflict)  # what somebody else does at the same moment
    if route.dependant.path_params:
        found.add(Missing)
    if route.dependant.query_params:
        found.add(BadQuery)
    return found


def _problem_response(status: str, types: list[str]) -> Document:
    distinct = sorted(set(types))
    titles = {f"/problems/{known.slug}": CHINESE.say(known.title) for known in PROBLEM_TYPES}
    answer: Document = {
        "description": "；".join(titles[each] for each in distinct),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        TYPES: distinct,
    }
    return answer | ({"headers": HEADERS[status]} if status in HEADERS else {})


def _security(asked: set[Callable[..., Any]], *, unsafe: bool) -> list[dict[str, list[str]]]:
    """The ways in which a caller may be known; the empty one is a visitor."""
    browser: dict[str, list[str]] = {"session": [], "csrf": []} if unsafe else {"session": []}
    if signed_in_person in asked:
        return [browser]
    if known_caller in asked:
        return [{"token": []}, browser]
    if current_actor in asked or operator_only in asked:
        return [{}, {"token": []}, browser]
    return []


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for below in dependant.dependencies:
        if below.call is not None:
            yield below.call
        yield from _calls(below)
