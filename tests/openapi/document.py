"""The committed description, and whether a value fits one of its schemas."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "openapi"
METHODS = ("get", "put", "post", "patch", "delete")
Document = dict[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_WITHOUT_MEANING = {"title", "description", "default", "format", "examples", "uniqueItems"}
_CHECKED = {"$ref", "anyOf", "type", "enum", "const", "pattern", "minimum", "maximum", "minLength", "maxLength"} | {
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
}


def described() -> Document:
    """What is committed."""
    return dict(json.loads((FOLDER / "openapi.json").read_bytes()))


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """Path, method and description of every operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield path, method, operation


def faults(value: Any, schema: Document, document: Document, at: str = "") -> list[str]:
    """Where ``value`` does not fit ``schema``; a keyword that is not understood here is a fault as well."""
    unknown = schema.keys() - _CHECKED - _WITHOUT_MEANING
    if unknown:
        return [f"{at}: keywords {sorted(unknown)} are not checked"]
    if "$ref" in schema:
        return faults(value, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]], document, at)
    if "anyOf" in schema:
        tried = [faults(value, option, document, at) for option in schema["anyOf"]]
        return [] if [] in tried else [found for each in tried for found in each]
    return _own_faults(value, schema, at) or [*_below(value, schema, document, at)]


def _own_faults(value: Any, schema: Document, at: str) -> list[str]:
    kind = schema.get("type")
    if kind and (not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean")):
        return [f"{at}: {value!r} is no {kind}"]
    tests: dict[str, Callable[[Any], bool]] = {
        "enum": lambda allowed: value in allowed,
        "const": lambda allowed: value == allowed,
        "pattern": lambda shape: re.search(shape, value) is not None,
        "minimum": lambda least: value >= least,
        "maximum": lambda most: value <= most,
        "minLength": lambda least: len(value) >= least,
        "maxLength": lambda most: len(value) <= most,
        "minItems": lambda least: len(value) >= least,
        "maxItems": lambda most: len(value) <= most,
    }
    return [
        f"{at}: {value!r} breaks {name}" for name, holds in tests.items() if name in schema and not holds(schema[name])
    ]


def _below(value: Any, schema: Document, document: Document, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        known = schema.get("properties", {})
        further = schema.get("additionalProperties", True)
        yield from (f"{at}/{name} is missing" for name in schema.get("required", ()) if name not in value)
        for name, inner in value.items():
            if name in known:
                yield from faults(inner, known[name], document, f"{at}/{name}")
            elif further is False:
                yield f"{at}/{name} is not described"
            elif isinstance(further, dict):
                yield from faults(inner, further, document, f"{at}/{name}")
    elif isinstance(value, list):
        leading = schema.get("prefixItems", [])
        for number, inner in enumerate(value):
            below = leading[number] if number < len(leading) else schema.get("items", {})
            yield from faults(inner, below, document, f"{at}/{number}")


def with_later_members(recorded: Any, schema: Document, document: Document) -> Any:
    """A recorded answer with the members that came after it was recorded: those with a default, as it says."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return with_later_members(recorded, document["components"]["schemas"][name], document)
    if not isinstance(recorded, dict):
        return recorded
    members = schema.get("properties", {})
    return {name: member["default"] for name, member in members.items() if "default" in member} | recorded


def operation_of(document: Document, method: str, path: str) -> Document:
    """The operation that answers ``method`` on ``path``; a path without parameters comes first.

    Raises:
        LookupError: there is none.
    """
    for template in sorted(document["paths"], key=lambda each: each.count("{")):
        shape = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(shape, path) and method.lower() in document["paths"][template]:
            return dict(document["paths"][template][method.lower()])
    raise LookupError(f"{method} {path}")


def answer_faults(document: Document, operation: Document, status: int, media_type: str, body: Any) -> list[str]:
    """Why an answer is not what ``operation`` promises."""
    response = operation["responses"].get(str(status))
    if response is None:
        return [f"status {status} is not described; described: {sorted(operation['responses'])}"]
    if "content" not in response:
        return [] if body in (None, "", b"") else [f"status {status} has no body"]
    kinds = {name.partition(";")[0]: content for name, content in response["content"].items()}
    found = kinds.get(media_type.partition(";")[0]) or kinds.get("application/octet-stream")
    if found is None:
        return [f"{media_type} is not described; described: {sorted(kinds)}"]
    schema = found["schema"]
    if schema.get("format") == "binary":
        return []
    said = [f"/problems/{slug}" for slug in [str(body.get("type", "")).rpartition("/")[2]]] if status >= 400 else []
    undeclared = [each for each in said if each not in response["x-problem-types"]]
    return faults(body, schema, document) + [f"{each} is not declared for {status}" for each in undeclared]
