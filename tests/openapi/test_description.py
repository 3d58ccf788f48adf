import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.openapi import openapi_json
from app.http.problems import MEDIA_TYPE, PROBLEM_TYPES, problem_types_json
from app.main import create_app
from app.projections.element_words import label
from app.settings import Settings
from catalog.datasets.elements import ITEMS, METADATA
from catalog.tables.operators import OPERATORS
from search.asking.parameters import PARAMETERS
from tests.app.test_settings import GIVEN
from tests.openapi.document import (
    FOLDER,
    answer_faults,
    described,
    faults,
    operation_of,
    operations,
    with_later_members,
)

DOCUMENT = described()
OPERATIONS = list(operations(DOCUMENT))
NAMES = [f"{method.upper()} {path}" for path, method, _ in OPERATIONS]
EXAMPLES = sorted((FOLDER / "examples").glob("*.json"))
EVERY_OPERATION = pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=NAMES)


def test_the_committed_description_is_the_generated_one() -> None:
    assert (FOLDER / "openapi.json").read_bytes() == openapi_json(), "run: minshu openapi export"
    assert (FOLDER / "problems.json").read_bytes() == problem_types_json(), "run: minshu openapi export"


def test_the_description_names_the_platform_as_the_settings_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINSHU_PLATFORM_NAME", "某省数据开放平台")
    assert "某省".encode() not in openapi_json(), "what is committed depends on nobody's environment"
    described = create_app(Settings.from_environment(GIVEN)).openapi()
    assert described["info"]["description"].startswith("某省数据开放平台的接口。")


def test_every_element_says_what_it_is_wherever_it_is_a_member() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for element in METADATA:
        for name in ("DatasetIn", "DatasetPatch", "DatasetDocument"):
            assert schemas[name]["properties"][element.name]["description"].startswith(label(element.key))
    for item in ITEMS:
        assert schemas["ItemDraft"]["properties"][item.name]["description"].startswith(label(item.key))
        assert schemas["ItemShown"]["properties"][item.name]["description"].startswith(label(item.key))


@EVERY_OPERATION
def test_every_operation_says_what_it_does_and_where_it_belongs(
    path: str, method: str, operation: dict[str, Any]
) -> None:
    assert len(operation["summary"]) >= 2
    assert len(operation["description"]) >= len(operation["summary"])
    groups = {tag["name"] for tag in DOCUMENT["tags"]}
    assert len(operation["tags"]) == 1
    assert set(operation["tags"]) <= groups
    for parameter in operation.get("parameters", ()):
        undescribed = parameter["in"] == "path" or parameter.get("description") or "audit/entries" in path
        assert undescribed, parameter["name"]


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(set(names)) == len(names) > 50


@EVERY_OPERATION
def test_every_refusal_is_a_problem_document(path: str, method: str, operation: dict[str, Any]) -> None:
    refused = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    if path == "/health/ready":
        refused["503"] = {**refused["429"], "x-problem-types": []}  # a probe reads the number only
    assert {"400", "429", "500"} <= refused.keys()
    known = {f"/problems/{problem.slug}": problem.status for problem in PROBLEM_TYPES}
    for status, answer in refused.items():
        assert list(answer["content"]) == [MEDIA_TYPE]
        assert answer["content"][MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert {known[each] for each in answer["x-problem-types"]} <= {int(status)}


@EVERY_OPERATION
def test_what_an_operation_asks_for_it_may_refuse(path: str, method: str, operation: dict[str, Any]) -> None:
    refused = {status for status in operation["responses"] if status >= "400"}
    names = {(each["in"], each["name"]) for each in operation.get("parameters", ())}
    expected = set()
    if "{" in path:
        expected |= {"404"}
    if "requestBody" in operation:
        expected |= {"413", "415", "422"}
    if ("header", "If-Match") in names:
        expected |= {"412", "428"}
    if operation["security"] and {} not in operation["security"]:
        expected |= {"401"}
    assert expected <= refused


def test_every_problem_type_stands_in_the_description_or_is_beyond_any_operation() -> None:
    declared = {
        each
        for _, _, operation in OPERATIONS
        for answer in operation["responses"].values()
        for each in answer.get("x-problem-types", ())
    }
    beyond = {"/problems/method-not-allowed", "/problems/refused"}
    assert declared | beyond == {f"/problems/{problem.slug}" for problem in PROBLEM_TYPES}
    assert not declared & beyond


def test_search_and_rows_describe_every_parameter_their_parsers_read() -> None:
    search = operation_of(DOCUMENT, "GET", "/api/v1/search")
    assert {each["name"] for each in search["parameters"]} == set(PARAMETERS)
    rows = operation_of(DOCUMENT, "GET", "/api/v1/data/x/rows")
    named = {each["name"] for each in rows["parameters"] if each["in"] == "query"}
    assert named == {"select", "sort", "size", "cursor", "count", "conditions"}
    assert [key for key in OPERATORS if f"`{key}` " not in rows["description"]] == []


@pytest.mark.parametrize("file", EXAMPLES, ids=[file.stem for file in EXAMPLES])
def test_examples_fit_what_is_described(file: Path) -> None:
    assert len(EXAMPLES) >= 8
    example = json.loads(file.read_text(encoding="utf-8"))
    asked, answered = example["request"], example["response"]
    operation = operation_of(DOCUMENT, asked["method"], asked["path"])
    parameters = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
    assert "conditions" in parameters or set(asked.get("query", {})) <= parameters
    if "body" in asked:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert faults(asked["body"], schema, DOCUMENT) == []
    media_type = answered["headers"]["content-type"]
    promised = operation["responses"][str(answered["status"])].get("content", {}).get(media_type, {}).get("schema", {})
    body = with_later_members(answered["body"], promised, DOCUMENT)
    assert answer_faults(DOCUMENT, operation, answered["status"], media_type, body) == []


def test_a_recorded_answer_may_lack_only_what_came_later_and_has_a_default() -> None:
    later = {"default": "", "type": "string"}
    described = {"components": {"schemas": {"Told": {"properties": {"a": {"type": "string"}, "b": later}}}}}
    told = {"$ref": "#/components/schemas/Told"}
    assert with_later_members({"a": "x"}, told, described) == {"a": "x", "b": ""}
    assert with_later_members({"b": "y"}, told, described) == {"b": "y"}


def test_what_does_not_fit_is_found() -> None:
    schema = {"$ref": "#/components/schemas/Problem"}
    good = {"type": "a", "title": "b", "status": 404, "detail": "c", "instance": "d", "request_id": "e"}
    assert faults(good, schema, DOCUMENT) == []
    assert faults({**good, "status": "404"}, schema, DOCUMENT) == ["/status: '404' is no integer"]
    assert faults({"type": "a"}, schema, DOCUMENT)[0] == "/title is missing"
    assert faults([1], {"type": "array", "items": {"type": "string"}}, DOCUMENT) == ["/0: 1 is no string"]
    assert faults(1, {"oneOf": []}, DOCUMENT) == [": keywords ['oneOf'] are not checked"]
    hit = {"$ref": "#/components/schemas/SuggestionOut"}
    assert faults({"id": "a", "title": [["b", True]], "more": 1}, hit, DOCUMENT) == ["/more is not described"]
    search = operation_of(DOCUMENT, "GET", "/api/v1/search")
    assert "is not described" in answer_faults(DOCUMENT, search, 418, "application/json", {})[0]
    wrong = {**good, "type": "/problems/stale-version"}
    assert answer_faults(DOCUMENT, search, 400, MEDIA_TYPE, wrong) == [
        "/problems/stale-version is not declared for 400"
    ]
    with pytest.raises(LookupError):
        operation_of(DOCUMENT, "DELETE", "/api/v1/search")
