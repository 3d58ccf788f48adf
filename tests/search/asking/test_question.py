"""What a question is understood as."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.asking.periods import MAX_YEARS
from search.asking.question import MAX_ALTERNATIVES, MAX_PLACES, MAX_WORDS, Question, understand
from search.asking.synonyms import Rule, parse_rule, with_synonyms


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
        ("THEME:氣象服務", (("theme", "氣象服務"),), ""),
        ("主题:服务", (("theme", "服务"),), ""),
        ("主题:6", (("theme", "6"),), ""),
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
    assert (tuple((asked.name, asked.text) for asked in question.fields), question.text) == (fields, rest)


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
        value.strip() for value in (*question.phrases, *question.excluded, *(asked.text for asked in question.fields))
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


def alternatives(question: Question) -> dict[str, list[str]]:
    return {
        word.term.text: ["".join(term.text for term in terms) for terms in word.alternatives] for word in question.words
    }


@pytest.mark.parametrize(
    ("text", "word", "other"),
    [
        ("社保", "社保", "社会保险"),
        ("社会保险", "社会保险", "社保"),
        ("省发改委", "发改委", "发展和改革委员会"),
        ("住建厅", "住建厅", "住房和城乡建设厅"),
        ("省住建厅", "省", "福建省"),
        ("市监局 处罚", "市监局", "市场监督管理局"),
        ("福州公交", "公交", "公共汽车"),
        ("公交票价表", "公交", "公共交通"),
        ("年鉴", "年鉴", ""),
        ("榕城", "榕城", "福州"),
        ("闽南", "闽南", "泉州"),
        ("十四五", "十四五", "第十四个五年"),
        ("14五", "十四五", "第十四个五年"),
        ("GDP", "gdp", "地区生产总值"),
        ("hospital fuzhou", "hospital", "医院"),
        ("air quality", "quality", "空气质量"),
        ("最低 生活 保障", "生活", "低保"),
        ("空氣品質", "空气", ""),
    ],
)
def test_a_word_may_be_called_otherwise(text: str, word: str, other: str) -> None:
    found = alternatives(understand(text))[word]
    assert other in found if other else found == []


def test_a_compound_may_have_a_part_called_otherwise() -> None:
    synonyms = with_synonyms([Rule(("代码", "编码"))])
    question = understand("行政区划代码", synonyms)
    assert alternatives(question) == {"行政区划代码": ["行政区划编码"]}


def test_rules_of_operators_come_first() -> None:
    assert alternatives(understand("社保", with_synonyms([parse_rule("社保 = 社会统筹")])))["社保"] == [
        "社会统筹",
        "社会保险",
    ]
    one_way = understand("社会统筹", with_synonyms([parse_rule("社保 → 社会统筹")]))
    assert not any(alternatives(one_way).values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我想查福州有哪些医院在哪里", ["福州", "医院"]),
        ("公积金怎么提取", ["公积金", "提取"]),
        ("福州市有多少家医院？", ["福州市", "医院"]),
        ("请问哪里可以查到空气质量", ["空气质量"]),
        ("帮我找一下公交站点", ["公交站点"]),
        ("如何查询 不动产登记", ["不动产登记"]),
        ("2021-2023年 GDP", ["gdp"]),
        ("2023年公交", ["2023", "公交"]),
        ("哪些企业被行政处罚过", ["企业", "行政处罚"]),
        ("台风来了去哪里避难", ["台风", "避难"]),
        ("目录代码 350900-015/000513", ["350900-015/000513"]),
        ("行政区划代码", ["行政区划代码"]),
        ("lüxingshe", ["lvxingshe"]),
        ("Lüneburg", ["lüneburg"]),
        ("有哪些", ["有"]),
        ("2021-2023", ["2021-2023"]),
        ("的", ["的"]),
    ],
)
def test_what_says_nothing_is_not_asked_for(text: str, expected: list[str]) -> None:
    assert words(understand(text)) == expected


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("福州公交", ("350100",)),
        ("闽侯", ("350121",)),
        ("福州市闽侯县上街镇小学", ("350100", "350121")),
        ("琅岐", ("350105",)),
        ("榕城公交", ("350100",)),
        ("闽南旅游", ("350200", "350600", "350500")),
        ("白沙镇", ("350121", "350303", "350802")),
        ("长乐市学校", ("350112",)),
        ("沙县", ("350405",)),
        ("平潭综合实验区", ("350128",)),
        ("閩侯縣", ("350121",)),
        ("公交", ()),
        ("创建宁静小区", ()),
    ],
)
def test_places_are_recognised(text: str, places: tuple[str, ...]) -> None:
    assert understand(text).places == places


def test_each_place_stands_with_its_word() -> None:
    assert {word.term.text: word.places for word in understand("福州公交").words} == {"福州": ("350100",), "公交": ()}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("地区:闽侯县", ("350121",)),
        ("region:厦门", ("350200",)),
        ("region:Xiamen", ("350200",)),
        ("地区:榕城", ("350100",)),
        ("地区:厦门市思明区", ("350203",)),
        ("地区:闽南", ("350200", "350600", "350500")),
        ("地区:白沙镇", ()),
        ("地区:火星", ()),
        ("地区:福州市火星", ()),
        ("地区:350102", ("350102",)),
        ("地区:350000", ("350000",)),
        ("region:３５０１００", ("350100",)),
        ("地区:3501", ()),
        ("主题:生态环境", ("10",)),
        ("主题:环保", ("10",)),
        ("主题:交通", ("6",)),
        ("THEME:氣象服務", ("19",)),
        ("主题:服务", ()),
        ("theme:Transport", ("6",)),
        ("主题:10", ("10",)),
        ("主题:火星", ()),
    ],
)
def test_a_region_or_theme_is_named_by_its_code_where_it_is_known(text: str, codes: tuple[str, ...]) -> None:
    (asked,) = understand(text).fields
    assert asked.codes == codes


def test_a_plan_in_quotation_marks_is_no_phrase() -> None:
    question = understand("“十四五”规划 “双碳”")
    assert (words(question), question.phrases) == (["十四五", "规划", "双碳"], ("双碳",))


@given(st.one_of(st.text(), SYNTAX))
def test_what_is_understood_is_bounded(text: str) -> None:
    question = understand(text)
    assert all(len(word.alternatives) <= MAX_ALTERNATIVES for word in question.words)
    assert all(terms for word in question.words for terms in word.alternatives)
    assert len(question.places) <= MAX_PLACES
    assert len(question.years) <= MAX_YEARS
