"""“Did you mean”: better-known questions near one with a slip."""

from itertools import islice, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking.corrections import (
    MAX_CORRECTIONS,
    MAX_VOCABULARY,
    Vocabulary,
    corrections,
    standard_vocabulary,
    vocabulary_of,
)

TITLES = ["福州市嵩屿码头客运班次", "茉莉花茶加工企业名录", "海洋牧场示范区名单", "bicycle lanes of the city"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("公机金", "公积金"),
        ("公金积", "公积金"),
        ("公公积金", "公积金"),
        ("福州公焦", "福州公交"),
        ("福洲公交", "福州公交"),
        ("空气质亮", "空气质量"),
        ("空气 质亮监测", "空气 质量监测"),
        ("住防公积金", "住房公积金"),
        ("停车厂", "停车场"),
        ("统一社会信用代吗", "统一社会信用代码"),
        ("不动产登计", "不动产登记"),
        ("失业保", "失业保险"),
        ("行政处法", "行政处罚"),
        ("闽候", "闽侯"),
        ("养老机够", "养老机构"),
        ("權利清單", "权力清单"),
        ("gongjijin", "公积金"),
        ("fuzhougongjiao", "福州公交"),
        ("fuzhou gongjiao", "福州 公交"),
        ("hosptial", "hospital"),
        ("schol", "school"),
    ],
)
def test_a_slip_is_corrected(written: str, meant: str) -> None:
    assert corrections(written, standard_vocabulary())[:1] == (meant,)


@pytest.mark.parametrize(
    "written",
    [
        "公积金",
        "福州公交",
        "医院",
        "创建宁静小区",
        "GDP",
        "hospital",
        "350000-0012/001",
        "https://example.org",
        "",
        "😀",
        "公",
    ],
)
def test_what_is_known_is_left_alone(written: str) -> None:
    assert corrections(written, standard_vocabulary()) == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [("嵩与码头", "嵩屿码头"), ("茉莉花查", "茉莉花茶"), ("海洋木场", "海洋牧场"), ("bicylce lanes", "bicycle lanes")],
)
def test_titles_add_their_words(written: str, meant: str) -> None:
    assert corrections(written, vocabulary_of(TITLES))[:1] == (meant,)


def test_marks_and_codes_around_a_slip_stay() -> None:
    assert corrections("“公机金” -a/b", standard_vocabulary())[:1] == ("“公积金” -a/b",)


def test_the_more_frequent_of_two_homophones_comes_first() -> None:
    assert corrections("工是", Vocabulary({"公示": 5, "公式": 2})) == ("公示", "公式")
    assert corrections("工是", Vocabulary({"公示": 2, "公式": 5})) == ("公式", "公示")


def test_words_on_top_of_a_vocabulary_leave_it_as_it_is() -> None:
    base = Vocabulary({"公示": 1})
    both = Vocabulary({"公示": 1, "坪石": 1}, base)
    assert (both.count("公示"), base.count("公示")) == (2, 1)
    assert "坪石" in both
    assert "坪石" not in base


def test_a_long_run_may_hold_more_slips_than_a_short_one() -> None:
    words = Vocabulary({"空气": 1, "质量": 1, "监测": 1})
    assert corrections("空汽质亮监测", words) == ("空气质量监测",)
    assert "空气质量" not in corrections("空汽质亮", words)


def test_a_vocabulary_is_bounded() -> None:
    written = ("".join(chars) for chars in product("abcdefghijklmnopqrstuvwxyz", repeat=4))
    words = {word: number for number, word in enumerate(islice(written, MAX_VOCABULARY + 5))}
    vocabulary = Vocabulary(words)
    kept = list(words)
    assert kept[-1] in vocabulary
    assert kept[4] not in vocabulary


@given(st.one_of(st.text(), st.text(alphabet='公积金机斤福州交通空气质量gonjij -“”"', max_size=60)))
def test_any_text_gives_few_corrections(text: str) -> None:
    found = corrections(text, standard_vocabulary())
    assert len(found) <= MAX_CORRECTIONS
    assert all(found)
    assert text not in found
