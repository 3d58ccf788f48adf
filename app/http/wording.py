"""What pydantic says, in Chinese: of requests, of forms and of settings. Values are never repeated."""

from collections.abc import Callable, Mapping
from typing import Any

_Context = Mapping[str, Any]


_MESSAGES: Mapping[str, Callable[[_Context], str]] = {
    "missing": lambda _: "缺少必填项",
    "extra_forbidden": lambda _: "没有这一项，请删去",
    "string_type": lambda _: "应为文字",
    "string_unicode": lambda _: "含有不能识别的字符",
    "string_too_short": lambda c: f"至少 {c['min_length']} 个字符",
    "string_too_long": lambda c: f"最多 {c['max_length']} 个字符",
    "string_pattern_mismatch": lambda _: "格式不正确",
    "enum": lambda c: _one_of(c["expected"]),
    "literal_error": lambda c: _one_of(c["expected"]),
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


def message_of(error: Mapping[str, Any]) -> str:
    """What is wrong, in Chinese, for one error of pydantic."""
    make = _MESSAGES.get(error["type"])
    return make(error.get("ctx") or {}) if make else "格式不正确"


def _one_of(expected: str) -> str:
    """'a', 'b' or 'c' as pydantic lists them."""
    return "只能是：" + expected.replace("', '", "'、'").replace("' or '", "' 或 '")
