"""The description of the interface: what it says in Chinese is collected as messages."""

import json
from typing import Any

from app.cli.openapi import openapi_json
from app.words.extraction import CHINESE, api, described, told
from tests.words.templates import messages


def strings(node: Any) -> set[str]:
    """Every string of a document that is no name of a member."""
    if isinstance(node, dict):
        return {text for each in node.values() for text in strings(each)}
    if isinstance(node, list):
        return {text for each in node for text in strings(each)}
    return {node} if isinstance(node, str) else set()


def test_what_is_collected_from_is_as_the_product_describes_itself() -> None:
    assert described() == json.loads(openapi_json()), "run: minshu openapi export"


def test_every_text_in_chinese_is_collected() -> None:
    found = [str(message.id) for message in messages(api(described()))]
    assert len(found) > 200
    assert found == sorted(found)
    assert {text for text in strings(described()) if CHINESE.search(text)} == set(found)


def test_only_what_explains_is_a_text() -> None:
    document = {
        "info": {"title": "接口"},
        "paths": {"/a": {"get": {"summary": "列出", "operationId": "列", "description": "List."}}},
        "components": {
            "schemas": {
                "A": {
                    "description": "甲",
                    "properties": {"title": {"type": "string", "description": "乙", "example": {"title": "丙"}}},
                    "enum": ["丁"],
                }
            }
        },
    }
    assert list(told(document)) == ["接口", "列出", "甲", "乙"]
    assert api(document).decode().count("msgid") == 5
