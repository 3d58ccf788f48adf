import csv
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.adapters import ingest_parquet, sniff
from app.adapters.ingest import MAX_REPORTED, ingest, ingest_blocking, inspect
from app.adapters.ingest_csv import MAX_COLUMNS
from app.adapters.sniff_encoding import MAX_LINE
from app.words.language import CHINESE
from catalog.errors import Invalid, Unsupported
from catalog.tables.schema import ColumnType as T
from catalog.tables.schema import Declared

FIXTURES = Path(__file__).parents[4] / "shared" / "data" / "fixtures"
TEXT = "名称,数量\r\n福州市鼓楼区,1\r\n马尾港,2\r\n"


def written(folder: Path, data: str | bytes, name: str = "表.csv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def stored(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute("SELECT * FROM read_parquet(?)", [str(path)]).fetchall()


async def made(folder: Path, data: str | bytes, declared: Declared | None = None) -> tuple[Any, list[tuple[Any, ...]]]:
    target = folder / "t.parquet"
    report = await ingest(written(folder, data), target, declared=declared)
    return report, stored(target)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
async def test_every_encoding_gives_the_same_table(tmp_path: Path, codec: str) -> None:
    report, rows = await made(tmp_path, TEXT.encode(codec))
    assert rows == [("福州市鼓楼区", 1), ("马尾港", 2)]
    assert [(c.name, c.type) for c in report.schema.columns] == [("名称", T.STRING), ("数量", T.INTEGER)]


async def test_rare_characters_survive(tmp_path: Path) -> None:
    _, rows = await made(tmp_path, "地名\n㙱仔村\n𠮷林\n".encode("gb18030"))
    assert rows == [("㙱仔村",), ("𠮷林",)]


async def test_values_are_typed_and_codes_stay_text(tmp_path: Path) -> None:
    report, rows = await made(
        tmp_path,
        "代号,信用代码,数,金额,日期,时间,公开,空\n"
        '007,91350100M000100Y43,１２,"1,234.50",2024年1月5日,2024-01-05 08:00,true,\n'
        "008,350102194912310021, ,2,2024/1/6,2024-01-06,false,　\n",
    )
    assert [c.type.value for c in report.schema.columns] == [
        "string", "string", "integer", "number", "date", "datetime", "boolean", "string",
    ]  # fmt: skip
    assert [str(value) for value in rows[0]] == [
        "007", "91350100M000100Y43", "12", "1234.5", "2024-01-05", "2024-01-05 08:00:00", "True", "None",
    ]  # fmt: skip
    assert rows[1][2] is None
    assert report.profile["数"] == {"nulls": 1, "distinct": 1, "min": 12, "max": 12}
    assert report.profile["代号"] == {"nulls": 0, "distinct": 2, "min_length": 3, "max_length": 3}
    json.dumps(report.profile)


async def test_a_column_shows_what_its_values_look_like(tmp_path: Path) -> None:
    """The values are made up: nobody was born on the thirtieth of February."""
    lines = [f"91350100M0001{n:02d}Y43,1300000{n:04d},35010219490230{n:03d}0,值{n},{n}" for n in range(30)]
    report, _ = await made(tmp_path, "bm,lxfs,sfz,说明,序\n" + "\n".join(lines) + "\n不明,,,,\n")
    shapes = {name: measures.get("shape") for name, measures in report.profile.items()}
    assert shapes == {"bm": "credit-code", "lxfs": "mobile-number", "sfz": "identity-number", "说明": None, "序": None}
    few, _ = await made(tmp_path, "bm\n91350100M000100Y43\n")
    assert "shape" not in few.profile["bm"]


@pytest.mark.parametrize(
    ("text", "delimiter", "newline", "rows"),
    [
        ("a;b\n1;x,y\n", ";", "LF", [(1, "x,y")]),
        ("a\tb\r\n1\tx\r\n", "\t", "CRLF", [(1, "x")]),
        ("a|b\r1|x\r", "|", "CR", [(1, "x")]),
        ("a,b\r\n1,x\n2,y\n", ",", "混合", [(1, "x"), (2, "y")]),
        ('a,b\n1,"x\ny,""z"""\n', ",", "LF", [(1, 'x\ny,"z"')]),
        ('a,b\r\n1,"x\r\ny"\r\n', ",", "CRLF", [(1, "x\r\ny")]),
        ("名称\n有，逗号\n", ",", "LF", [("有，逗号",)]),
        ("\n\na,b\n\n1,x\n\n", ",", "LF", [(1, "x")]),
        ("a,b,\n1,x,\n2,y,,,\n", ",", "LF", [(1, "x"), (2, "y")]),
    ],
)
async def test_dialects(tmp_path: Path, text: str, delimiter: str, newline: str, rows: list[tuple[Any, ...]]) -> None:
    report, found = await made(tmp_path, text)
    assert (report.dialect.delimiter, report.dialect.newline) == (delimiter, newline)
    assert found == rows


async def test_headers_are_made_unique_and_keep_their_titles(tmp_path: Path) -> None:
    report, _ = await made(tmp_path, "名称,名称,,投资（亿元）\n甲,乙,丙,1\n")
    assert [(c.name, c.title) for c in report.schema.columns] == [
        ("名称", "名称"), ("名称_2", "名称"), ("column_3", "column_3"), ("投资_亿元", "投资（亿元）"),
    ]  # fmt: skip
    assert len(report.problems) == 2


async def test_rows_that_do_not_fit_are_left_out_and_told(tmp_path: Path) -> None:
    text = 'a,b\n1,x\n2\n3,y,z\n4,"q"r\n5,w\n'
    report, rows = await made(tmp_path, text)
    assert rows == [(1, "x"), (5, "w")]
    assert report.rejected == {
        "count": 3,
        "lines": [
            {"line": 3, "reason": "应有 2 列，实有 1 列"},
            {"line": 4, "reason": "应有 2 列，实有 3 列"},
            {"line": 5, "reason": "引号后面有多余的字符"},
        ],
        "truncated": False,
    }


async def test_the_report_of_rejected_rows_is_bounded(tmp_path: Path) -> None:
    report, _ = await made(tmp_path, "a,b\n1,2\n" + "x\n" * (MAX_REPORTED + 5))
    assert report.rejected["count"] == MAX_REPORTED + 5
    assert len(report.rejected["lines"]) == MAX_REPORTED
    assert report.rejected["truncated"]


async def test_the_dictionary_is_stronger_than_inference(tmp_path: Path) -> None:
    declared = Declared({"编号": T.STRING, "金额": T.INTEGER, "没有": T.DATE}, key=("编号",))
    report, rows = await made(tmp_path, "编号,金额\n3,1\n1,约2\n2,3\n", declared)
    assert rows == [("3", 1), ("2", 3)]
    assert report.rejected["lines"] == [{"line": 3, "reason": "“金额”列的“约2”不是整数"}]
    assert any("没有" in note for note in report.problems)


async def test_a_declared_key_sorts_a_large_file_and_equal_keys_keep_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, declared = "k,v\n3,a\n1,b\n2,z\n2,c\n", Declared(key=("k",))
    _, rows = await made(tmp_path, text, declared)
    assert rows == [(3, "a"), (1, "b"), (2, "z"), (2, "c")]
    monkeypatch.setattr(ingest_parquet, "ROW_GROUP", 3)
    _, rows = await made(tmp_path, text, declared)
    assert rows == [(1, "b"), (2, "z"), (2, "c"), (3, "a")]


async def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    report, rows = await made(tmp_path, "a,b\n")
    assert (report.rows, rows) == (0, [])


def bomb(folder: Path) -> Path:
    path = folder / "bomb.csv"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(100):
            member.write(bytes(1 << 20))
    return path


async def test_a_zip_bomb_is_refused_as_an_archive(tmp_path: Path) -> None:
    with pytest.raises(Unsupported, match=r"content\.zip"):
        await ingest(bomb(tmp_path), tmp_path / "t.parquet")
    assert names(tmp_path) == ["bomb.csv"]


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"<html><body>404", "HTML 网页"), (b"\x89PNG\r\n\x1a\n\0", "PNG 图片"), (b'{"a":1}', "JSON 文档")],
)
async def test_what_is_called_csv_and_is_not_is_refused_by_name(tmp_path: Path, data: bytes, found: str) -> None:
    with pytest.raises(Unsupported) as caught:
        await ingest(written(tmp_path, data), tmp_path / "t.parquet")
    assert CHINESE.say(caught.value.found) == found


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空的"),
        (b"\xef\xbb\xbf\r\n", "空的|没有表头"),
        (b",,\n", "表头是空的"),
        (b"a,b\n1,\0\n", "空字符"),
        (b'a,b\n1,2\n3,"x\n4,5\n', "第 3 行开始的引号没有闭合"),
        (b'a,b\n1,"' + b"x" * (MAX_LINE + 10), "超过"),
        (b"x" * (MAX_LINE + 1), "第 1 行超过"),
        (b"x" * 5000, "第 1 列的表头超过"),
        (b"x," * (MAX_COLUMNS + 1), f"超过 {MAX_COLUMNS} 列"),
        (b"a,b\n1\n2\n", "没有一行可用，共 2 行被拒"),
        (b'"a"b,c\n', "表头"),
    ],
)
async def test_unreadable_text_is_refused_with_the_place(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        await ingest(written(tmp_path, data), tmp_path / "t.parquet")
    assert re.search(message, CHINESE.say(caught.value.detail))
    assert names(tmp_path) == ["表.csv"]


def test_inspection_tells_the_same_as_json(tmp_path: Path) -> None:
    found = inspect(written(tmp_path, "a,b\n1,x\n2\n"), tmp_path / "out.parquet")
    assert found["encoding"] == "UTF-8"
    assert found["dialect"] == {"delimiter": ",", "quote": '"', "newline": "LF"}
    (table,) = found["tables"]
    assert (table["name"], table["rows"], table["rejected"]) == ("表", 1, 1)
    assert [(c["name"], c["type"]) for c in table["columns"]] == [("a", "integer"), ("b", "string")]
    assert found["problems"] == ["第 3 行：应有 2 列，实有 1 列"]
    assert stored(tmp_path / "out.parquet") == [(1, "x")]
    refused = inspect(bomb(tmp_path))
    assert refused["tables"] == []
    assert "ZIP" in refused["problems"][0]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_text_comes_back_exactly(tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, str]]) -> None:
    folder = tmp_path_factory.mktemp("exact")
    path = folder / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([("标题", "名"), *cells])
    assume(not sniff._is_binary(path.read_bytes()))  # what is mostly control characters is refused
    declared = Declared({"标题": T.STRING, "名": T.STRING})
    ingest_blocking(path, folder / "t.parquet", declared)
    expected = [tuple(None if not c or c.isspace() else c for c in row) for row in cells]
    assert stored(folder / "t.parquet") == expected


# The recorded answer to location_coordinates is that to another telephone number.
SPECTRUM = sorted(p for p in FIXTURES.glob("csv-spectrum/csvs/*.csv") if p.stem != "location_coordinates")


@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_the_spectrum_of_csv_reads_as_its_json_says(tmp_path: Path, path: Path) -> None:
    expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text().replace("\\r\\n", "\\n"))
    titles = list(expected[0])
    ingest_blocking(path, tmp_path / "t.parquet", Declared(dict.fromkeys(titles, T.STRING)))
    rows = [
        dict(zip(titles, ("" if v is None else v for v in row), strict=True)) for row in stored(tmp_path / "t.parquet")
    ]
    assert rows == expected


SAFE = {
    "fujian_areas_gbk": 84,
    "fujian_areas_gb18030": 84,
    "fujian_areas_utf16_bom": 84,
    "fujian_areas_utf16le_nobom": 84,
    "fujian_areas_utf8": 84,
    "fujian_areas_utf8_bom": 84,
    "gb18030_4byte": 3,
    "leading_zero_ids": 2,
    "dup_empty_headers": 1,
    "mixed_newlines": 3,
    "csv_injection_zh": 13,
    "html_named": None,
    "png_named": None,
    "nul_bytes": None,
    "mixed_utf8_then_gbk": None,
}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("generated-safe/*.csv")), ids=lambda path: path.stem)
def test_the_recorded_oddities_are_read_or_refused(path: Path) -> None:
    found = inspect(path)
    rows = SAFE.get(path.stem, "any")
    if rows is None:
        assert found["tables"] == []
        assert found["problems"]
    else:
        assert rows in {"any", found["tables"][0]["rows"]}
