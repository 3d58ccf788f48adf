"""What pydantic and search say, as messages of ours: of requests, forms and settings. Values are never repeated."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from catalog.messages import Message, message
from search.asking.query import InvalidQuery

_KEY = re.compile(r"[a-z-]+(\.[a-z-]+)+")
_DATE = message("payload.date")
_TIME = message("payload.time")
_OBJECT = message("payload.object")
_LIST = message("payload.list")
_INTEGER = message("payload.integer")
_BOOLEAN = message("payload.boolean")

_MESSAGES: Mapping[str, Message] = {
    "missing": message("payload.missing"),
    "extra_forbidden": message("payload.extra"),
    "string_type": message("payload.text"),
    "string_unicode": message("payload.unicode"),
    "string_pattern_mismatch": message("payload.malformed"),
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_from_float": _INTEGER,
    "int_parsing_size": message("payload.too-big"),
    "float_type": message("payload.number"),
    "float_parsing": message("payload.number"),
    "list_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "uuid_type": message("payload.uuid"),
    "uuid_parsing": message("payload.uuid"),
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "datetime_type": _TIME,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "timezone_aware": message("payload.time-zone"),
}


_BOUNDED: Mapping[str, Callable[[Any], Message]] = {
    "string_too_short": lambda given: message("payload.too-short", least=given["min_length"]),
    "string_too_long": lambda given: message("payload.too-long", most=given["max_length"]),
    "too_short": lambda given: message("payload.least-items", least=given["min_length"]),
    "too_long": lambda given: message("payload.most-items", most=given["max_length"]),
    "greater_than": lambda given: message("payload.greater-than", bound=str(given["gt"])),
    "greater_than_equal": lambda given: message("payload.not-less-than", bound=str(given["ge"])),
    "less_than": lambda given: message("payload.less-than", bound=str(given["lt"])),
    "less_than_equal": lambda given: message("payload.not-greater-than", bound=str(given["le"])),
    "enum": lambda given: message("payload.one-of", expected=_listed(given["expected"])),
    "literal_error": lambda given: message("payload.one-of", expected=_listed(given["expected"])),
    "value_error": lambda given: message("text", text=str(given["error"])),
}
"""What names what would have been right, from the context that pydantic gives."""


def own_message(error: Mapping[str, Any]) -> Message | None:
    """What an error of ours in pydantic says: its text is the key, its context holds the values; None for others."""
    if not _KEY.fullmatch(error["msg"]):
        return None
    return Message(error["msg"], tuple(sorted((error.get("ctx") or {}).items())))


def query_message(refused: InvalidQuery) -> Message:
    """What search says of a query that it refuses."""
    return Message(f"search.{refused.code}", tuple(sorted(refused.values.items())))


def message_of(error: Mapping[str, Any]) -> Message:
    """What is wrong, for one error of pydantic."""
    kind: str = error["type"]
    if kind in _BOUNDED:
        return _BOUNDED[kind](error["ctx"])
    return _MESSAGES.get(kind, message("payload.malformed"))


def _listed(expected: str) -> tuple[str, ...]:
    """The values in a list of pydantic: ``'a', 'b' or 'c'``, which keep their marks."""
    return tuple(expected.replace("', '", "'\0'").replace("' or '", "'\0'").split("\0"))
