"""What the description of the API says of each metadata element."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.projections.element_words import hint, label
from catalog.datasets.elements import ITEMS, METADATA, Element

_ASKED: Mapping[str, Sequence[Element]] = {"DatasetIn": METADATA, "DatasetPatch": METADATA, "ItemDraft": ITEMS}
_SHOWN: Mapping[str, Sequence[Element]] = {"DatasetDocument": METADATA, "ItemShown": ITEMS}
"""The schemas that have elements as members."""


def describe(schemas: Mapping[str, Any]) -> None:
    """Add to the schemas of datasets and items what each element is, and, where it is asked for, what to write."""
    for described, asked in ((_ASKED, True), (_SHOWN, False)):
        for name, elements in described.items():
            for element in elements:
                schemas[name]["properties"][element.name]["description"] = "；".join(_said(element, asked=asked))


def _said(element: Element, *, asked: bool) -> Sequence[str]:
    kind = [label(element.key), *([f"代码表 {element.scheme}"] if element.scheme else [])]
    if not asked:
        return kind
    help_ = hint(element.key).rstrip("。")
    return [*kind, *([help_] if help_ else []), *(["提交审核前必填"] if element.required else [])]
