"""``minshu search evaluate`` on both engines: what it prints, what it refuses, what it leaves behind."""

import json
import re
from pathlib import Path

import pytest

from tests.app.cli.support import called
from tests.architecture.rules import HAN
from tests.elasticsearch.node import ask

DOCUMENTS = {
    "stops": "福州公交站点",
    "lines": "福州公交线路",
    "air": "空气质量",
    "0190ab00-0000-7000-8000-000000000001": "水库名录",
}
MEASURES = {"ndcg@5", "ndcg@10", "map@10", "mrr@10", "recall@10", "queries", "p50_ms"}


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    documents, queries, judgements = (tmp_path / name for name in ("d.jsonl", "q.tsv", "j.txt"))
    rows = [{"id": name, "title": title, "publisher": None, "fields": ["经度"]} for name, title in DOCUMENTS.items()]
    documents.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    queries.write_text("1\t公交站点\t词\n2\t水库\t词\n3\tkongqi\t拼音\n4\t未评判\n", "utf-8")
    judgements.write_text(
        "1 0 stops 2\n1 0 lines 0\n2 0 0190ab00-0000-7000-8000-000000000001 1\n3 0 air 1\n9 0 air 1\n", "utf-8"
    )
    return ["--documents", str(documents), "--queries", str(queries), "--judgements", str(judgements)]


@pytest.mark.parametrize("engine", ["embedded", "elasticsearch"])
def test_an_engine_is_measured_and_nothing_stays(files: list[str], engine: str, elasticsearch_url: str) -> None:
    done = called("search", "evaluate", *files, "--engine", engine, MINSHU_SEARCH_URL=elasticsearch_url)
    assert (done.code, done.err) == (0, "注意：q.tsv 中有 1 个查询没有评判，没有计入。\n")
    report = done.json
    assert report["engine"] == engine
    assert report["queries"] == 3
    assert {report[name] for name in ("ndcg@10", "map@10", "mrr@10", "recall@10")} == {1.0}
    assert {name: row["queries"] for name, row in report["classes"].items()} == {"词": 2, "拼音": 1}
    for row in (report, report["judged_only"], *report["classes"].values()):
        assert set(row) >= MEASURES
    assert not [name for name in ask(elasticsearch_url, "GET", "/_alias") if name.startswith("minshu-evaluate")]


def test_a_table_is_for_people(files: list[str]) -> None:
    done = called("search", "evaluate", *files, "--table")
    assert done.code == 0
    head, whole, *rows = done.out.splitlines()
    assert head.split()[0] == "ndcg@5"
    assert whole.split()[:3] == ["全部", "1.000", "1.000"]
    labels = [re.split(r"\s{2,}", row)[0] for row in rows]
    assert labels == ["全部 词", "全部 拼音", "仅已评判", "仅已评判 词", "仅已评判 拼音"]
    assert {len(line.encode("gb18030")) for line in (head, whole, *rows)} == {len(head.encode("gb18030"))}


def test_a_bad_file_is_told_with_its_line(files: list[str]) -> None:
    with Path(files[3]).open("a", encoding="utf-8") as queries:
        queries.write("1\t又是一\n")
    done = called("search", "evaluate", *files)
    assert (done.code, done.out, done.err) == (1, "", "q.tsv 第 5 行：查询编号 1 重复。\n")


def test_queries_without_any_judgement_are_told(files: list[str]) -> None:
    Path(files[5]).write_text("8 0 stops 1\n", "utf-8")
    done = called("search", "evaluate", *files)
    assert (done.code, done.err) == (1, "j.txt 中没有对 q.tsv 里任何一个查询的评判。\n")


def test_judged_documents_that_are_not_there_are_told(files: list[str]) -> None:
    with Path(files[5]).open("a", encoding="utf-8") as judgements:
        judgements.write("1 0 nowhere 1\n2 0 nowhere 1\n2 0 lost 0\n")
    done = called("search", "evaluate", *files)
    assert done.code == 0
    assert done.err.splitlines()[0] == "注意：j.txt 评判了 6 个文档，其中 2 个不在 d.jsonl 中，一律按没有找到计算。"
    assert done.json["recall@10"] < 1


def test_all_of_it_is_in_english_where_that_is_chosen(files: list[str]) -> None:
    with Path(files[5]).open("a", encoding="utf-8") as judgements:
        judgements.write("1 0 nowhere 1\n")
    done = called("search", "evaluate", *files, "--table", MINSHU_LANGUAGE="en")
    assert done.code == 0
    strangers, left_out = done.err.splitlines()
    assert strangers == "Note: 1 of the 5 documents that j.txt judges is not in d.jsonl; each counts as not found."
    assert left_out == "Note: 1 query in q.tsv is not judged and was left out."
    assert not HAN.search(re.sub("词|拼音", "", done.out))  # classes are data
    Path(files[3]).write_text("1\n", "utf-8")
    bad = called("search", "evaluate", *files, MINSHU_LANGUAGE="en")
    assert bad.err.startswith("q.tsv, line 1: must be “number<TAB>text of the query”")
    absent = called(
        "search", "evaluate", *files, "--engine", "elasticsearch", MINSHU_SEARCH_URL="", MINSHU_LANGUAGE="en"
    )
    assert not HAN.search(bad.err + absent.err)


@pytest.mark.parametrize("documents", ["", '{"id": "another", "title": "公交站点"}\n'])
def test_documents_of_which_none_is_judged_are_no_measure(files: list[str], documents: str) -> None:
    Path(files[1]).write_text(documents, "utf-8")
    done = called("search", "evaluate", *files)
    assert (done.code, done.out) == (1, "")
    assert done.err == ("j.txt 评判了 4 个文档，其中 4 个不在 d.jsonl 中，无法衡量。请检查两个文件的标识是否一致。\n")


def test_an_absent_file_or_cluster_is_told(files: list[str]) -> None:
    absent = called("search", "evaluate", "--documents", "absent.jsonl", *files[2:])
    assert (absent.code, absent.err) == (1, "absent.jsonl：没有这个文件或文件夹，请检查路径。\n")
    folder = called("search", "evaluate", "--documents", str(Path(files[1]).parent), *files[2:])
    assert (folder.code, folder.err) == (1, f"{Path(files[1]).parent}：是文件夹，应为文件。\n")
    nowhere = called("search", "evaluate", *files, "--engine", "elasticsearch", MINSHU_SEARCH_URL="")
    assert (nowhere.code, nowhere.err) == (1, "没有设置 MINSHU_SEARCH_URL，不知道 Elasticsearch 在哪里。\n")
