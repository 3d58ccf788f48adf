"""Text to terms and marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis.dictionary.places import SHORT_PLACES
from search.analysis.dictionary.words import WORDS
from search.analysis.folding import fold, fold_text
from search.analysis.marking import Marker
from search.analysis.segmentation import beginnings, index_terms, query_terms
from tests.search.samples import matched, text_of


def asked(text: str) -> list[str]:
    return [term.text for term in query_terms(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＧＤＰ　２０２６", "gdp 2026"),
        ("Ⅳ①", "iv1"),
        ("cafe\u0301", "café"),
        ("（福州）", "(福州)"),
        ("STRASSE ß", "strasse ss"),
    ],
)
def test_what_means_the_same_is_folded_together(text: str, folded: str) -> None:
    assert fold_text(text) == folded


@given(st.text())
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    for start in range(len(folded.text)):
        begin, end = folded.original(start, start + 1)
        assert 0 <= begin < end <= len(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("福州公交", ["福州", "公交"]),
        ("公交 福州", ["公交", "福州"]),
        ("数据集", ["数据集"]),
        ("统一社会信用代码", ["统一社会信用代码"]),
        ("福州的公交", ["福州", "公交"]),
        ("的", ["的"]),
        ("PM2.5监测", ["pm2.5", "监测"]),
        ("350000-0012/001", ["350000-0012/001"]),
        ("unit_name", ["unit_name"]),
        ("公交公交", ["公交"]),
        ("😀！", []),
    ],
)
def test_a_question_becomes_words(text: str, words: list[str]) -> None:
    assert asked(text) == words


def test_a_compound_is_found_by_its_parts() -> None:
    (term,) = query_terms("统一社会信用代码")
    assert term.parts == ("统一", "社会", "信用", "代码")
    (place,) = query_terms("福州市")
    assert place.parts == (SHORT_PLACES["福州市"],) == ("福州",)


def test_an_unknown_run_is_found_by_its_pairs() -> None:
    (term,) = query_terms("嘭嚯嘭")
    assert term.marks == ("嘭嚯", "嚯嘭")
    assert set(term.marks) <= set(index_terms("某嘭嚯嘭某").marks.split())


def test_an_identifier_is_kept_whole_and_in_parts() -> None:
    marks = index_terms("PM2.5 unit_name 350000-0012/001").marks
    assert {"pm2.5", "pm25", "pm", "2.5", "unit_name", "unit", "name", "350000-0012/001", "0012"} <= set(marks.split())
    assert beginnings(["gdp"]) == ("g", "gd", "gdp")


@pytest.mark.parametrize(
    "word", ["公共数据", "一网通办", "十四五", "数据集", "闽侯县", "平潭", "人社局", "平潭综合实验区"]
)
def test_the_dictionary_knows_the_field(word: str) -> None:
    assert word in WORDS
    assert asked(word) == [word]


@given(st.text(), st.text())
def test_whatever_is_in_a_text_finds_it(before: str, after: str) -> None:
    marks = set(index_terms(f"{before} 福州公交 {after}").marks.split())
    assert {mark for term in query_terms("福州公交") for mark in term.marks} <= marks


def test_marks_lead_back_to_the_text_as_it_was_written() -> None:
    marked = Marker.of(query_terms("gdp 福州公交")).mark("福州市公交ＧＤＰ站点gdps")
    assert text_of(marked) == "福州市公交ＧＤＰ站点gdps"
    assert matched(marked) == ["福州", "公交ＧＤＰ"]


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("fuzhou gongjiao", ["福州", "公交"]),
        ("fuzou", ["福州"]),
        ("gjzd", ["公交站点"]),
        ("gongjixo", ["公交"]),
        ("gongjiaozhandian", ["公交站点"]),
        ("dian", ["点"]),
        ("zhanlan", []),
    ],
)
def test_what_sounds_as_it_was_typed_is_marked_in_titles(question: str, marked: list[str]) -> None:
    marker = Marker.of(query_terms(question))
    assert matched(marker.mark("福州市公交站点")) == marked
    assert not matched(marker.excerpt("福州市公交站点", 100))


def test_an_excerpt_shows_the_first_match() -> None:
    text = "前文。" * 200 + "这里有公交站点" + "后文。" * 200
    excerpt = Marker.of(query_terms("公交")).excerpt(text, 160)
    assert matched(excerpt) == ["公交"]
    assert text_of(excerpt).startswith("…")
    assert text_of(excerpt).endswith("…")
    assert len(text_of(excerpt)) == 162


def test_texts_without_a_match_are_left_out() -> None:
    marker = Marker.of(query_terms("代码"))
    assert [text_of(marked) for marked in marker.matching(["名称", "信用代码", "码"])] == ["信用代码"]


@given(st.text(), st.text())
def test_marking_never_changes_a_text(question: str, text: str) -> None:
    marker = Marker.of(query_terms(question))
    assert text_of(marker.mark(text)) == text
    assert text_of(marker.excerpt(text, 1000)) == text[:1000] + ("…" if len(text) > 1000 else "")
