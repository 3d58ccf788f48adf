"""What the columns of a dataset hold, told by what their values look like or by their names. Pure.

So a dataset whose column is called ``tyshxydm`` or 信用代码, or whose column ``bm`` is full of such codes, is found by
统一社会信用代码. A profile keeps no value of a text, only lengths and the shape that most of them have
(``ingest_parquet``); a name counts where the profile does not contradict it. None of it says that every value is right.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.datasets.document import ItemShown

Profile = Mapping[str, Mapping[str, Any]]
"""Column name to its measures: ``min_length`` and ``max_length`` of a text, ``min`` and ``max`` of anything else, and
``shape`` where most values have one (``catalog.tables.shapes``)."""


@dataclass(frozen=True)
class Kind:
    """One kind of column.

    Attributes:
        label: what people call it and search for.
        names: what such columns are called, in lower case.
        shape: what its values look like, empty where that cannot be told.
        lengths: shortest and longest text a column may hold, None where that tells nothing.
        extremes: lowest and highest number it may hold.
        types: types of data items that it may have; empty for any.
    """

    label: str
    names: re.Pattern[str]
    shape: str = ""
    lengths: tuple[int, int] | None = None
    extremes: tuple[float, float] | None = None
    types: frozenset[str] = field(default_factory=frozenset)


NUMERIC = frozenset({"integer", "number", "currency", "float", "double"})
KINDS = (
    Kind("统一社会信用代码", re.compile(r"信用代码|^uscc$|tyshxydm|credit_?code"), "credit-code", lengths=(18, 18)),
    Kind("身份证号码", re.compile(r"身份证|公民身份号|^sfzh|id_?card|证件号码"), "identity-number", lengths=(15, 18)),
    Kind("联系电话", re.compile(r"电话|手机|^lxdh|phone|mobile|^tel$"), "mobile-number", lengths=(5, 40)),
    Kind("行政区划代码", re.compile(r"行政区划|区划代码|^xzqh|adcode|division_?code|region_?code"), lengths=(2, 12)),
    Kind("日期", re.compile(r"日期|时间$|年月|date$|_time$|^time$")),
    Kind("经度", re.compile(r"经度|longitude|^lng$|^lon$|^jd$"), extremes=(-180, 180)),
    Kind("纬度", re.compile(r"纬度|latitude|^lat$|^wd$"), extremes=(-90, 90)),
    Kind("金额", re.compile(r"金额|价格|单价|总价|费用|资金|投资额|预算|amount|price"), types=NUMERIC),
)
COORDINATES = "经纬度坐标"
"""Longitude and latitude together: it can be put on a map."""


def kinds_of(items: Sequence[ItemShown], profile: Profile | None = None) -> tuple[str, ...]:
    """The kinds of columns among these data items, each once, without those a column is already called by.

    Args:
        items: the data items of a revision.
        profile: the profile of its table, where there is one.
    """
    found = list(dict.fromkeys(_found(items, profile or {})))
    if {"经度", "纬度"} <= set(found):
        found = [COORDINATES, *(label for label in found if label not in {"经度", "纬度"})]
    called = "\n".join(text for item in items for text in (item.name, item.title))
    return tuple(label for label in found if label not in called)


def _found(items: Sequence[ItemShown], profile: Profile) -> Iterator[str]:
    for kind in KINDS:
        if any(_is(kind, item, profile.get(item.name, {})) for item in items):
            yield kind.label


def _is(kind: Kind, item: ItemShown, measures: Mapping[str, Any]) -> bool:
    if kind.shape and measures.get("shape") == kind.shape:
        return True
    if kind.types and item.data_type not in kind.types:
        return False
    if not any(kind.names.search(text.lower()) for text in (item.name, item.title)):
        return False
    lengths = measures.get("min_length"), measures.get("max_length")
    extremes = measures.get("min"), measures.get("max")
    return _within(lengths, kind.lengths) and _within(extremes, kind.extremes)


def _within(measured: tuple[Any, Any], allowed: tuple[float, float] | None) -> bool:
    """Whether what was measured keeps within bounds; what was not measured, or not as a number, contradicts nothing."""
    low, high = measured
    if allowed is None or not isinstance(low, int | float) or not isinstance(high, int | float):
        return True
    return allowed[0] <= low and high <= allowed[1]
