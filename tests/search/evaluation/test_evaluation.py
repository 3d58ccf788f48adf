"""The measures by hand, the files with everything that can be wrong in them, and the run on an engine."""

import json
import math
import re
from pathlib import Path

import pytest

from search.engine import SearchEngine
from search.evaluation.material import BadMaterial, Collection, JudgedQuery, identity_of, read_judgements, read_queries
from search.evaluation.measures import measures
from search.evaluation.run import Evaluation, QueryScore, evaluate, fill

LOG3 = math.log2(3)
FULL = {
    "id": "a",
    "title": "公交站点",
    "description": "说明",
    "publisher": "交通局",
    "tags": ["出行"],
    "fields": ["线路"],
}


def test_measures_by_hand() -> None:
    # found: irrelevant, grade 2, unjudged, grade 1; the best ranking would be 2, 1, 1
    values = measures(["a", "b", "x", "c"], {"a": 0, "b": 2, "c": 1, "d": 1})
    best = 2 + 1 / LOG3 + 1 / 2
    assert values["ndcg@5"] == pytest.approx((2 / LOG3 + 1 / math.log2(5)) / best)
    assert values["ndcg@10"] == values["ndcg@5"]
    assert values["map@10"] == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert values["mrr@10"] == 1 / 2
    assert values["recall@10"] == pytest.approx(2 / 3)


def test_depth_ends_at_five_and_at_ten() -> None:
    ranking = [f"x{n}" for n in range(5)] + ["late"] + [f"y{n}" for n in range(4)] + ["too late"]
    values = measures(ranking, {"late": 1, "too late": 1})
    assert values["ndcg@5"] == 0
    assert values["ndcg@10"] == pytest.approx((1 / math.log2(7)) / (1 + 1 / LOG3))
    assert values["map@10"] == pytest.approx(1 / 12)
    assert (values["mrr@10"], values["recall@10"]) == (1 / 6, 1 / 2)


def test_the_best_ranking_is_one_and_none_is_nothing() -> None:
    assert set(measures(["a", "b"], {"a": 3, "b": 1, "c": 0, "d": -1}).values()) == {1.0}
    assert set(measures([], {"a": 1}).values()) == {0.0}
    assert set(measures(["a"], {"a": 0}).values()) == {0.0}


def test_a_table_tells_classes_and_the_standard_error() -> None:
    def outcome(number: int, group: str, value: float, took: float) -> QueryScore:
        return QueryScore(JudgedQuery(str(number), "字", group), dict.fromkeys(measures([], {}), value), took)

    table = Evaluation(
        (outcome(1, "甲", 1.0, 3.0), outcome(2, "甲", 0.5, 1.0), outcome(3, "乙", 0.0, 2.0), outcome(4, "", 0.5, 9.0))
    )
    report = table.report()
    assert report["ndcg@10"] == 0.5
    assert report["queries"] == 4
    assert report["p50_ms"] == 2.5
    assert report["ndcg@10_error"] == pytest.approx(math.sqrt(0.5 / 3) / 2, abs=1e-4)
    assert {name: row["map@10"] for name, row in report["classes"].items()} == {"甲": 0.75, "乙": 0.0}
    assert Evaluation(()).report()["queries"] == 0


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_reads_documents_and_maps_identities(tmp_path: Path) -> None:
    own = "0190AB00-0000-7000-8000-000000000001"
    lines = (
        "\ufeff" + json.dumps(FULL, ensure_ascii=False),
        "",
        f'{{"id": "{own}", "title": "空", "description": null, "other": 1}}',
        '{"id": 7, "title": ""}',
    )
    collection = Collection(write(tmp_path / "d.jsonl", "\r\n".join(lines)), {"q": {"a": 2}})
    first, second, third = collection.documents()
    assert (first.title, first.summary, first.organization_name) == ("公交站点", "说明", "交通局")
    assert (first.keywords, first.items) == (("出行",), ("线路",))
    assert first.scopes == ("public", "judged:q")
    assert second.id == own.lower()
    assert second.scopes == ("public",)
    assert collection.names == {first.id: "a", second.id: own, third.id: "7"}
    assert first.id == identity_of("a")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "no-object"),
        ("[" * 100_000, "no-object"),
        ("[1]", "no-object"),
        ('{"title": "x"}', "no-id"),
        ('{"id": " ", "title": "x"}', "no-id"),
        ('{"id": true, "title": "x"}', "no-id"),
        ('{"id": "b"}', "no-text {'name': 'title'}"),
        ('{"id": "b", "title": "\\ud83d"}', "no-text {'name': 'title'}"),
        ('{"id": "b", "title": "x", "description": 1}', "no-text {'name': 'description'}"),
        ('{"id": "b", "title": "x", "tags": "x"}', "no-texts {'name': 'tags'}"),
        ('{"id": "b", "title": "x", "fields": [1]}', "no-texts {'name': 'fields'}"),
        ('{"id": "a", "title": "x"}', "same-id {'name': 'a'}"),
        (b'{"id": "b", "title": "\xb9\xab"}', "not-utf-8"),
        ('{"id": "b", "title": "' + "x" * 4_000_000 + '"}', "line-too-long {'most': 4000000}"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_bad_document_is_refused_with_its_line(tmp_path: Path, line: str | bytes, reason: str) -> None:
    good = b'{"id": "a", "title": "x"}\n'
    path = write(tmp_path / "d.jsonl", good + (line if isinstance(line, bytes) else line.encode()))
    with pytest.raises(BadMaterial, match=re.escape(f"d.jsonl:2: {reason}")):
        list(Collection(path).documents())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2", "query-line"),
        ("2\t", "query-line"),
        ("\t公交", "query-line"),
        ("2\ta\tb\tc", "query-line"),
        ("1\t地铁", "same-query {'query': '1'}"),
    ],
)
def test_a_bad_query_is_refused_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(BadMaterial, match=f"q.tsv:3: {reason}"):
        read_queries(write(tmp_path / "q.tsv", f"1\t公交\n\n{line}\n"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1 0 a", "judgement-line"),
        ("1 0 a high", "judgement-line"),
        ("1 0 a b 1", "judgement-line"),
        ("1 0 a 1", "two-grades {'name': 'a', 'query': '1'}"),
    ],
)
def test_a_bad_judgement_is_refused_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(BadMaterial, match=f"j.txt:2: {reason}"):
        read_judgements(write(tmp_path / "j.txt", f"1 0 a 2\n{line}\n"))


def test_only_the_queries_given_count(tmp_path: Path) -> None:
    queries = read_queries(write(tmp_path / "q.tsv", "1\t公交 站点\t词\n2\t地铁\n"))
    assert queries == (JudgedQuery("1", "公交 站点", "词"), JudgedQuery("2", "地铁"))
    judgements = read_judgements(write(tmp_path / "j.txt", "1 0 a 2\n3 0 a 1\n1\tQ0\tb\t0\n1 0 a 2\n"), queries)
    assert judgements == {"1": {"a": 2, "b": 0}}


async def test_runs_on_an_engine(engine: SearchEngine, tmp_path: Path) -> None:
    lines = [f'{{"id": "{name}", "title": "{title}"}}\n' for name, title in DOCUMENTS.items()]
    judgements = {"1": {"stops": 2, "lost": 1}, "2": {"air": 1, "lines": 0}, "3": {"air": 1}}
    collection = Collection(write(tmp_path / "d.jsonl", "".join(lines)), judgements)
    assert await fill(engine, collection.documents()) == len(DOCUMENTS)
    queries = [
        JudgedQuery("1", "公交站点"),
        JudgedQuery("2", "公交"),
        JudgedQuery("3", "字" * 5000),
        JudgedQuery("4", "公交"),
    ]
    table = await evaluate(engine, queries, judgements, names=collection.names)
    first, second, third = table.outcomes  # the fourth has no judgement
    assert first.values["mrr@10"] == 1
    assert first.values["recall@10"] == 1 / 2
    assert set(second.found) == {identity_of("stops"), identity_of("lines"), identity_of("twin")}
    assert second.values["recall@10"] == 0
    assert third.values["ndcg@10"] == 0
    alone = await evaluate(engine, queries, judgements, names=collection.names, judged_only=True)
    assert alone.outcomes[1].found == (identity_of("lines"),)


async def test_equal_scores_come_in_the_order_of_names(engine: SearchEngine, tmp_path: Path) -> None:
    lines = [f'{{"id": "{name}", "title": "水库"}}\n' for name in "gfedcba"]
    judgements = {"1": {"a": 1}}
    collection = Collection(write(tmp_path / "d.jsonl", "".join(lines)), judgements)
    await fill(engine, collection.documents())
    table = await evaluate(engine, [JudgedQuery("1", "水库")], judgements, names=collection.names)
    assert [collection.names[identity] for identity in table.outcomes[0].found] == list("abcdefg")


DOCUMENTS = {"stops": "福州公交站点", "lines": "福州公交线路", "twin": "厦门公交线路", "air": "空气质量"}
