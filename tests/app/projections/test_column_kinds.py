"""Kinds of columns: told by names, held against the profile."""

from typing import Any

import pytest

from app.projections.column_kinds import COORDINATES, kinds_of
from catalog.datasets.document import ItemShown
from tests.factories import documents


def item(name: str, title: str = "", data_type: str = "string") -> ItemShown:
    return ItemShown.model_validate(documents.item(name=name, title=title or name, data_type=data_type))


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([item("tyshxydm", "企业代码")], ("统一社会信用代码",)),
        ([item("信用代码")], ("统一社会信用代码",)),
        ([item("统一社会信用代码")], ()),
        ([item("code")], ()),
        ([item("SFZH")], ("身份证号码",)),
        ([item("lxdh", "联系方式")], ("联系电话",)),
        ([item("成立日期")], ()),
        ([item("reg_date")], ("日期",)),
        ([item("lng"), item("lat")], (COORDINATES,)),
        ([item("经度"), item("纬度")], (COORDINATES,)),
        ([item("lng")], ("经度",)),
        ([item("单价", data_type="number")], ("金额",)),
        ([item("单价说明")], ()),
        ([item("xzqhdm")], ("行政区划代码",)),
        ([], ()),
    ],
)
def test_a_column_is_known_by_its_name(items: list[ItemShown], expected: tuple[str, ...]) -> None:
    assert kinds_of(items) == expected


@pytest.mark.parametrize(
    ("name", "measures", "known"),
    [
        ("uscc", {"min_length": 18, "max_length": 18}, True),
        ("uscc", {"min_length": 6, "max_length": 18}, False),
        ("uscc", {"min_length": None, "max_length": None}, True),
        ("uscc", {"min": 1, "max": 9}, True),
        ("lng", {"min": 117.2, "max": 119.9}, True),
        ("lng", {"min": 395_000, "max": 512_000}, False),
        ("bm", {"shape": "credit-code"}, True),
        ("bm", {"shape": "mobile-number"}, True),
        ("bm", {"shape": "identity-number"}, True),
        ("bm", {"shape": ""}, False),
        ("lng", {"min": "2020-01-01", "max": "2021-01-01"}, True),
    ],
)
def test_a_profile_that_contradicts_the_name_is_believed(name: str, measures: dict[str, Any], known: bool) -> None:
    assert bool(kinds_of([item(name)], {name: measures})) is known
