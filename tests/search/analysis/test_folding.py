"""Folding: one form for what means the same, and the way back to what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.dictionary.variants import VARIANTS
from search.analysis.folding import fold, fold_text, standard
from search.analysis.marking import Marker
from search.analysis.segmentation import query_terms
from tests.search.samples import matched, text_of

MIXED = st.one_of(
    st.text(),
    st.text(alphabet="第二〇零○一九十三四五次季度年1234567890年規劃臺灣ＧＤＰ　é\u0301ﬁ①", max_size=40),
)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("臺灣資料開放平臺", "台湾资料开放平台"),
        ("醫療衛生機構", "医疗卫生机构"),
        ("環境空氣品質監測", "环境空气品质监测"),
        ("閩侯縣", "闽侯县"),
        ("廈門市", "厦门市"),
        ("瞭解", "了解"),
        ("後勤於裡", "后勤于里"),
        ("著作權覆蓋", "著作权覆盖"),
        ("ＧＤＰ　２０２３", "gdp 2023"),
    ],
)
def test_variants_become_standard_characters(written: str, folded: str) -> None:
    assert fold_text(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("二〇二三年", "2023年"),
        ("二零二三年度", "2023年度"),
        ("二零二二 财政预算", "2022 财政预算"),
        ("二〇二〇〇", "二〇二〇〇"),
        ("二○二三年", "2023年"),
        ("一九九八年", "1998年"),
        ("14五规划", "十四五规划"),
        ("“14五”", "“十四五”"),
        ("第3次全国经济普查", "第三次全国经济普查"),
        ("第13批", "第十三批"),
        ("第20届", "第二十届"),
        ("2023年1季度", "2023年一季度"),
        ("第4季度", "第四季度"),
    ],
)
def test_numbers_have_one_form(written: str, folded: str) -> None:
    assert fold_text(written) == folded


@pytest.mark.parametrize(
    "written",
    ["十二三年", "二三年", "2014五一", "1.14五", "第10次", "第123次", "第3产业", "11季度", "一季度", "第三产业", "3次"],
)
def test_other_numbers_stay_as_they_are(written: str) -> None:
    assert fold_text(written) == written


@given(MIXED)
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = fold_text(text)
    assert fold_text(folded) == folded


@given(MIXED)
def test_every_position_leads_back(text: str) -> None:
    folded = fold(text)
    spans = [folded.original(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
    assert spans == sorted(spans)


@given(MIXED)
def test_standard_characters_stay_in_their_places(text: str) -> None:
    assert len(standard(text)) == len(text)
    assert all(new == VARIANTS.get(old, old) for old, new in zip(text, standard(text), strict=True))


def test_no_standard_form_is_itself_a_variant() -> None:
    assert not set(VARIANTS.values()) & set(VARIANTS)
    assert len(VARIANTS) > 2_500


@pytest.mark.parametrize(
    ("question", "text", "marked"),
    [
        ("开放平台", "臺北市資料開放平臺說明", ["開放平臺"]),
        ("2023年", "関于二〇二三年预算", ["二〇二三年"]),
        ("十四五", "省“14五”规划", ["14五"]),
        ("第三次", "全国第3次普查", ["第3次"]),
    ],
)
def test_marks_stand_in_the_text_as_it_was_written(question: str, text: str, marked: list[str]) -> None:
    pieces = Marker.of(query_terms(question)).mark(text)
    assert text_of(pieces) == text
    assert matched(pieces) == marked
