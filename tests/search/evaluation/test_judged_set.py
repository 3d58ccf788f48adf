"""The judged set is what its README says: enough queries, near misses, codes that exist, grades that follow."""

import re
from collections import Counter

import pytest

from search.evaluation.material import read_judgements
from tests.search.evaluation.catalogue import PLACE, documents, entries
from tests.search.evaluation.judging import JUDGEMENTS, judge, lines, needs, queries
from tests.search.evaluation.subjects import subjects

CLASSES = {
    "名称中的词",
    "拆开的词",
    "信息项",
    "机构简称",
    "机构全称",
    "地名",
    "拼音",
    "首字母",
    "同音错字",
    "错字与漏字",
    "同义词",
    "代码与文号",
    "自然语言",
    "短语、排除与字段",
    "年份",
    "时期",
    "繁体字",
    "数字写法",
    "完整名称",
    "长名称有误",
    "名称缩略",
    "词序",
    "施受方向",
    "字序颠倒",
    "英文词组",
    "英文词形",
    "主题",
}


def test_the_catalogue_is_large_and_without_doubles() -> None:
    found = documents()
    assert 600 <= len(found) <= 1300
    assert len({document.id for document in found}) == len({document.code for document in found}) == len(found)
    assert {entry.place.key for entry in entries().values()} == set(PLACE)


def test_near_topics_exist() -> None:
    assert {key for topic in subjects().values() for key in topic.near} <= set(subjects())


def test_silent_places_stand_only_in_the_region() -> None:
    silent = [entry for entry in entries().values() if entry.place.silent]
    assert len(silent) > 100
    for entry in silent:
        shown = entry.document
        texts = (shown.title, shown.summary, shown.organization_name, *shown.items, *shown.keywords)
        assert not any(entry.place.short in text for text in texts), entry.name


def test_there_are_enough_queries_in_every_class() -> None:
    asked = queries()
    counts = Counter(query.group for query in asked)
    assert set(counts) == CLASSES
    assert min(counts.values()) >= 12
    assert len(asked) >= 240
    assert len({query.text for query in asked}) == len(asked)
    assert set(needs()) == {query.id for query in asked}


def test_every_query_has_an_answer_and_near_misses() -> None:
    judged = read_judgements(JUDGEMENTS)
    for query in queries():
        grades = judged[query.id].values()
        assert max(grades) >= 2, query
        assert sum(grade <= 1 for grade in grades) >= 3, query
        assert set(judged[query.id]) <= set(entries())


def test_the_judgements_follow_from_the_needs() -> None:
    assert JUDGEMENTS.read_text("utf-8") == "".join(lines())


def test_codes_and_document_numbers_are_those_of_the_catalogue() -> None:
    asked = [query for query in queries() if query.group == "代码与文号"]
    for query in asked:
        (name,) = (name for name, grade in judge(needs()[query.id]).items() if grade)
        document = entries()[name].document
        held = re.sub(r"\D", "", document.code + document.summary + "".join(document.keywords))
        assert re.sub(r"\D", "", query.text) in held, query


@pytest.mark.parametrize(
    ("query", "grades"),
    [
        (
            "福州有哪些公交站点",
            {"bus-stops.fuzhou": 3, "bus-stops.gulou": 2, "bus-stops.xiamen": 0, "bus-lines.quanzhou": None},
        ),
        ("闽侯停车场", {"parking.minhou": 3, "parking.putian": 0, "parking.xianyou": None}),
        ("停车场 -泉州", {"parking.putian": 3, "parking.quanzhou": 0}),
        (
            "桥梁信息",
            {"single.bridges.fuqing": 3, "single.bridges.fuzhou": 0, "bridges.ningde": 0, "roads.ningde": None},
        ),
        (
            "福州 公共安全",
            {"shelters.fuzhou": 3, "shelters.pingtan": 2, "single.deputies.fuzhou": 0, "shelters.putian": None},
        ),
        ("福州市2021年财政预算", {"budget.fuzhou.2021": 3, "budget.fuzhou.2020": 0, "budget.fujian.2021": None}),
    ],
)
def test_grades_by_hand(query: str, grades: dict[str, int | None]) -> None:
    (asked,) = (asked for asked in queries() if asked.text == query)
    found = judge(needs()[asked.id])
    assert {name: found.get(name) for name in grades} == grades
