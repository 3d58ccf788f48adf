"""What FastAPI and pydantic say of a request, in our errors and in Chinese. Values are never repeated."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError

from app.http.errors import MalformedRequest, UnsupportedMediaType
from catalog.errors import BadQuery, CatalogError, FieldProblem, Invalid, Missing

MAX_PROBLEMS = 50
_MAX_NAME = 100

_Context = Mapping[str, Any]

_MESSAGES: Mapping[str, Callable[[_Context], str]] = {
    "missing": lambda _: "缺少必填项",
    "extra_forbidden": lambda _: "没有这个字段，请删去",
    "string_type": lambda _: "应为文字",
    "string_unicode": lambda _: "含有不能识别的字符",
    "string_too_short": lambda c: f"至少 {c['min_length']} 个字符",
    "string_too_long": lambda c: f"最多 {c['max_length']} 个字符",
    "string_pattern_mismatch": lambda _: "格式不正确",
    "enum": lambda c: f"只能是：{c['expected']}",
    "literal_error": lambda c: f"只能是：{c['expected']}",
    "bool_type": lambda _: "应为 true 或 false",
    "bool_parsing": lambda _: "应为 true 或 false",
    "int_type": lambda _: "应为整数",
    "int_parsing": lambda _: "应为整数",
    "int_from_float": lambda _: "应为整数",
    "int_parsing_size": lambda _: "数值过大",
    "float_type": lambda _: "应为数字",
    "float_parsing": lambda _: "应为数字",
    "greater_than": lambda c: f"应大于 {c['gt']}",
    "greater_than_equal": lambda c: f"不能小于 {c['ge']}",
    "less_than": lambda c: f"应小于 {c['lt']}",
    "less_than_equal": lambda c: f"不能大于 {c['le']}",
    "list_type": lambda _: "应为列表",
    "set_type": lambda _: "应为列表",
    "frozen_set_type": lambda _: "应为列表",
    "dict_type": lambda _: "应为对象",
    "model_type": lambda _: "应为对象",
    "model_attributes_type": lambda _: "应为对象",
    "too_long": lambda c: f"最多 {c['max_length']} 项",
    "too_short": lambda c: f"至少 {c['min_length']} 项",
    "uuid_type": lambda _: "应为 UUID",
    "uuid_parsing": lambda _: "应为 UUID",
    "date_type": lambda _: "应为日期，例如 2026-01-31",
    "date_parsing": lambda _: "应为日期，例如 2026-01-31",
    "date_from_datetime_parsing": lambda _: "应为日期，例如 2026-01-31",
    "datetime_type": lambda _: "应为时间，例如 2026-01-31T08:00:00+08:00",
    "datetime_parsing": lambda _: "应为时间，例如 2026-01-31T08:00:00+08:00",
    "datetime_from_date_parsing": lambda _: "应为时间，例如 2026-01-31T08:00:00+08:00",
    "timezone_aware": lambda _: "时间须带时区，例如 2026-01-31T08:00:00+08:00",
    "value_error": lambda c: str(c["error"]),
}


def error_of(refused: RequestValidationError) -> CatalogError:
    """The error that tells what is wrong with a request.

    An address that does not fit leads nowhere (Missing), a query that does not fit is a BadQuery, a body that cannot be
    read is malformed or of a wrong type; only a body that was read and does not fit is Invalid.
    """
    found = refused.errors()
    places = {str(error["loc"][0]) for error in found}
    if "path" in places:
        return Missing("page")
    if "query" in places:
        first = next(error for error in found if error["loc"][0] == "query")
        return BadQuery(_name(first["loc"][-1]), message_of(first))
    if "body" not in places:
        return MalformedRequest(f"请求头或 Cookie“{_name(found[0]['loc'][-1])}”：{message_of(found[0])}。")
    return _body_error(found)


def message_of(error: Mapping[str, Any]) -> str:
    """What is wrong, in Chinese, for one error of pydantic."""
    make = _MESSAGES.get(error["type"])
    return make(error.get("ctx") or {}) if make else "格式不正确"


def pointer_of(loc: Sequence[str | int]) -> str:
    """The JSON pointer (RFC 6901) of a place within the body."""
    return "".join("/" + _name(part).replace("~", "~0").replace("/", "~1") for part in loc)


def _body_error(found: Sequence[Mapping[str, Any]]) -> CatalogError:
    whole = [error for error in found if tuple(error["loc"][:1]) == ("body",)]
    for error in whole:
        if error["type"] == "json_invalid":
            return MalformedRequest(f"正文不是有效的 JSON（第 {int(error['loc'][1]) + 1} 个字符附近）。")
        if len(error["loc"]) == 1 and isinstance(error.get("input"), bytes):
            return UnsupportedMediaType()
    return Invalid([_problem(error) for error in whole[:MAX_PROBLEMS]])


def _problem(error: Mapping[str, Any]) -> FieldProblem:
    loc = error["loc"][1:]
    label = f"{_name(loc[-1])}：" if loc else "正文："
    return FieldProblem(pointer_of(loc), label + message_of(error), str(error["type"]))


def _name(part: object) -> str:
    """A name as the caller wrote it, cut so that it cannot fill the answer."""
    return str(part)[:_MAX_NAME]
