"""The dictionary as data: every list is well formed and says where it comes from."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from search.analysis.dictionary.lists import lines_of, text_of
from search.analysis.dictionary.places import PLACE_ALIASES, PLACES, SHORT_PLACES
from search.analysis.dictionary.themes import THEMES
from search.analysis.dictionary.words import AGENCIES, DIGEST, FILES, WORDS
from search.analysis.folding import fold_text
from search.analysis.segmentation import query_terms
from search.asking.synonyms import (
    MAX_RULE_WORDS,
    MAX_RULES,
    InvalidRule,
    Rule,
    parse_rule,
    standard_synonyms,
    with_synonyms,
)

LISTS = (*FILES, "synonyms.txt", "themes.txt")
DIVISIONS = Path(__file__).parents[4] / "shared" / "data" / "codes" / "fujian_divisions.csv"
COUNTIES = 84


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_its_source_and_version(name: str) -> None:
    head = "\n".join(line for line in text_of(name).splitlines() if line.startswith("#"))
    assert "版本：20" in head
    assert "本项目" in head or "来源" in head


@pytest.mark.parametrize("name", LISTS)
def test_no_line_stands_twice(name: str) -> None:
    lines = lines_of(name)
    assert len(lines) == len(set(lines))
    assert all(line == line.strip() for line in lines)


def test_every_word_is_written_as_it_is_looked_up() -> None:
    assert [word for word in WORDS if fold_text(word) != word] == []
    assert [word for word in standard_synonyms().table if fold_text(word) != word] == []


def test_synonyms_are_no_part_of_what_is_stored() -> None:
    assert "synonyms.txt" not in FILES
    assert len(DIGEST) == 12


@pytest.mark.parametrize(
    "word", ["省发改委", "住建厅", "人社厅", "卫健委", "市监局", "医保局", "公积金中心", "海渔局", "资规局", "数据局"]
)
def test_agencies_are_known_by_short_names(word: str) -> None:
    assert any(standard_synonyms().of(term.text) for term in query_terms(word))


def test_agencies_of_province_and_city_do_not_stand_for_each_other() -> None:
    full = {row[0] for row in AGENCIES}
    for row in AGENCIES:
        assert not full & set(row[1:]) or row[0].endswith(("公司", "办公室", "局", "厅")), row
    assert "教育厅" not in standard_synonyms().of("教育局")
    assert "人社厅" not in standard_synonyms().of("人社局")


def test_there_are_at_least_250_groups_of_synonyms() -> None:
    rules = [parse_rule(line) for line in lines_of("synonyms.txt")]
    assert len(rules) >= 250
    assert len({rule.words[0] for rule in rules if rule.one_way}) == sum(rule.one_way for rule in rules)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("社保", "社会保险"),
        ("公积金", "住房公积金"),
        ("公交", "公共汽车"),
        ("空气质量", "aqi"),
        ("企业", "市场主体"),
        ("低保", "最低生活保障"),
        ("幼儿园", "学前教育机构"),
        ("养老院", "养老机构"),
        ("房价", "商品房价格"),
        ("停车场", "停车位"),
        ("不动产", "房产"),
        ("招聘", "就业岗位"),
        ("工资", "薪酬"),
        ("火车站", "铁路客运站"),
        ("疫苗", "预防接种"),
        ("weather", "天气"),
        ("population", "人口"),
        ("school", "学校"),
    ],
)
def test_words_of_everyday_find_words_of_the_state(asked: str, found: str) -> None:
    everything = set(standard_synonyms().of(asked))
    assert found in everything or asked in found


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("户籍人口", "常住人口"),
        ("法人", "法定代表人"),
        ("寺庙", "学校"),
        ("宗教活动场所", "教堂"),
        ("医院", "hospital"),
    ],
)
def test_what_is_not_the_same_stays_apart(asked: str, other: str) -> None:
    assert other not in standard_synonyms().of(asked)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("社保 = 社会保险", Rule(("社保", "社会保险"))),
        ("Bus Stop → 公交站 = 公交站點", Rule(("bus stop", "公交站", "公交站点"), one_way=True)),
        ("甲=乙=甲", Rule(("甲", "乙"))),
    ],
)
def test_a_rule_is_read(line: str, rule: Rule) -> None:
    assert parse_rule(line) == rule


@pytest.mark.parametrize(
    "line",
    [
        "",
        "甲",
        "甲 =",
        "甲 = 甲",
        "→ 甲",
        "， → 。",
        "甲 = ！？",
        "甲 = 乙 → 丙",
        "甲 = " + "乙" * 41,
        " = ".join("甲乙丙丁戊己庚辛壬癸子丑寅"),
    ],
)
def test_a_bad_rule_is_refused(line: str) -> None:
    with pytest.raises(InvalidRule) as refused:
        parse_rule(line)
    assert refused.value.code


def test_too_many_rules_are_refused() -> None:
    with pytest.raises(InvalidRule, match=str(MAX_RULES)):
        with_synonyms(Rule((f"w{number}", f"v{number}")) for number in range(MAX_RULES + 1))
    assert MAX_RULE_WORDS < 13


def test_themes_are_those_of_the_catalogue() -> None:
    shipped = files("catalog.vocabularies").joinpath("data", "terms.csv").read_text("utf-8")
    themes = [row for row in csv.DictReader(shipped.splitlines()) if row["scheme"] == "themes"]
    assert {row["label_zh"]: row["code"] for row in themes} == THEMES


def test_places_reach_from_the_province_to_the_towns() -> None:
    codes = {code for found in PLACES.values() for code in found}
    assert PLACES["福建"] == ("350000",)
    assert len({code for code in codes if not code.endswith("00")}) == COUNTIES
    assert len(PLACES) > 1_000
    assert all(len(code) == 6 and code.startswith("35") for code in codes)
    assert all(name in PLACES for names in PLACE_ALIASES.values() for name in names)
    assert all(short in full for full, short in SHORT_PLACES.items() if full[-1] in "市县镇乡")


def test_a_place_is_one_word() -> None:
    assert [name for name in PLACES if [term.text for term in query_terms(name)] != [name]] == []


if DIVISIONS.exists():

    def test_every_division_has_its_code() -> None:
        with DIVISIONS.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert [row for row in rows if row["code"] not in PLACES.get(row["name"], ())] == []
