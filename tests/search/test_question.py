"""What a question is understood as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.question import MAX_WORDS, Question, understand


def words(question: Question) -> list[str]:
    return [word.term.text for word in question.words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("福州公交", ["福州", "公交"]),
        ("公积金", ["公积金"]),
        ("空气 质量", ["空气", "质量"]),
        ("fuzhou gongjiao", ["fuzhou", "gongjiao"]),
        ("统一社会信用代码", ["统一社会信用代码"]),
        ("350000-0012/001", ["350000-0012/001"]),
    ],
)
def test_free_text_becomes_words(text: str, expected: list[str]) -> None:
    question = understand(text)
    assert (question.text, words(question)) == (text, expected)
    assert (question.phrases, question.excluded, question.fields) == ((), (), ())


@pytest.mark.parametrize(
    "text", ["“公交站点”", '"公交站点"', "「公交站点」", "『公交站点』", "“公交站点“", "＂公交站点＂"]
)
def test_quotation_marks_make_a_phrase_that_stays_part_of_the_text(text: str) -> None:
    question = understand(f"福州{text}名录")
    assert question.phrases == ("公交站点",)
    assert question.text == "福州 公交站点 名录"


@pytest.mark.parametrize("text", ["“公交", '公交"', "「公交”", '""', "“ ”", "“!”", "公交」"])
def test_quotation_marks_that_quote_nothing_are_plain_text(text: str) -> None:
    question = understand(text)
    assert question.phrases == ()
    assert question.text == text


@pytest.mark.parametrize(
    ("text", "excluded", "rest"),
    [
        ("公交 -地铁", ("地铁",), "公交"),
        ("公交 －地铁", ("地铁",), "公交"),
        ("-地铁 公交", ("地铁",), "公交"),
        ('公交 -"地铁 线路"', ("地铁 线路",), "公交"),
        ("-地铁", ("地铁",), ""),
        ("公交 - 地铁", (), "公交 - 地铁"),
        ("a-b", (), "a-b"),
        ("--地铁", (), "--地铁"),
        ("公交 -", (), "公交 -"),
        ("公交 -！", (), "公交 -!"),
    ],
)
def test_a_minus_before_a_word_excludes_it(text: str, excluded: tuple[str, ...], rest: str) -> None:
    question = understand(text)
    assert (question.excluded, question.text) == (excluded, rest)


@pytest.mark.parametrize(
    ("text", "fields", "rest"),
    [
        ("机构:教育局", (("organization_name", "教育局"),), ""),
        ("机构：教育局 学校", (("organization_name", "教育局"),), "学校"),
        ("机构： 教育局 学校", (("organization_name", "教育局"),), "学校"),
        ("organization:教育局", (("organization_name", "教育局"),), ""),
        ("主题:交通", (("theme", "交通"),), ""),
        ("THEME:交通", (("theme", "交通"),), ""),
        ("字段:统一社会信用代码", (("items", "统一社会信用代码"),), ""),
        ('field:"unit name"', (("items", "unit name"),), ""),
        ("代码:350000-0012/001", (("code", "350000-0012/001"),), ""),
        ("code:35/0012:7", (("code", "35/0012:7"),), ""),
        ("名称:公交 title:站点", (("title", "公交"), ("title", "站点")), ""),
        ("机构:", (), "机构:"),
        ("title:！", (), "title:!"),
        ("公交机构:教育局", (), "公交机构:教育局"),
        ("公交:站点", (), "公交:站点"),
        ("https://example.org/a:b", (), "https://example.org/a:b"),
        ("35:0012/7", (), "35:0012/7"),
    ],
)
def test_a_prefix_names_a_field(text: str, fields: tuple[tuple[str, str], ...], rest: str) -> None:
    question = understand(text)
    assert (question.fields, question.text) == (fields, rest)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023年公交", ((2023, 2023),)),
        ("公交 2023", ((2023, 2023),)),
        ("2021-2023年", ((2021, 2023),)),
        ("2021年至2023年", ((2021, 2023),)),
        ("2021～2023", ((2021, 2023),)),
        ("二〇二三年统计年鉴", ((2023, 2023),)),
        ("“十四五”规划", ((2021, 2025),)),
        ("14五规划", ((2021, 2025),)),
        ("十三五 十五五", ((2016, 2020), (2026, 2030))),
        ("十五五规划", ((2026, 2030),)),
        ("2023-2021", ()),
        ("DB35/T 2023-1", ()),
        ("350000-2023", ()),
        ("12023", ()),
        ("2023.5", ()),
        ("3000年", ()),
    ],
)
def test_years_and_plans_are_periods(text: str, years: tuple[tuple[int, int], ...]) -> None:
    assert understand(text).years == years


SYNTAX = st.text(alphabet='ab公交州"“”「」-－:： ^~*?()[]{}\\/+|&!机构代码title年2023五十四\u0301😀', max_size=60)


@given(st.one_of(st.text(), SYNTAX, SYNTAX.map(lambda text: text * 20)))
def test_any_text_gives_a_bounded_question(text: str) -> None:
    question = understand(text)
    assert len(question.text) <= 300
    assert len(question.words) <= MAX_WORDS
    assert len(question.phrases) + len(question.excluded) + len(question.fields) <= 40


@given(st.one_of(st.text(), SYNTAX))
def test_what_is_left_of_the_text_is_never_read_otherwise(text: str) -> None:
    question = understand(text)
    assert not any(char in question.text for char in "\n\t\x00")
    assert all(
        value.strip() for value in (*question.phrases, *question.excluded, *(text for _, text in question.fields))
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "😀😀",
        "！？。，",
        "的了和",
        "(a+)+$",
        '*:* AND title:[a TO z]~2 OR "',
        "\\",
        "\ud800",
        "-" * 200,
        '"' * 199,
    ],
)
def test_hostile_text_is_plain_text(text: str) -> None:
    assert understand(text).excluded == ()
