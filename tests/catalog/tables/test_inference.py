import pytest

from catalog.tables.inference import Inference
from catalog.tables.schema import ColumnType as T


def infer(title: str, *texts: str) -> T:
    inference = Inference(title)
    for text in texts:
        inference.observe(text)
    return inference.type


@pytest.mark.parametrize(
    ("title", "texts", "expected"),
    [
        ("数量", ["1", "２", "300"], T.INTEGER),
        ("数量", ["1", "2.5"], T.NUMBER),
        ("金额", ["1,234.50", "7"], T.NUMBER),
        ("数量", ["1"] * 1000 + ["约300"], T.STRING),
        ("编码值", ["001", "002"], T.STRING),
        ("单位", ["91350100M000100Y43"], T.STRING),
        ("某号", ["350102194912310021"], T.STRING),
        ("行政区划代码", ["350100"], T.STRING),
        ("cityCode", ["3501"], T.STRING),
        ("Contact Phone Number", ["59187654321"], T.STRING),
        ("barcoded", ["1"], T.INTEGER),
        ("联系电话", ["13800138000"], T.STRING),
        ("公开", ["true", "False"], T.BOOLEAN),
        ("公开", ["是", "否"], T.STRING),
        ("发布", ["2024-01-05", "2024年1月6日"], T.DATE),
        ("发布", ["2024-01-05", "2024-01-05 08:00"], T.DATETIME),
        ("发布", ["20240105"], T.INTEGER),
        ("发布日期", ["20240105"], T.DATE),
        ("发布日期", ["20240105", "20241399"], T.INTEGER),
        ("日期", ["2024", "2025"], T.INTEGER),
        ("空", [], T.STRING),
    ],
)
def test_the_narrowest_type_that_holds_every_value(title: str, texts: list[str], expected: T) -> None:
    assert infer(title, *texts) is expected


def test_it_says_when_no_more_values_are_needed() -> None:
    inference = Inference("a")
    assert inference.observe("1")
    assert not inference.is_text
    assert not inference.observe("x")
    assert inference.is_text
