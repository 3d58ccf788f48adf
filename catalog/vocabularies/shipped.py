"""The vocabularies that the product ships, read once from ``data/``."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_DATA = files("catalog.vocabularies").joinpath("data")

SCHEMES = (
    "themes",
    "open-classes",
    "share-types",
    "cycles",
    "formats",
    "licences",
    "item-types",
    "organization-kinds",
    "tiers",
    "regions",
    "levels",
)
"""Every scheme."""


@cache
def terms() -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """The columns of every shipped term, by scheme and code, in the order in which they are shown."""
    sources = {line["key"]: line for line in _lines("sources.csv")}
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for line in (*_lines("terms.csv"), *_regions()):
        source = sources[line["source"]]
        found[line["scheme"], line["code"]] = MappingProxyType(
            {
                "label_zh": line["label_zh"],
                "label_en": line["label_en"],
                "note": line["note"],
                "position": len(found) + 1,
                "broader": line["broader"] or None,
                "source": source["text"],
                "confirmed": source["confirmed"] == "true",
                "valid": True,
            }
        )
    return MappingProxyType(found)


def _regions() -> Iterator[dict[str, str]]:
    for line in _lines("regions.csv"):
        yield {
            "scheme": "regions",
            "code": line["code"],
            "label_zh": line["name"],
            "label_en": "",
            "broader": line["parent"],
            "source": "divisions",
            "note": "",
        }


def _lines(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_DATA.joinpath(name).read_text("utf-8").splitlines()))
