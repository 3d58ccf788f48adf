"""What a question becomes: forms of titles, levels, parts of the score, and that every list is bounded."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.words.catalogues import entries
from app.words.language import LANGUAGES
from search.analysis.pinyin import MOST_ALIKE, SYLLABLES, alike, corrections, fold_sounds, reading, split
from search.analysis.repetition import numbered
from search.analysis.sounding import sounds
from search.analysis.stemming import stem
from search.asking.forms import MOST_CHARACTERS, forms_of
from search.asking.query import MAX_TEXT_LENGTH, SearchQuery, Sort
from search.indexing.record import record_of
from search.ranking.clauses import Boost, Clause, Fixed, Group
from search.ranking.conditions import misses
from search.ranking.explaining import WEIGHED
from search.ranking.plan import ENOUGH, plan
from search.ranking.sequence import PART, longest_in_order
from search.ranking.weights import ALL, WEIGHTS, Feature, Weights
from tests.search.samples import document

MOST_CLAUSES = 2_000
"""Leaves of the largest query; an engine's own limit lies higher."""


def leaves(clause: Clause) -> int:
    if isinstance(clause, Group):
        return sum(map(leaves, (*clause.must, *clause.should, *clause.must_not)))
    return leaves(clause.clause) if isinstance(clause, Fixed | Boost) else 1


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("fuzhougongjiao", ("fu", "zhou", "gong", "jiao")),
        ("xian", ("xian",)),
        ("zonguo", ("zon", "guo")),
        ("fzgj", ()),
        ("gdp", ()),
        ("", ()),
        ("公交", ()),
    ],
)
def test_a_word_of_letters_is_split_into_syllables(word: str, syllables: tuple[str, ...]) -> None:
    assert split(word) == syllables


def test_readings_follow_the_word() -> None:
    assert reading("重庆") == ("chong", "qing")
    assert reading("重要") == ("zhong", "yao")
    stored = sounds([("重庆", "公交")])
    assert {"chong", "zhong", "qing"} <= set(stored.syllables.split())
    assert {"chongqing", "qinggong", "chongqinggongjiao"} <= set(stored.joins.split())
    assert {"=cq", "cqg", "qgj"} <= set(stored.initials.split())


@given(st.lists(st.sampled_from(sorted(SYLLABLES)), min_size=1, max_size=6))
def test_folding_before_or_after_joining_is_the_same(syllables: list[str]) -> None:
    folded = "".join(map(fold_sounds, syllables))
    assert fold_sounds(folded) == fold_sounds("".join(syllables))


def test_one_wrong_letter_is_corrected() -> None:
    assert "gongjiao" in corrections("gongjixo", 60)
    assert len(corrections("fuzhougongjiaozhandian", 60)) <= 60


def test_sounds_that_many_do_not_tell_apart_are_written_in_every_way() -> None:
    assert set(alike(("zong", "guo"))) == {"zongguo", "zhongguo"}
    assert alike(("zhan", "dian"))[0] == "zhandian"
    assert {"zangdian", "zandian", "zhangdian"} <= set(alike(("zhan", "dian")))
    assert len(alike(("shang", "shang", "shang", "shang"))) == MOST_ALIKE


def test_the_first_of_several_has_no_number() -> None:
    assert numbered("市建市设市") == ["市", "建", "设", "市2", "市3"]
    assert forms_of("市区市").characters == ("市", "区", "市2")
    assert "市2" in record_of(document(1, "市区城市")).texts["title_marks"].split()


@given(st.text("公交站点", max_size=12), st.text("公交站点线", max_size=80))
def test_the_longest_in_order_is_what_a_table_of_all_beginnings_says(wanted: str, text: str) -> None:
    best = [0] * (len(text) + 1)
    for char in wanted:
        row = [0]
        for at, other in enumerate(text):
            row.append(best[at] + 1 if char == other else max(best[at + 1], row[at]))
        best = row
    assert longest_in_order(wanted, text) == best[-1]


@pytest.mark.parametrize(
    ("text", "title", "score"),
    [
        ("学生评价教师", "学生网上评价任课教师", 1.0),
        ("学生评价教师", "教师评价学生", 0.0),
        ("學生評價教師", "学生评价", 1 / 3),
        ("公交站点", "公交线路站点 ＡＢＣ", 1.0),
        ("公交站点", "", 0.0),
    ],
)
def test_half_of_an_order_is_chance(text: str, title: str, score: float) -> None:
    assert plan(SearchQuery(text)).sequence.score(title) == pytest.approx(score * WEIGHTS.sequence)


@pytest.mark.parametrize(
    "query",
    [SearchQuery("公交"), SearchQuery("bus stops"), SearchQuery(""), SearchQuery("公交站点", sort=Sort.UPDATED)],
)
def test_where_there_is_no_order_it_takes_no_part(query: SearchQuery) -> None:
    assert not plan(query).sequence
    assert plan(SearchQuery("公交站点")).sequence
    assert not plan(SearchQuery("公交站点"), ALL - {Feature.SEQUENCE}).sequence


def test_english_is_stemmed_and_nothing_else() -> None:
    assert stem("acquisitions") == stem("acquisition") == "acquisit"
    assert [stem(word) for word in ("pm2.5", "公交", "as")] == ["pm2.5", "公交", "as"]


def test_more_may_be_wrong_in_a_longer_question() -> None:
    assert [misses(count) for count in (2, 3, 5, 6, 10, 15, 20)] == [0, 1, 1, 2, 2, 3, 4]


@given(st.text(max_size=MAX_TEXT_LENGTH))
def test_no_question_becomes_too_many_clauses(text: str) -> None:
    planned = plan(SearchQuery(text))
    assert all(leaves(planned.clause(level)) <= MOST_CLAUSES for level in range(len(planned.levels)))


@pytest.mark.parametrize("piece", ["福州公交站点信息资源目录", "gongjiaozhandian ", "ab-cd/ef ", "fzgj "])
def test_the_longest_question_is_bounded(piece: str) -> None:
    text = (piece * MAX_TEXT_LENGTH)[:MAX_TEXT_LENGTH]
    planned = plan(SearchQuery(text))
    assert all(leaves(planned.clause(level)) <= MOST_CLAUSES for level in range(len(planned.levels)))
    assert len(forms_of(text).characters) <= MOST_CHARACTERS


def test_every_part_has_words_and_every_weight_says_what_it_weighs() -> None:
    asked = ("福州公交 gongjiao gj running", "2023年福州市医疗卫生 医院名录", "350100-1")
    parts = {name for text in asked for name in plan(SearchQuery(text)).parts} | {PART, WEIGHED}
    for language in LANGUAGES:
        assert {f"score-part.{name}" for name in parts} == {
            key for key in entries(language.locale) if key.startswith("score-part.")
        }
    documented = Weights.__doc__ or ""
    assert [field.name for field in fields(Weights) if f"{field.name}:" not in documented] == []


@pytest.mark.parametrize(
    ("feature", "name"),
    [
        (Feature.WHOLE, "title-whole"),
        (Feature.SYLLABLES, "title-sound"),
        (Feature.BLANKS, "one-off"),
        (Feature.PINYIN, "pinyin"),
        (Feature.INITIALS, "initials"),
        (Feature.ITEMS, "items"),
        (Feature.ORGANIZATIONS, "organization"),
        (Feature.IDENTIFIERS, "code"),
        (Feature.STEMS, "stems"),
    ],
)
def test_what_is_switched_off_scores_nothing(feature: Feature, name: str) -> None:
    query = SearchQuery("福州公交 gongjiao gj")
    assert name in plan(query).parts
    assert name not in plan(query, ALL - {feature}).parts


def test_an_order_by_time_widens_only_where_nothing_was_found() -> None:
    assert plan(SearchQuery("公交")).enough == ENOUGH
    assert plan(SearchQuery("公交", sort=Sort.UPDATED)).enough == 1


def test_exact_forms_weigh_more_than_near_ones() -> None:
    assert WEIGHTS.join * WEIGHTS.corrected < WEIGHTS.join
    assert WEIGHTS.blank_inside < WEIGHTS.blank
